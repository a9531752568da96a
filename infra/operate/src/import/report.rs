//! Reports, for the person at the terminal.

use domain::catalog::shopify::{RowNotice, RowNoticeCode};
use workflows::catalog::import::Report;
use workflows::catalog::product::import::Mode;

/// A report as lines: what became of the products, every problem with its line, column and reason, and every notice.
pub fn lines(report: &Report, mode: Mode) -> Vec<String> {
    let Report { created, updated, unchanged, skipped, problems, notices } = report;
    let would = if mode == Mode::DryRun { "would be " } else { "" };
    let summary =
        format!("{created} {would}created, {updated} {would}updated, {unchanged} unchanged, {skipped} skipped.");
    let nothing = (mode == Mode::DryRun).then(|| "Nothing was written.".to_owned());
    let problems = problems.iter().map(|problem| format!("  {problem}"));
    let heading = (!notices.is_empty()).then(|| "Taken otherwise than the file has it:".to_owned());
    let (unread, others): (Vec<_>, Vec<_>) =
        notices.iter().partition(|notice| notice.code == RowNoticeCode::UnknownColumn);
    let others = others.into_iter().map(|notice| format!("  {notice}"));
    let lines = [summary].into_iter().chain(nothing).chain(problems).chain(heading);
    lines.chain(in_one_line(&unread)).chain(others).collect()
}

/// The columns that nothing is read from: a real export has dozens of them.
fn in_one_line(unread: &[&RowNotice]) -> Option<String> {
    let first = unread.first()?;
    let names: Vec<String> =
        unread.iter().filter_map(|notice| Some(format!("{:?}", notice.column.as_ref()?))).collect();
    Some(format!("  line {}: nothing is read from {}", first.line, names.join(", ")))
}

#[cfg(test)]
mod tests {
    use domain::catalog::shopify::{RowProblem, RowProblemCode};

    use super::*;

    #[test]
    fn a_report_tells_line_column_and_reason() {
        let problem = RowProblem {
            line: 12,
            column: Some("Variant Price".to_owned()),
            handle: Some("mug".to_owned()),
            code: RowProblemCode::MissingValue,
            reason: "must not be empty".to_owned(),
        };
        let report = Report { created: 3, skipped: 1, problems: vec![problem], ..Report::default() };
        let expected = [
            "3 created, 0 updated, 0 unchanged, 1 skipped.",
            "  line 12, column \"Variant Price\", product \"mug\": must not be empty",
        ];
        assert_eq!(lines(&report, Mode::Write), expected);
        let notice = |column: &str, code| RowNotice {
            line: 1,
            column: Some(column.to_owned()),
            handle: None,
            code,
            message: "was cut".to_owned(),
        };
        let told = [
            ("Colour", RowNoticeCode::UnknownColumn),
            ("Title", RowNoticeCode::Truncated),
            ("Size", RowNoticeCode::UnknownColumn),
        ];
        let notices = told.map(|(column, code)| notice(column, code)).to_vec();
        let expected = [
            "0 created, 0 updated, 0 unchanged, 0 skipped.",
            "Taken otherwise than the file has it:",
            "  line 1: nothing is read from \"Colour\", \"Size\"",
            "  line 1, column \"Title\": was cut",
        ];
        assert_eq!(lines(&Report { notices, ..Report::default() }, Mode::Write), expected);
        let dry = lines(&Report::default(), Mode::DryRun);
        assert_eq!(dry, ["0 would be created, 0 would be updated, 0 unchanged, 0 skipped.", "Nothing was written."]);
    }
}
