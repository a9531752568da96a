//! Which topic an event is published to.

/// A topic of the event bus.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Topic {
    /// Orders, payments, refunds.
    Orders,
    /// All else.
    Domain,
}

impl Topic {
    /// The topic of a kind such as `order.placed`.
    pub fn of(kind: &str) -> Self {
        match kind.split('.').next() {
            Some("order" | "payment" | "refund") => Self::Orders,
            _ => Self::Domain,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_payment_and_refund_events_share_a_topic() {
        for (kind, _) in crate::all_kinds() {
            let expected = ["order.", "payment.", "refund."].iter().any(|noun| kind.starts_with(noun));
            assert_eq!(Topic::of(kind) == Topic::Orders, expected, "{kind}");
        }
    }
}
