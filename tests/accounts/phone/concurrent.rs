//! Codes that are asked for, or guessed, at the same time.

use futures_util::future::join_all;
use serde_json::Value;
use testkit::World;

use super::{NUMBER, ask, audited, check, wrong};

/// R26: of twenty guesses that come together at most five are compared; then not even the right one helps.
#[tokio::test(flavor = "multi_thread")]
async fn guesses_that_come_together_are_never_more_than_five() {
    let world = World::new().await;
    for round in 0..6 {
        let number = format!("+49151123450{round:02}");
        let ana = world.customer(&format!("ana{round}@example.com")).await;
        let asked = ask(&ana, &number, "verify_phone").await.expect(202);
        let code = world.sms_code_sent_to(&number).await;
        let guesses: Vec<String> = (1..=20).map(|by| wrong(&code, by)).collect();
        let answers = join_all(guesses.iter().map(|guess| check(&ana, &asked, guess))).await;
        let count = |status: u16| answers.iter().filter(|answer| answer.status == status).count();
        let statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
        assert_eq!((count(422), count(429)), (5, 15), "{statuses:?}");
        check(&ana, &asked, &code).await.expect_problem(429, "otp_attempts_exhausted");
        assert_eq!(audited(&world, ana.id, "phone.challenge_exhausted").await, 1);
        assert_eq!(ana.get("/v1/me/phone").await.expect(200).body["phone"], Value::Null);
    }
}

/// R26, with the right code among the guesses: it counts if it is one of the five, and no more than five are compared.
#[tokio::test(flavor = "multi_thread")]
async fn the_right_code_among_many_guesses_counts_only_as_one_of_five() {
    let world = World::new().await;
    for round in 0..6 {
        let number = format!("+49151123460{round:02}");
        let ana = world.customer(&format!("ana{round}@example.com")).await;
        let asked = ask(&ana, &number, "verify_phone").await.expect(202);
        let code = world.sms_code_sent_to(&number).await;
        let guesses: Vec<String> = (0..20).map(|by| wrong(&code, (by + round * 3) % 20)).collect();
        let answers = join_all(guesses.iter().map(|guess| check(&ana, &asked, guess))).await;
        let count = |status: u16| answers.iter().filter(|answer| answer.status == status).count();
        let statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
        assert!(count(200) + count(422) <= 5 && count(200) <= 1, "{statuses:?}");
        assert_eq!(count(200) + count(422) + count(429) + count(410), 20, "{statuses:?}");
        let is_verified = ana.get("/v1/me/phone").await.expect(200).body["phone"] != Value::Null;
        assert_eq!(is_verified, count(200) == 1, "{statuses:?}");
        assert_eq!(audited(&world, ana.id, "phone.verified").await, count(200));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_right_codes_that_come_together_one_counts() {
    let world = World::new().await;
    let ana = world.customer("ana@example.com").await;
    let asked = ask(&ana, NUMBER, "verify_phone").await.expect(202);
    let code = world.sms_code_sent_to(NUMBER).await;
    let answers = join_all((0..20).map(|_| check(&ana, &asked, &code))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 200).count(), 1);
    for answer in answers.iter().filter(|answer| answer.status != 200) {
        assert!(matches!(answer.status, 410 | 429), "{}", answer.body);
    }
    assert_eq!(audited(&world, ana.id, "phone.verified").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_that_are_asked_for_together_are_never_more_than_three() {
    let world = World::new().await;
    let ana = world.customer("ana@example.com").await;
    let numbers: Vec<String> = (10..30).map(|end| format!("+491511234{end}7")).collect();
    let answers = join_all(numbers.iter().map(|number| ask(&ana, number, "verify_phone"))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 202).count(), 3);
    let mut customers = Vec::new();
    for number in 0..20 {
        customers.push(world.customer(&format!("c{number}@example.com")).await);
    }
    let answers = join_all(customers.iter().map(|customer| ask(customer, NUMBER, "verify_phone"))).await;
    assert_eq!(answers.iter().filter(|answer| answer.status == 202).count(), 3);
    world.settle().await;
    assert_eq!(world.texts_to(NUMBER).len(), 3);
    let all: usize = numbers.iter().map(|number| world.texts_to(number).len()).sum();
    // Of an account's codes only the latest is worth a text by the time it is written.
    assert!((1..=3).contains(&all), "{all}");
}
