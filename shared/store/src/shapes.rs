//! Every kind of item with its key patterns, for the list of access patterns.

use table::{Entity, Shape};

/// The name and the shape of every kind of item.
pub fn all() -> Vec<(&'static str, Shape)> {
    fn shape<E: Entity>() -> (&'static str, Shape) {
        (E::TYPE, E::SHAPE)
    }
    vec![
        shape::<crate::profiles::address::AddressItem>(),
        shape::<crate::profiles::address::AddressBookItem>(),
        shape::<crate::profiles::geo_location::GeoItem>(),
        shape::<crate::profiles::notification_preferences::NotificationsItem>(),
        shape::<crate::profiles::packaging_preference::PackagingItem>(),
        shape::<crate::profiles::profile::ProfileHead>(),
        shape::<crate::profiles::user_interests::InterestsItem>(),
        shape::<crate::audit::record::AuditItem>(),
        shape::<table::backoff::AttemptsItem>(),
        shape::<crate::shopping::cart::CartItem>(),
        shape::<crate::catalog::category::CategoryHead>(),
        shape::<crate::inventory::cell::CellItem>(),
        shape::<crate::identity::user::CredentialHead>(),
        shape::<crate::identity::email_change::EmailChangeItem>(),
        shape::<crate::identity::data_export::DataExportItem>(),
        shape::<table::event::Event>(),
        shape::<crate::identity::farewell::FarewellItem>(),
        shape::<table::idempotency::Idempotency>(),
        shape::<crate::identity::invitation::InvitationHead>(),
        shape::<crate::identity::invitation::InvitedItem>(),
        shape::<crate::catalog::listing::ListingItem>(),
        shape::<crate::inventory::movement::MovementItem>(),
        shape::<crate::orders::order::OrderHead>(),
        shape::<crate::orders::order::OrderLinesItem>(),
        shape::<crate::payments::payment::PaymentHead>(),
        shape::<crate::identity::user::PendingItem>(),
        shape::<crate::identity::user_phone::PhoneHead>(),
        shape::<crate::catalog::product::ProductHead>(),
        shape::<crate::catalog::product::ProductText>(),
        shape::<table::rate_limit::Rate>(),
        shape::<crate::payments::refund::RefundHead>(),
        shape::<crate::identity::repeated_registration::RepeatsItem>(),
        shape::<table::seen::Seen>(),
        shape::<crate::identity::second_factor::SecondFactorItem>(),
        shape::<crate::identity::session::SessionItem>(),
        shape::<crate::identity::user_phone::ChallengeItem>(),
        shape::<crate::catalog::search::TermItem>(),
        shape::<crate::identity::text_log::TextLogItem>(),
        shape::<crate::identity::one_time_token::TokenHead>(),
        shape::<table::unique::Unique>(),
        shape::<crate::identity::user::UserHead>(),
        shape::<crate::catalog::variant::VariantHead>(),
        shape::<crate::payments::webhook::WebhookHead>(),
    ]
}

/// The list of access patterns as Markdown: one row a kind, sorted by name.
pub fn table() -> String {
    let mut rows = all();
    rows.sort_by_key(|(name, _)| *name);
    let index = |entry: Option<(&str, &str)>| entry.map_or_else(String::new, |(pk, sk)| format!("`{pk}` / `{sk}`"));
    let row = |(name, shape): (&str, Shape)| {
        let (owner, relation, work) = (index(shape.owner), index(shape.relation), index(shape.work));
        format!("| {name} | `{}` / `{}` | {owner} | {relation} | {work} |\n", shape.pk, shape.sk)
    };
    let head = "| Item | PK / SK | GSI1 by owner | GSI2 by relation | GSI3 work |\n|---|---|---|---|---|\n";
    head.to_owned() + &rows.into_iter().map(row).collect::<String>()
}

#[cfg(test)]
mod tests {
    /// A change of keys shows in review: write the list anew with `UPDATE=1`.
    #[test]
    fn the_list_of_access_patterns_is_fresh() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/ACCESS_PATTERNS.md");
        let text = format!(
            "# Access patterns\n\nGenerated from the entities by the test of `src/shapes.rs`.\n\n{}",
            super::table()
        );
        #[expect(clippy::disallowed_methods, reason = "a test that writes its own snapshot when told to")]
        if std::env::var("UPDATE").is_ok() {
            std::fs::write(path, &text).unwrap();
        }
        assert_eq!(std::fs::read_to_string(path).unwrap_or_default(), text, "run the test with UPDATE=1");
    }
}
