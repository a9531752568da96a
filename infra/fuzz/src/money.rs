//! Amounts: what is read is shown again as it was written, and sums go back to what they were.

use kernel::currency::Currency;
use kernel::money::Money;

/// Reads the two halves of `data`, parted by a line break, as amounts.
pub fn check(data: &[u8]) {
    let text = super::text(data);
    let (first, second) = text.split_once('\n').unwrap_or((&text, "0"));
    let Ok(first) = Money::parse(first, Currency::USD) else { return };
    assert!(!first.is_negative());
    let shown = first.display();
    let again = Money::parse(shown.trim_end_matches(" USD"), Currency::USD);
    assert_eq!(again.ok(), Some(first));
    let Ok(second) = Money::parse(second, Currency::USD) else { return };
    if let Ok(sum) = first.plus(second) {
        assert_eq!(sum.minus(second).ok(), Some(first));
    }
}
