//! Sent mails and texts as pages for people.

use axum::extract::{Path, State};
use axum::response::Response;
use emulator::mailbox::Mail;
use emulator::sms_outbox::SentSms;
use kernel::html::escape;

use super::page::page;
use super::{Refusal, Stack};

/// How many mails, and how many texts, are on the page.
const MOST: u32 = 200;

/// `GET /_local/mailbox`: the latest mails, newest first, and below them the latest texts.
pub(super) async fn list(State(stack_state): Stack) -> Response {
    let (mails, count) = (stack_state.mailbox.latest(MOST), stack_state.mailbox.count());
    let older = count.saturating_sub(mails.len().try_into().unwrap_or(u64::MAX));
    let older = if older == 0 { String::new() } else { format!("<p>{older} older mails are not shown.</p>") };
    let rows: String = mails.iter().map(row).collect();
    let table = if mails.is_empty() {
        "<p>No mail has been sent yet.</p>".to_owned()
    } else {
        format!("<table><tr><th>Sent</th><th>To</th><th>Subject</th></tr>{rows}</table>")
    };
    page("Mailbox", &format!("<h1>Mailbox</h1>{table}{older}{}", sms_table(&stack_state.texts.latest(MOST))))
}

/// The texts, each as a whole; nothing as long as there are none.
fn sms_table(texts: &[SentSms]) -> String {
    if texts.is_empty() {
        return String::new();
    }
    let row = |text: &SentSms| {
        format!(
            "<tr><td><time>{}</time></td><td>{}</td><td style=\"white-space:pre-line\">{}</td></tr>",
            text.sent_at.strftime("%Y-%m-%d %H:%M:%S"),
            escape(&text.to),
            escape(&text.text),
        )
    };
    let rows: String = texts.iter().map(row).collect();
    format!("<h2>Texts</h2><table><tr><th>Sent</th><th>To</th><th>Text</th></tr>{rows}</table>")
}

/// `GET /_local/mailbox/{id}`: one mail as its receiver sees it.
pub(super) async fn show(State(stack_state): Stack, Path(id): Path<String>) -> Result<Response, Refusal> {
    let mail = stack_state.mailbox.get(&id);
    let mail = mail.ok_or_else(|| Refusal::missing(format!("there is no mail {id:?}")))?;
    Ok(page(&mail.subject, &mail_page(&mail)))
}

fn row(mail: &Mail) -> String {
    format!(
        "<tr><td><time>{}</time></td><td>{}</td><td><a href=\"/_local/mailbox/{}\">{}</a></td></tr>",
        mail.sent_at.strftime("%Y-%m-%d %H:%M:%S"),
        escape(&mail.to.join(", ")),
        escape(&mail.id),
        escape(&mail.subject),
    )
}

fn mail_page(mail: &Mail) -> String {
    let mut facts = vec![("From", mail.from.clone()), ("To", mail.to.join(", "))];
    let others = [("Copy", &mail.cc), ("Blind copy", &mail.bcc), ("Answers to", &mail.reply_to)];
    facts.extend(others.into_iter().filter(|(_, list)| !list.is_empty()).map(|(name, list)| (name, list.join(", "))));
    facts.push(("Sent", mail.sent_at.to_string()));
    let facts: Vec<String> =
        facts.iter().map(|(name, value)| format!("<dt>{name}</dt><dd>{}</dd>", escape(value))).collect();
    let facts = facts.concat();
    let html = mail.html.as_ref().map(|html| {
        // A sandboxed frame shows the mail as it is, without letting it act on this page. Links open beside it.
        let framed = format!("<base target=\"_blank\">{html}");
        format!("<h2>HTML</h2><iframe sandbox=\"allow-popups allow-popups-to-escape-sandbox\" title=\"The mail\" srcdoc=\"{}\"></iframe>", escape(&framed))
    });
    let text = mail.text.as_ref().map(|text| format!("<h2>Text</h2><pre>{}</pre>", linked(text)));
    format!(
        "<p><a href=\"/_local/mailbox\">Mailbox</a></p><h1>{}</h1><dl>{facts}</dl>{}{}",
        escape(&mail.subject),
        html.unwrap_or_default(),
        text.unwrap_or_default()
    )
}

/// The text with its links made clickable.
fn linked(text: &str) -> String {
    let words = text.split_inclusive(char::is_whitespace).map(|word| {
        let link = word.trim_end();
        if link.starts_with("http://") || link.starts_with("https://") {
            let (link, rest) = (escape(link), escape(word.get(link.len()..).unwrap_or("")));
            format!("<a href=\"{link}\">{link}</a>{rest}")
        } else {
            escape(word)
        }
    });
    words.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mail() -> Mail {
        Mail {
            id: "m-1".to_owned(),
            sent_at: "2026-01-01T00:00:00Z".parse().unwrap(),
            from: "shop@example.com".to_owned(),
            to: vec!["<ana@example.com>".to_owned()],
            cc: Vec::new(),
            bcc: Vec::new(),
            reply_to: Vec::new(),
            subject: "<script>alert(1)</script>".to_owned(),
            text: Some("See https://shop.example.com/a?b=1&c=2 now <b>".to_owned()),
            html: Some("<p class=\"x\">Hi</p><script>alert(1)</script>".to_owned()),
            configuration_set: None,
        }
    }

    #[test]
    fn nothing_in_a_mail_can_act_on_the_page() {
        let text = SentSms {
            id: "t-1".to_owned(),
            sent_at: mail().sent_at,
            to: "+4915112345678".to_owned(),
            sender: None,
            kind: "Transactional".to_owned(),
            text: "<script>alert(1)</script>".to_owned(),
        };
        let page = mail_page(&mail()) + &row(&mail()) + &sms_table(&[text]);
        assert!(!page.contains("<script"), "{page}");
        assert!(page.contains("&lt;p class=&quot;x&quot;&gt;"), "{page}");
        assert!(page.contains("&lt;ana@example.com&gt;"), "{page}");
    }

    #[test]
    fn links_in_the_text_can_be_clicked() {
        let text = linked("See https://shop.example.com/a?b=1&c=2 now <b>");
        let link = "https://shop.example.com/a?b=1&amp;c=2";
        assert_eq!(text, format!("See <a href=\"{link}\">{link}</a> now &lt;b&gt;"));
    }
}
