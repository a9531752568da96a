//! The pages about problem codes.

use serde_json::{Map, Value, json};

use super::{Entry, FIELD_CODES, all};
use crate::docs;
use crate::html::{chips, escape, figure};
use crate::prose::{prose, words};

/// All codes in one table: HTML.
pub(crate) fn index() -> String {
    let row = |entry: &'static Entry| {
        format!(
            "<tr><td class=\"status\">{}</td><td><a href=\"/problems/{code}\"><code>{code}</code></a></td><td>{}</td></tr>",
            statuses(entry).join(", "),
            words(entry.meaning),
            code = entry.code,
        )
    };
    format!(
        "<main class=\"sheet\"><h1>Problems</h1><p class=\"lead\">Every refusal is a problem document (RFC 9457). Its <code>code</code> is stable: \
         rely on it, not on the words.</p>{}<section><table><thead><tr><th>Status</th><th>Code</th><th>Meaning</th></tr></thead>\
         <tbody>{}</tbody></table></section></main>",
        figure("A problem", &document(&json!({}), "insufficient_stock", "409")),
        all().map(row).collect::<String>(),
    )
}

/// What one code means: HTML.
pub(crate) fn one(entry: &Entry) -> String {
    let code = entry.code;
    let facts: Vec<String> = statuses(entry)
        .iter()
        .map(|status| format!("status {status}"))
        .chain([format!("<code>{code}</code>")])
        .collect();
    let section = |heading: &str, html: String| {
        if html.is_empty() { String::new() } else { format!("<section><h4>{heading}</h4>{html}</section>") }
    };
    let fields = |rows: &[(&str, &str)]| {
        let row =
            |(name, said): &(&str, &str)| format!("<div><dt><code>{name}</code></dt><dd>{}</dd></div>", prose(said));
        if rows.is_empty() {
            String::new()
        } else {
            format!("<dl class=\"fields\">{}</dl>", rows.iter().map(row).collect::<String>())
        }
    };
    let members =
        Value::Object(entry.members.iter().map(|(name, _)| ((*name).to_owned(), json!("…"))).collect::<Map<_, _>>());
    format!(
        "<main class=\"sheet\"><p class=\"crumbs\"><a href=\"/problems\">Problems</a> / <code>{code}</code></p><h1>{title}</h1>{facts}\
         <p class=\"lead\">{meaning}</p>{when}{remedy}{members_said}{field_codes}{answered}{example}</main>",
        title = escape(&web::problem::title(code)),
        facts = chips(&facts),
        meaning = words(entry.meaning),
        when = section("When it happens", prose(entry.when)),
        remedy = section("What to do", prose(entry.remedy)),
        members_said = section("Further members", fields(entry.members)),
        field_codes =
            if code == "validation_failed" { section("Codes of fields", fields(FIELD_CODES)) } else { String::new() },
        answered = section("Who answers with it", operations(code)),
        example = section(
            "Example",
            figure(
                "application/problem+json",
                &document(&members, code, statuses(entry).first().map_or("", String::as_str))
            )
        ),
    )
}

fn statuses(entry: &Entry) -> Vec<String> {
    entry.statuses.iter().map(u16::to_string).collect()
}

/// The operations whose descriptions name the code.
fn operations(code: &str) -> String {
    let found = docs::answering_with(code);
    let item =
        |(title, id): &(String, String)| format!("<li><a href=\"/docs#{}\">{}</a></li>", escape(id), words(title));
    if found.is_empty() { String::new() } else { format!("<ul>{}</ul>", found.iter().map(item).collect::<String>()) }
}

/// A document with this code: HTML.
fn document(members: &Value, code: &str, status: &str) -> String {
    let line = |name: &str, value: &Value| {
        let class = if value.is_string() { "s" } else { "n" };
        format!("  <span class=\"k\">\"{name}\"</span>: <span class=\"{class}\">{}</span>", escape(&value.to_string()))
    };
    let mut lines = vec![
        line("type", &json!(format!("/problems/{code}"))),
        line("title", &json!(web::problem::title(code))),
        line("status", &status.parse::<u16>().map_or(Value::Null, Value::from)),
        line("detail", &json!("What happened here, for people.")),
        line("instance", &json!("/v1/…")),
        line("code", &json!(code)),
        line("request_id", &json!("req_01JD8ZQ4T5M6N7P8Q9R0S1T2V3")),
    ];
    lines.extend(members.as_object().into_iter().flatten().map(|(name, value)| line(name, value)));
    format!("{{\n{}\n}}", lines.join(",\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problems::find;

    #[test]
    fn every_code_has_a_page_that_the_index_leads_to() {
        let index = index();
        for entry in all() {
            assert!(index.contains(&format!("href=\"/problems/{}\"", entry.code)), "{}", entry.code);
            let page = one(entry);
            assert!(page.contains("When it happens") && page.contains("What to do"), "{}", entry.code);
        }
    }

    #[test]
    fn a_page_explains_members_and_fields() {
        let page = one(find("insufficient_stock").unwrap());
        assert!(page.contains("How many units there are.") && page.contains("\"available\""), "{page}");
        assert!(one(find("validation_failed").unwrap()).contains("unknown_field"));
    }
}
