//! What was measured, as Markdown.

use std::fmt::Write as _;
use std::io::Write as _;
use std::time::Duration;

use crate::binary::Binary;
use crate::shop::MINIMAL;

/// Writes to the standard output.
pub(crate) fn print(text: &str) {
    // Whoever closed it does not want to read it.
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}

/// The table of sizes and starts, and the table of requests.
pub(crate) fn tables(binaries: &[Binary]) -> String {
    let builds = binaries.iter().any(|binary| binaries.first().is_some_and(|first| first.build != binary.build));
    let minimal = binaries.iter().find(|binary| binary.function == MINIMAL);
    let name = |binary: &Binary| {
        if builds { format!("{} ({})", binary.function, binary.build) } else { binary.function.to_owned() }
    };
    let mut text = String::from(
        "| function | SDK clients | MB | × | CPU ms to first poll | × | wall ms |\n|---|---|--:|--:|--:|--:|--:|\n",
    );
    for binary in binaries {
        let (size, cpu) = (megabytes(binary), start(binary));
        let row = [
            name(binary),
            binary.clients.join(", "),
            format!("{size:.2}"),
            times(size, minimal.map(megabytes)),
            format!("{cpu:.2}"),
            times(cpu, minimal.map(start)),
            format!("{:.2}", millis(median(binary.starts.iter().map(|start| start.wall)))),
        ];
        line(&mut text, &row);
    }
    text.push_str("\n| function | request | table | CPU µs per request | × |\n|---|---|---|--:|--:|\n");
    for binary in binaries {
        let Some(request) = &binary.request else { continue };
        let usage = binary.usage.clone().unwrap_or_else(|| "1 read".to_owned());
        let row = [
            name(binary),
            format!("`{}`", request.route),
            usage,
            format!("{:.0}", answer(binary)),
            times(answer(binary), minimal.map(answer)),
        ];
        line(&mut text, &row);
    }
    text
}

fn line(text: &mut String, cells: &[String]) {
    // Writing to a string does not fail.
    let _ = writeln!(text, "| {} |", cells.join(" | "));
}

fn times(value: f64, of: Option<f64>) -> String {
    of.map_or_else(String::new, |of| format!("{:.2}", value / of))
}

/// Millions of bytes.
#[expect(clippy::cast_precision_loss, reason = "no binary has more bytes than a mantissa can count")]
fn megabytes(binary: &Binary) -> f64 {
    binary.size as f64 / 1e6
}

fn start(binary: &Binary) -> f64 {
    millis(median(binary.starts.iter().map(|start| start.cpu)))
}

fn answer(binary: &Binary) -> f64 {
    median(binary.answers.iter().copied()).as_secs_f64() * 1e6
}

fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

/// The middle one; zero of none.
fn median(values: impl Iterator<Item = Duration>) -> Duration {
    let mut values: Vec<Duration> = values.collect();
    values.sort_unstable();
    values.get(values.len() / 2).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_one() {
        let of = |values: &[u64]| median(values.iter().copied().map(Duration::from_millis)).as_millis();
        assert_eq!((of(&[9, 1, 5]), of(&[7]), of(&[])), (5, 7, 0));
    }
}
