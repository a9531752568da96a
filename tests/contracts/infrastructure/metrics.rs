//! Alarms and the dashboard look at metrics that exist, and at all of them.

use std::collections::BTreeSet;

use serde_json::Value;

use super::stack::{Stack, at, suffix};
use crate::{read, sources};

/// The names of the metrics that are written, as they stand where they are declared, in each area.
fn written() -> Vec<String> {
    let sources = sources();
    let declared = sources.iter().filter_map(|path| Some(read(path).split_once("\nmetrics! {\n")?.1.to_owned()));
    let of_area = |text: String| -> Vec<String> {
        let rows = text.lines().take_while(|line| *line != "}").filter(|line| !line.trim().starts_with("//"));
        rows.filter_map(|row| row.split('"').nth(1)).map(str::to_owned).collect()
    };
    let names: Vec<String> = declared.flat_map(of_area).collect();
    assert!(names.len() > 20, "the metrics were not read as they are written: {names:?}");
    names
}

/// Every metric of ours that stands in `value`, however deep, with the function that it is asked of.
fn alarmed(value: &Value, found: &mut BTreeSet<(String, String)>) {
    if value["Namespace"] == "Souk" {
        let function =
            at(value, "/Dimensions/0/Value/Fn::Sub").as_str().and_then(|name| name.strip_prefix("${AWS::StackName}"));
        let metric = value["MetricName"].as_str().unwrap_or_default();
        found.insert((metric.to_owned(), function.unwrap_or_default().to_owned()));
    }
    match value {
        Value::Object(members) => members.values().for_each(|member| alarmed(member, found)),
        Value::Array(entries) => entries.iter().for_each(|entry| alarmed(entry, found)),
        _ => {}
    }
}

/// The metrics of the dashboard: a search is one of every function.
fn shown(dashboard: &Value) -> BTreeSet<(String, String)> {
    let body = at(dashboard, "/Properties/DashboardBody/Fn::Sub").as_str().expect("a body");
    let body: Value = serde_json::from_str(body).expect("JSON");
    let widgets = at(&body, "/widgets").as_array().expect("widgets").iter();
    let rows = widgets.flat_map(|widget| at(widget, "/properties/metrics").as_array().into_iter().flatten());
    let read = |row: &Value| match (row[0].as_str(), at(row, "/0/expression").as_str()) {
        (Some("Souk"), _) => {
            let function = row[3].as_str()?.strip_prefix("${AWS::StackName}")?;
            Some((row[1].as_str()?.to_owned(), function.to_owned()))
        }
        (_, Some(search)) => {
            let metric = search.strip_prefix("SEARCH('{Souk,FunctionName} MetricName=\"")?.split('"').next()?;
            Some((metric.to_owned(), String::new()))
        }
        _ => None,
    };
    rows.filter_map(read).collect()
}

#[test]
fn alarms_and_dashboard_know_only_metrics_that_are_written_and_the_dashboard_shows_all() {
    let (stack, written) = (Stack::ours(), written());
    let functions: BTreeSet<&str> =
        stack.functions().into_iter().map(|(_, function)| suffix(at(function, "/Properties/FunctionName"))).collect();
    let shown = shown(at(&stack.template, "/Resources/Dashboard"));
    let mut asked = shown.clone();
    alarmed(&stack.template, &mut asked);
    for (metric, function) in &asked {
        assert!(written.contains(metric), "nobody writes {metric}");
        assert!(function.is_empty() || functions.contains(function.as_str()), "there is no {function}");
    }
    let hidden: Vec<&String> = written.iter().filter(|name| !shown.iter().any(|(metric, _)| metric == *name)).collect();
    assert!(hidden.is_empty(), "the dashboard does not show {hidden:?}");
    assert!(asked.len() > shown.len() / 2 && !shown.is_empty());
}
