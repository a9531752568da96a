//! One operation: what it is for, what it takes, what it answers.

use super::description::{Asked, Description, Operation, Response};
use super::sample::Sample;
use super::schema::{Schema, content, kind, row};
use crate::html::{chips, escape, figure};
use crate::prose::{prose, words};

/// What an operation is called.
pub(crate) fn title(operation: &Operation) -> &str {
    let summary = operation.summary.trim().trim_end_matches('.');
    if summary.is_empty() { &operation.id } else { summary }
}

/// What an operation is called where there is little room: the first clause.
pub(crate) fn short_title(operation: &Operation) -> &str {
    let title = title(operation);
    title.split([':', '.', ';']).next().unwrap_or(title)
}

/// Everything about an operation: HTML.
pub(crate) fn article(asked: &Asked<'_>, description: &Description) -> String {
    let Asked { method, path, operation } = asked;
    format!(
        "<article class=\"operation\" id=\"{id}\"><div><h3>{title}</h3>\
         <div class=\"route\"><span class=\"method\" data-method=\"{method}\">{method}</span><code>{path}</code></div>\
         {access}{said}{parameters}{body}{responses}</div><div>{request}{answer}</div></article>",
        id = escape(&operation.id),
        title = words(title(operation)),
        path = escape(path),
        access = chips(&access(operation)),
        said = prose(&operation.description),
        parameters = parameters(operation),
        body = request_body(operation, description),
        responses = responses(operation),
        request = figure("Request", &request(asked, description)),
        answer = answer(operation, description),
    )
}

/// What a caller must carry, one of these.
fn access(operation: &Operation) -> Vec<String> {
    let name = |(scheme, scopes): (&String, &Vec<String>)| match (scheme.as_str(), scopes.as_slice()) {
        ("bearer", []) => "access token".to_owned(),
        ("bearer", scopes) => format!("access token of staff with {}", scopes.join(", ")),
        ("cart_token", _) => "X-Cart-Token".to_owned(),
        ("order_token", _) => "X-Order-Token".to_owned(),
        (other, _) => other.to_owned(),
    };
    operation
        .security
        .iter()
        .map(|needed| {
            let names: Vec<String> = needed.iter().map(name).collect();
            if names.is_empty() { "open to everybody".to_owned() } else { escape(&names.join(" and ")) }
        })
        .collect()
}

fn parameters(operation: &Operation) -> String {
    let of_place = |place: &str, heading: &str| {
        let rows: String = operation
            .parameters
            .iter()
            .filter(|parameter| parameter.place == place)
            .map(|parameter| {
                let marks: &[&str] = if parameter.required { &["required"] } else { &[] };
                row(&parameter.name, &parameter.schema, marks, &parameter.description)
            })
            .collect();
        if rows.is_empty() { String::new() } else { format!("<h4>{heading}</h4><dl class=\"fields\">{rows}</dl>") }
    };
    of_place("path", "Path") + &of_place("query", "Query") + &of_place("header", "Headers")
}

fn request_body(operation: &Operation, description: &Description) -> String {
    let Some(body) = &operation.request_body else { return String::new() };
    let media = |(media, content_of): &(String, super::description::Media)| {
        let name = if content_of.schema.target().is_some() { kind(&content_of.schema) } else { String::new() };
        let fields = content(content_of.schema.resolved(description), description);
        format!("<p class=\"kind\"><code>{}</code> {name}</p>{fields}", escape(media))
    };
    format!("<h4>Body</h4>{}{}", prose(&body.description), body.content.iter().map(media).collect::<String>())
}

fn responses(operation: &Operation) -> String {
    let row = |(status, response): &(String, Response)| {
        let class = status.chars().next().unwrap_or('0');
        // Refusals all look alike.
        let shown = if matches!(class, '4' | '5') { &[][..] } else { &response.content };
        let json = shown.iter().filter(|(media, _)| media.contains("json"));
        let kinds: Vec<String> = json.map(|(_, media)| kind(&media.schema)).collect();
        let headers: Vec<String> =
            response.headers.iter().map(|(name, _)| format!("<code>{}</code>", escape(name))).collect();
        let headers = if headers.is_empty() { String::new() } else { format!("<p>With {}.</p>", headers.join(", ")) };
        format!(
            "<div><dt><span class=\"status\" data-class=\"{class}\">{}</span><span class=\"kind\">{}</span></dt><dd>{}{headers}</dd></div>",
            escape(status),
            kinds.join(" or "),
            prose(&response.description),
        )
    };
    format!("<h4>Answers</h4><dl class=\"fields\">{}</dl>", operation.responses.iter().map(row).collect::<String>())
}

/// The request as a command line.
fn request(asked: &Asked<'_>, description: &Description) -> String {
    let operation = asked.operation;
    let mut path = asked.path.to_owned();
    let mut headers = Vec::new();
    for parameter in &operation.parameters {
        let example =
            parameter.example.clone().map_or_else(|| Sample::of(&parameter.schema, description), Sample::from);
        let example = example.text().trim_matches('"').to_owned();
        match parameter.place.as_str() {
            "path" => path = path.replace(&format!("{{{}}}", parameter.name), &example),
            "header" if parameter.required => headers.push(format!("{}: {example}", parameter.name)),
            _ => {}
        }
    }
    // The first way in that asks for something is the usual one.
    if let Some(scheme) = operation.security.iter().flat_map(|needed| needed.keys()).next() {
        headers.push(match scheme.as_str() {
            "cart_token" => "X-Cart-Token: $CART_TOKEN".to_owned(),
            "order_token" => "X-Order-Token: $ORDER_TOKEN".to_owned(),
            _ => "Authorization: Bearer $ACCESS_TOKEN".to_owned(),
        });
    }
    let method = if asked.method == "get" { String::new() } else { format!("-X {} ", asked.method.to_uppercase()) };
    let mut command = vec![escape(&format!("curl {method}\"$SHOP{path}\""))];
    let json =
        operation.request_body.iter().flat_map(|body| body.content.iter()).find(|(media, _)| media.contains("json"));
    if json.is_some() {
        headers.push("Content-Type: application/json".to_owned());
    }
    command.extend(headers.iter().map(|header| escape(&format!("-H \"{header}\""))));
    if let Some((_, media)) = json {
        command.push(format!("-d '{}'", Sample::of(&media.schema, description).html()));
    }
    command.join(" \\\n  ")
}

/// The first answer that went well and has a body.
fn answer(operation: &Operation, description: &Description) -> String {
    let good = |(status, _): &&(String, Response)| status.starts_with('2');
    let json = |(status, response): &(String, Response)| {
        let (_, media) = response.content.iter().find(|(media, _)| media.contains("json"))?;
        let schema: &Schema = &media.schema;
        let known = schema.target().is_some() || !schema.fields(description).is_empty() || schema.items.is_some();
        known.then(|| figure(&format!("Answer {status}"), &Sample::of(schema, description).html()))
    };
    operation.responses.iter().filter(good).find_map(json).unwrap_or_default()
}
