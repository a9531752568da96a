//! Partitions: the rooms of the one table, and which functions have business in each.
//!
//! A function that stands on no list may not touch the partition. Roles are written in the templates; a test compares
//! them with these lists.

/// The keys that begin alike, and who may touch what is behind them.
///
/// Functions are named as their roles and log groups are: `orders-http`. `*-http` is every function that answers
/// requests: such a function may be let in, and a new one needs no mention.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Partition {
    /// How the partition keys begin, of the table or of an index: `ORDER`, `UNIQ#EMAIL`.
    pub prefix: &'static str,
    /// The functions that may read: by key, by query, and as a condition of a transaction.
    pub readers: &'static [&'static str],
    /// The functions that may write.
    pub writers: &'static [&'static str],
}

impl Partition {
    /// A partition of the engine, which knows no function: who may touch it, whole or divided, the store says.
    pub const fn engine(prefix: &'static str) -> Self {
        Self { prefix, readers: &[], writers: &[] }
    }

    /// Whether a partition key, or the pattern of one, is within.
    pub fn holds(&self, pk: &str) -> bool {
        pk.strip_prefix(self.prefix)
            .is_some_and(|rest| self.prefix.is_empty() || rest.is_empty() || rest.starts_with('#'))
    }

    /// What stands behind the first part of the prefix: `EMAIL` of `UNIQ#EMAIL`; all of it where that is the only one.
    pub(crate) fn name(&self) -> &'static str {
        self.prefix.split_once('#').map_or(self.prefix, |(_, name)| name)
    }

    /// Whether `function` may read.
    pub fn is_read_by(&self, function: &str) -> bool {
        names(self.readers, function)
    }

    /// Whether `function` may write.
    pub fn is_written_by(&self, function: &str) -> bool {
        names(self.writers, function)
    }
}

/// Whether a list names `function`, by itself or with all that answer requests.
fn names(list: &[&str], function: &str) -> bool {
    list.iter().any(|name| *name == function || name.strip_prefix('*').is_some_and(|kind| function.ends_with(kind)))
}

/// Declares partitions, each as a constant, and `ALL` of them.
///
/// ```text
/// partitions! {
///     /// Carts.
///     SHOPPER = "SHOPPER" { read: ["shopping-http"], write: ["shopping-http"] }
/// }
/// ```
#[macro_export]
macro_rules! partitions {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal { read: [$($reader:literal),*], write: [$($writer:literal),*] })*) => {
        $($(#[$doc])*
        pub const $name: $crate::Partition =
            $crate::Partition { prefix: $prefix, readers: &[$($reader),*], writers: &[$($writer),*] };)*

        /// All of them.
        pub const ALL: &[$crate::Partition] = &[$($name),*];
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    const ORDER: Partition =
        Partition { prefix: "ORDER", readers: &["*-http", "relay-worker"], writers: &["orders-http"] };

    #[test]
    fn a_prefix_ends_where_a_part_of_the_key_does() {
        for (pk, held) in [("ORDER#ord_1", true), ("ORDER", true), ("ORDERS#20260101", false), ("USER#ORDER", false)] {
            assert_eq!(ORDER.holds(pk), held, "{pk}");
        }
        assert!(Partition::engine("").holds("ORDER#ord_1"));
        assert_eq!((ORDER.name(), Partition::engine("UNIQ#EMAIL").name()), ("ORDER", "EMAIL"));
    }

    #[test]
    fn a_function_is_let_in_by_its_name_or_with_all_of_its_kind() {
        let may = |function| (ORDER.is_read_by(function), ORDER.is_written_by(function));
        assert_eq!(may("orders-http"), (true, true));
        assert_eq!(may("catalog-http"), (true, false));
        assert_eq!(may("relay-worker"), (true, false));
        assert_eq!(may("orders-worker"), (false, false));
    }
}
