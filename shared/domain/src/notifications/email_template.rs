//! Email template. A letter, written once and set twice: as plain text and as HTML.

use kernel::email::Email;
use kernel::html::escape;

use super::message::EmailMessage;

/// The longest subject, in characters: RFC 5322 asks for lines of at most 78.
const MAX_SUBJECT: usize = 78;

/// What a letter consists of.
enum Part {
    Paragraph(String),
    /// Labels and what belongs to them, one line each.
    Table(Vec<(String, String)>),
    Link {
        label: &'static str,
        url: String,
    },
}

/// A letter in the making; everything given to it is plain text.
pub(crate) struct EmailTemplate {
    subject: String,
    parts: Vec<Part>,
}

impl EmailTemplate {
    /// An empty letter.
    pub(crate) fn about(subject: &str) -> Self {
        Self { subject: one_line(subject), parts: Vec::new() }
    }

    /// Adds a paragraph.
    pub(crate) fn say(mut self, text: impl Into<String>) -> Self {
        self.parts.push(Part::Paragraph(text.into()));
        self
    }

    /// Adds lines of a label and what belongs to it.
    pub(crate) fn table(mut self, rows: Vec<(String, String)>) -> Self {
        self.parts.push(Part::Table(rows));
        self
    }

    /// Adds something to click on.
    pub(crate) fn link(mut self, label: &'static str, url: &str) -> Self {
        self.parts.push(Part::Link { label, url: one_line(url).replace(' ', "%20") });
        self
    }

    /// The letter, signed and addressed.
    pub(crate) fn mail(self, to: &Email, store_name: &str) -> EmailMessage {
        let store_name = one_line(store_name);
        let text: Vec<String> = self.parts.iter().map(Part::text).chain([format!("-- \n{store_name}")]).collect();
        let html: String = self.parts.iter().map(Part::html).collect();
        let (subject, name) = (escape(&self.subject), escape(&store_name));
        EmailMessage {
            to: to.clone(),
            subject: shortened(&self.subject),
            text: format!("{}\n", text.join("\n\n")),
            html: format!(
                "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{subject}</title></head>\
                 <body style=\"font-family:sans-serif;line-height:1.5;max-width:40em;margin:2em auto;padding:0 1em\">\
                 <h1 style=\"font-size:1.3em\">{subject}</h1>{html}<p style=\"color:#555\">{name}</p></body></html>\n"
            ),
        }
    }
}

impl Part {
    fn text(&self) -> String {
        match self {
            Self::Paragraph(text) => text.clone(),
            Self::Table(rows) => {
                rows.iter().map(|(label, value)| format!("{label}: {value}")).collect::<Vec<_>>().join("\n")
            }
            Self::Link { label, url } => format!("{label}:\n{url}"),
        }
    }

    fn html(&self) -> String {
        match self {
            Self::Paragraph(text) => format!("<p>{}</p>", escape(text).replace('\n', "<br>")),
            Self::Table(rows) => {
                let row = |(label, value): &(String, String)| {
                    let (label, value) = (escape(label), escape(value));
                    format!("<tr><td>{label}</td><td style=\"text-align:right;padding-left:2em\">{value}</td></tr>")
                };
                format!("<table>{}</table>", rows.iter().map(row).collect::<String>())
            }
            Self::Link { label, url } => format!("<p><a href=\"{}\">{}</a></p>", escape(url), escape(label)),
        }
    }
}

/// Text that cannot begin another header or another line: control characters become spaces, and spaces one.
pub(crate) fn one_line(text: &str) -> String {
    let spaced: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn shortened(subject: &str) -> String {
    if subject.chars().nth(MAX_SUBJECT).is_none() {
        return subject.to_owned();
    }
    let mut short: String = subject.chars().take(MAX_SUBJECT - 1).collect();
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_from_outside_is_only_ever_text() {
        let to: Email = "ana@example.com".parse().unwrap();
        let mail = EmailTemplate::about("Hi\r\nBcc: eve@example.com")
            .say("<script>alert('x')</script>")
            .table(vec![("<b>".to_owned(), "\"&\"".to_owned())])
            .link("Go", "https://shop.example/?a=1&b=\"\r\nX")
            .mail(&to, "A & B\n<i>");
        assert_eq!(mail.subject, "Hi Bcc: eve@example.com");
        for tag in ["<script", "<b>", "<i>", "\"&\"", "b=\""] {
            assert!(!mail.html.contains(tag), "{tag} in {}", mail.html);
        }
        assert!(mail.html.contains("https://shop.example/?a=1&amp;b=&quot;%20X"));
        assert!(mail.text.contains("https://shop.example/?a=1&b=\"%20X"));
    }

    #[test]
    fn a_long_subject_is_shortened() {
        let to: Email = "ana@example.com".parse().unwrap();
        let mail = EmailTemplate::about(&"ä".repeat(500)).mail(&to, "Souk");
        assert_eq!(mail.subject.chars().count(), MAX_SUBJECT);
        assert!(mail.subject.ends_with('…'));
    }
}
