//! Addresses that look like somebody's, that are longer than addresses are, or that no mail could be sent to.

use reqwest::Method;
use serde_json::{Value, json};
use testkit::{Answer, World};

use super::{PASSWORD, account, accounts, log_in, mailed_tokens, register, said, verify};

/// What looks like `ana@example.com` to people or to a careless program, and what is too long.
fn confusables() -> Vec<String> {
    let mut all: Vec<String> = [
        "\u{430}na@example.com",
        "\u{ff41}na@example.com",
        "a\u{301}na@example.com",
        "\u{e1}na@example.com",
        "an\u{430}@ex\u{430}mple.com",
        "ana@ex\u{430}mple.com",
        "ana@example\u{3002}com",
        "ana\u{ff20}example.com",
        "ana@example.\u{217d}om",
        "ana@examp\u{217c}e.com",
        "\u{1d41a}na@example.com",
        "a\u{200b}na@example.com",
        "a\u{200d}na@example.com",
        "a\u{ad}na@example.com",
        "a\u{2060}na@example.com",
        "ana\u{202e}@example.com",
        "ana\u{0}@example.com",
        "ana@example.com\u{0}",
        "ana@example.com\u{0}@evil.example",
        "ana@example.com\r\nBcc: eve@evil.example",
        "ana@example.com,eve@evil.example",
        "ana@example.com eve@evil.example",
        "<ana@example.com>",
        "Ana <ana@example.com>",
        "\"ana\"@example.com",
        "ana(eve)@example.com",
        "ana@[127.0.0.1]",
        "ana@example.com.",
        "ana@example",
    ]
    .map(str::to_owned)
    .to_vec();
    all.push(format!("{}@example.com", "a".repeat(288)));
    all.push(format!("{}@example.com", "a".repeat(65)));
    all.push(format!("ana@{}.com", "example.".repeat(36)));
    all.push(sized(255));
    all
}

/// An address of `length` characters, of parts that are as long as they may be.
fn sized(length: usize) -> String {
    let label = "e".repeat(63);
    let beginning = format!("{}@{label}.{label}.", "a".repeat(64));
    let rest = length - beginning.len() - ".com".len();
    format!("{beginning}{}.com", "e".repeat(rest))
}

/// Demands that the address is refused and named.
#[track_caller]
fn expect_refused(what: &str, answer: Answer) {
    assert_eq!(answer.status, 422, "{what}: {answer:?}");
    let refused = answer.expect_problem(422, "validation_failed");
    assert_eq!(refused.text("/errors/0/pointer"), "/email", "{what}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_look_alike_is_nobody_and_takes_nothing_from_anybody() {
    let world = World::new().await;
    account(&world, "ana@example.com").await;
    account(&world, "bob@example.com").await;
    let bob = log_in(&world, "bob@example.com", PASSWORD).await.expect(200);
    let bearer = format!("Bearer {}", bob.text("/access_token"));
    let change =
        async |body: &Value| world.send(Method::POST, "/v1/me/email", &[("authorization", &bearer)], Some(body)).await;
    let (before, mails) = (accounts(&world).await, world.stack.mail().all().len());
    for email in confusables() {
        let named = json!({ "email": email });
        let whole = json!({ "email": email, "password": PASSWORD });
        for path in ["/v1/auth/register", "/v1/auth/login"] {
            expect_refused(&format!("{path} {email:?}"), world.visitor().post(path, whole.clone()).await);
        }
        for path in ["/v1/auth/resend-verification", "/v1/auth/forgot-password"] {
            expect_refused(&format!("{path} {email:?}"), world.visitor().post(path, named.clone()).await);
        }
        expect_refused(&format!("change {email:?}"), change(&named).await);
    }
    assert_eq!(accounts(&world).await, before);
    assert_eq!(world.stack.mail().all().len(), mails, "no mail is sent");
    log_in(&world, "ana@example.com", PASSWORD).await.expect(200);
}

/// Letters beyond ASCII come as Punycode (RFC 3492) in a domain; that is another domain, and so another mailbox.
#[tokio::test(flavor = "multi_thread")]
async fn addresses_that_only_resemble_each_other_are_accounts_of_their_own() {
    let world = World::new().await;
    account(&world, "ana@example.com").await;
    let others = [
        "ana@xn--exmple-4nf.com",
        "a.na@example.com",
        "ana+shop@example.com",
        "ana@example.co",
        "ana@mail.example.com",
    ];
    for email in others.map(str::to_owned).into_iter().chain([sized(254)]) {
        let known = world.mail_to("ana@example.com").len();
        let other = "quite another phrase";
        register(&world, &email, other).await.expect(202);
        let token = mailed_tokens(&world, &email).await.pop().expect("a token");
        assert_eq!(world.mail_to("ana@example.com").len(), known, "{email}");
        verify(&world, &token).await.expect(200);
        let refused = log_in(&world, &email, PASSWORD).await.expect_problem(401, "invalid_credentials");
        assert_eq!(said(&refused), said(&log_in(&world, "ana@example.com", other).await), "{email}");
        let login = log_in(&world, &email, other).await.expect(200);
        assert_eq!(login.text("/user/email"), email);
        log_in(&world, "ana@example.com", PASSWORD).await.expect(200);
    }
    let login = log_in(&world, "ANA@EXAMPLE.COM", PASSWORD).await.expect(200);
    assert_eq!(login.text("/user/email"), "ana@example.com", "case makes no difference");
}
