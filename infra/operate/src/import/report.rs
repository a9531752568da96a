//! Reports, for the person at the terminal.

use workflows::catalog::import::Report;
use workflows::catalog::product::import::Mode;

/// A report as lines: what became of the products, then every problem with its line, column and reason.
pub fn lines(report: &Report, mode: Mode) -> Vec<String> {
    let Report { created, updated, unchanged, skipped, problems } = report;
    let would = if mode == Mode::DryRun { "would be " } else { "" };
    let summary =
        format!("{created} {would}created, {updated} {would}updated, {unchanged} unchanged, {skipped} skipped.");
    let nothing = (mode == Mode::DryRun).then(|| "Nothing was written.".to_owned());
    let problems = problems.iter().map(|problem| format!("  {problem}"));
    [summary].into_iter().chain(nothing).chain(problems).collect()
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
        let dry = lines(&Report::default(), Mode::DryRun);
        assert_eq!(dry, ["0 would be created, 0 would be updated, 0 unchanged, 0 skipped.", "Nothing was written."]);
    }
}
