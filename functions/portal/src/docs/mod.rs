//! The page that describes the API, rendered from the document that is served to machines.

pub(crate) mod description;
mod operation;
mod sample;
mod schema;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::html::escape;
use crate::prose::prose;
use description::{Asked, Description};

/// The OpenAPI document of all areas, merged when the portal is built.
pub const DOCUMENT: &str = include_str!(concat!(env!("OUT_DIR"), "/openapi.json"));

static DESCRIPTION: LazyLock<Result<Description, String>> =
    LazyLock::new(|| serde_json::from_str(DOCUMENT).map_err(|error| error.to_string()));

static BODY: LazyLock<Result<String, String>> =
    LazyLock::new(|| DESCRIPTION.as_ref().map(render).map_err(Clone::clone));

/// What stands in the page.
pub(crate) fn body() -> Result<&'static str, &'static str> {
    BODY.as_deref().map_err(String::as_str)
}

/// The operations that say they answer with a problem: title and id.
pub(crate) fn answering_with(code: &str) -> Vec<(String, String)> {
    let Ok(description) = DESCRIPTION.as_ref() else { return Vec::new() };
    let quoted = format!("`{code}`");
    let says = |asked: &Asked<'_>| {
        asked.operation.responses.iter().any(|(_, response)| response.description.contains(&quoted))
    };
    let named = |asked: Asked<'_>| (operation::short_title(asked.operation).to_owned(), asked.operation.id.clone());
    description.operations().into_iter().filter(says).map(named).collect()
}

fn render(description: &Description) -> String {
    let mut by_tag: BTreeMap<&str, Vec<Asked<'_>>> = BTreeMap::new();
    for asked in description.operations() {
        let tag = asked.operation.tags.first().map_or("other", String::as_str);
        by_tag.entry(tag).or_default().push(asked);
    }
    // The document's order of tags is the order in which a shop is used; a tag that it does not describe comes last.
    let known = description.tags.iter().map(|tag| tag.name.as_str());
    let unknown = by_tag.keys().copied().filter(|name| description.tags.iter().all(|tag| tag.name != *name));
    let tags: Vec<&str> = known.chain(unknown).filter(|name| by_tag.contains_key(name)).collect();
    let empty = Vec::new();
    let groups: Vec<(&str, &Vec<Asked<'_>>)> =
        tags.iter().map(|tag| (*tag, by_tag.get(tag).unwrap_or(&empty))).collect();
    format!(
        "<div class=\"docs\">{}<main>{}{}{}</main></div>",
        menu(&groups, description),
        introduction(description),
        groups.iter().map(|(tag, operations)| group(tag, operations, description)).collect::<String>(),
        schemas(description),
    )
}

fn introduction(description: &Description) -> String {
    let info = &description.info;
    format!(
        "<section id=\"introduction\"><h1>{}</h1><ul class=\"chips\"><li>version {}</li><li><a href=\"/openapi.json\">openapi.json</a></li></ul>\
         <div class=\"lead\">{}</div></section>",
        escape(&info.title),
        escape(&info.version),
        prose(&info.description),
    )
}

fn menu(groups: &[(&str, &Vec<Asked<'_>>)], description: &Description) -> String {
    let entry = |asked: &Asked<'_>| {
        let (title, id) = (escape(operation::short_title(asked.operation)), escape(&asked.operation.id));
        let full = escape(operation::title(asked.operation));
        let words = format!("{full} {} {} {id}", asked.method, escape(asked.path)).to_lowercase();
        format!(
            "<li data-words=\"{words}\"><a href=\"#{id}\"><span class=\"method\" data-method=\"{0}\">{0}</span>{title}</a></li>",
            asked.method
        )
    };
    let group = |(tag, operations): &(&str, &Vec<Asked<'_>>)| {
        let entries: String = operations.iter().map(entry).collect();
        format!(
            "<div data-group><h4><a href=\"#tag-{0}\">{1}</a></h4><ul>{entries}</ul></div>",
            escape(tag),
            heading(tag)
        )
    };
    let schema = |(name, _): &(String, schema::Schema)| {
        let name = escape(name);
        format!("<li data-words=\"{}\"><a href=\"#schema-{name}\">{name}</a></li>", name.to_lowercase())
    };
    format!(
        "<nav aria-label=\"API\"><input id=\"search\" type=\"search\" placeholder=\"Search  ( / )\" aria-label=\"Search\">{}\
         <div data-group><h4><a href=\"#schemas\">Schemas</a></h4><ul>{}</ul></div></nav>",
        groups.iter().map(group).collect::<String>(),
        description.components.schemas.iter().map(schema).collect::<String>(),
    )
}

fn group(tag: &str, operations: &[Asked<'_>], description: &Description) -> String {
    let said =
        description.tags.iter().find(|known| known.name == tag).map(|tag| prose(&tag.description)).unwrap_or_default();
    let operations: String = operations.iter().map(|asked| operation::article(asked, description)).collect();
    format!("<section><h2 id=\"tag-{}\">{}</h2>{said}{operations}</section>", escape(tag), heading(tag))
}

fn schemas(description: &Description) -> String {
    let one = |(name, schema): &(String, schema::Schema)| {
        let name = escape(name);
        format!(
            "<div class=\"schema\" id=\"schema-{name}\"><h3>{name}</h3>{}{}</div>",
            prose(schema.description.as_deref().unwrap_or_default()),
            schema::content(schema, description),
        )
    };
    let all: String = description.components.schemas.iter().map(one).collect();
    format!("<section><h2 id=\"schemas\">Schemas</h2>{all}</section>")
}

/// `tax-rates` as `Tax rates`.
fn heading(tag: &str) -> String {
    escape(&web::problem::title(&tag.replace('-', " ")))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// What stands between `before` and the next quotation mark, wherever `before` stands.
    fn quoted<'a>(text: &'a str, before: &str) -> Vec<&'a str> {
        text.split(before).skip(1).filter_map(|rest| rest.split('"').next()).collect()
    }

    #[test]
    fn every_link_within_the_page_leads_somewhere() {
        let body = body().unwrap();
        let ids: Vec<&str> = quoted(body, " id=\"");
        let unique: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), unique.len(), "an id stands twice");
        for target in quoted(body, "href=\"#") {
            assert!(unique.contains(target), "#{target}");
        }
    }

    #[test]
    fn every_operation_has_its_article() {
        let description = DESCRIPTION.as_ref().unwrap();
        assert!(description.operations().len() > 8);
        for asked in description.operations() {
            assert!(body().unwrap().contains(&format!("<article class=\"operation\" id=\"{}\">", asked.operation.id)));
        }
    }

    #[test]
    fn a_problem_knows_who_answers_with_it() {
        assert!(answering_with("not_found").iter().any(|(_, id)| id == "get_problem_page"));
        assert!(answering_with("no_such_code").is_empty());
    }
}
