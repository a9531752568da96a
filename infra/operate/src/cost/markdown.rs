//! Lines, amounts and numbers, as they are written.

use super::prices::{DOLLAR, Pico};

/// Adds a line.
pub(super) fn line(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

/// An amount with so many decimals, rounded.
pub(super) fn dollars(pico: Pico, decimals: u32) -> String {
    let unit = DOLLAR / 10_u128.pow(decimals);
    let rounded = (pico + unit / 2) / unit;
    let whole = 10_u128.pow(decimals);
    let width = usize::try_from(decimals).unwrap_or_default();
    format!("${}.{:0width$}", rounded / whole, rounded % whole)
}

/// What a thousand of something costs that costs this.
pub(super) fn of_a_thousand(pico: Pico) -> String {
    dollars(1_000 * pico, 5)
}

/// So many of a thing.
pub(super) fn many(count: u64, thing: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {thing}{ending}")
}

#[cfg(test)]
mod tests {
    use super::super::prices;
    use super::*;

    #[test]
    fn amounts_are_rounded_to_the_nearest() {
        assert_eq!(dollars(DOLLAR, 2), "$1.00");
        assert_eq!(of_a_thousand(prices::WRITE_TENTH * 10), "$0.00063");
        assert_eq!(dollars(prices::API_REQUEST * 1_000_000, 2), "$1.00");
        assert_eq!(dollars(0, 5), "$0.00000");
    }

    #[test]
    fn one_thing_is_not_many() {
        assert_eq!([many(1, "queue"), many(5, "queue"), many(0, "queue")], ["1 queue", "5 queues", "0 queues"]);
    }
}
