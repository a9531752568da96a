//! Every kind of event, area by area. Kinds are append-only; fields are only ever added.

/// Declares the kinds of events of an area: name, aggregate, kind, and the data.
macro_rules! domain_events {
    ($($(#[$doc:meta])* $name:ident = $aggregate:literal $kind:literal { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $type,)*
        }

        impl $crate::domain_event::DomainEvent for $name {
            const KIND: &'static str = $kind;
            const AGGREGATE: &'static str = $aggregate;
        }
    )*
        /// Every kind of this area with its aggregate.
        pub(super) const KINDS: &[(&str, &str)] = &[$(($kind, $aggregate)),*];
    };
}

/// Lists the areas, and gives all their kinds.
macro_rules! areas {
    ($($area:ident),* $(,)?) => {
        $(pub use self::$area::*;)*

        /// The kinds of every area.
        const AREAS: &[&[(&str, &str)]] = &[$($area::KINDS),*];
    };
}

mod catalog;
mod identity;
mod orders;
mod payments;
mod pricing;
mod reviews;

areas![catalog, identity, orders, payments, pricing, reviews];

/// Every kind with its aggregate, for the documentation and the tests of the wiring.
pub fn all_kinds() -> impl Iterator<Item = (&'static str, &'static str)> + Clone {
    AREAS.iter().copied().flatten().copied()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::all_kinds;

    #[test]
    fn kinds_are_a_noun_and_a_past_participle() {
        for (kind, _) in all_kinds() {
            let (noun, verb) = kind.split_once('.').expect("a dot");
            assert!(!noun.is_empty() && !verb.is_empty() && !verb.contains('.'), "{kind}");
        }
        let unique: BTreeSet<&str> = all_kinds().map(|(kind, _)| kind).collect();
        assert_eq!(unique.len(), all_kinds().count());
    }
}
