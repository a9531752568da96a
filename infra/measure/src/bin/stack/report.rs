//! What was measured, in words.

use std::io::Write as _;

/// Writes to the standard output, at once.
pub(crate) fn print(text: &str) {
    let mut out = std::io::stdout().lock();
    // Whoever closed it does not want to read it.
    let _ = writeln!(out, "{text}").and_then(|()| out.flush());
}

/// Millions of bytes in powers of two, of KiB.
#[expect(clippy::cast_precision_loss, reason = "no process has as much memory as a mantissa can count")]
pub(crate) fn mebibytes(kib: u64) -> f64 {
    kib as f64 / 1024.0
}

/// What one of `count` has of a sum.
#[expect(clippy::cast_precision_loss, reason = "nobody waits for as many as a mantissa can count")]
pub(crate) fn ratio(sum: f64, count: usize) -> f64 {
    sum / count.max(1) as f64
}
