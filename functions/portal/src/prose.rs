//! Descriptions as HTML: the part of Markdown that doc comments use.

use crate::html::{each, escape};
use crate::problems;

/// Paragraphs and lists; within them `code`, links, and problem codes that lead to their page.
pub(crate) fn prose(text: &str) -> String {
    text.split("\n\n").map(str::trim).filter(|block| !block.is_empty()).map(block).collect()
}

fn block(text: &str) -> String {
    let bullet = |line: &str| line.starts_with("* ") || line.starts_with("- ");
    if !text.lines().next().is_some_and(bullet) {
        return format!("<p>{}</p>", words(text));
    }
    // A line that does not begin an item goes on with the one before.
    let mut items: Vec<String> = Vec::new();
    for line in text.lines() {
        match (bullet(line), items.last_mut()) {
            (false, Some(last)) => *last = format!("{last} {}", line.trim()),
            _ => items.push(line.get(2..).unwrap_or(line).trim().to_owned()),
        }
    }
    format!("<ul>{}</ul>", each(&items, |item| format!("<li>{}</li>", words(item))))
}

/// Running text: what stands between backticks is code.
pub(crate) fn words(text: &str) -> String {
    // Links to other items of the code mean nothing to readers of the API.
    let text = text.replace("[`", "`").replace("`]", "`");
    let part = |(position, part)| if position % 2 == 0 { strong(part) } else { code(part) };
    text.split('`').enumerate().map(part).collect()
}

fn code(text: &str) -> String {
    let code = format!("<code>{}</code>", escape(text));
    match problems::find(text) {
        Some(problem) => format!("<a href=\"/problems/{}\">{code}</a>", problem.code),
        None => code,
    }
}

/// What stands between two stars each is strong.
fn strong(text: &str) -> String {
    let part = |(position, part): (usize, &str)| {
        let part = links(part);
        if position % 2 == 0 { part } else { format!("<strong>{part}</strong>") }
    };
    text.split("**").enumerate().map(part).collect()
}

/// Addresses in angle brackets, as doc comments write them, become links.
fn links(text: &str) -> String {
    let mut html = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("<https://") {
        let Some((address, behind)) = after.split_once('>') else { break };
        let address = escape(&format!("https://{address}"));
        html = html + &escape(before) + &format!("<a href=\"{address}\" rel=\"noreferrer\">{address}</a>");
        rest = behind;
    }
    html + &escape(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descriptions_become_paragraphs_lists_and_code() {
        assert_eq!(prose("One <b>.\n\nTwo `a<b`."), "<p>One &lt;b&gt;.</p><p>Two <code>a&lt;b</code>.</p>");
        assert_eq!(words("**Two** words"), "<strong>Two</strong> words");
        assert_eq!(prose("* one\n  goes on\n* two"), "<ul><li>one goes on</li><li>two</li></ul>");
        assert_eq!(
            prose("See <https://a.example/?b=1&c>."),
            "<p>See <a href=\"https://a.example/?b=1&amp;c\" rel=\"noreferrer\">https://a.example/?b=1&amp;c</a>.</p>"
        );
    }

    #[test]
    fn the_code_of_a_problem_leads_to_its_page() {
        assert_eq!(words("Or `not_found`."), "Or <a href=\"/problems/not_found\"><code>not_found</code></a>.");
        assert_eq!(words("A [`Money`]."), "A <code>Money</code>.");
    }

    #[test]
    fn what_never_ends_is_text() {
        assert_eq!(words("<https://never"), "&lt;https://never");
        assert_eq!(words("a ` b"), "a <code> b</code>");
    }
}
