//! What items of users and sessions say that were written before staff had scopes.

use domain::identity::scope::Scope;
use table::{AttributeValue, Item};

/// The schema version since which items say which scopes somebody holds.
pub(super) const SINCE: u32 = 2;

/// The item of schema `from`, with its scopes: an admin of those days might do everything, and keeps that.
pub(super) fn lift(from: u32, mut item: Item) -> Item {
    let is_admin = table::item::text(&item, "role") == Some("admin");
    if from < SINCE && is_admin {
        let all = Scope::ALL.iter().map(|scope| AttributeValue::S(scope.to_string())).collect();
        item.insert("scopes".to_owned(), AttributeValue::L(all));
    }
    item
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeSet, HashMap};

    use table::item::decode;

    use super::*;
    use crate::identity::session::SessionRecord;
    use crate::identity::user::UserRecord;

    fn item(attributes: &[(&str, &str)], sv: Option<&str>) -> Item {
        let texts = attributes.iter().map(|(name, text)| ((*name).to_owned(), AttributeValue::S((*text).to_owned())));
        let mut item: Item = texts.collect::<HashMap<_, _>>();
        item.insert("v".to_owned(), AttributeValue::N("3".to_owned()));
        item.extend(sv.map(|sv| ("sv".to_owned(), AttributeValue::N(sv.to_owned()))));
        item
    }

    /// A user as schema 1 stored them.
    fn user(role: &str, sv: Option<&str>) -> Item {
        let mut item = item(
            &[
                ("PK", "USER#usr_01JD8ZQ4T5M6N7P8Q9R0S1T2V3"),
                ("SK", "HEAD"),
                ("et", "User"),
                ("id", "usr_01JD8ZQ4T5M6N7P8Q9R0S1T2V3"),
                ("email", "ana@example.com"),
                ("role", role),
                ("created_at", "2026-01-01T00:00:00Z"),
            ],
            sv,
        );
        item.insert("email_verified".to_owned(), AttributeValue::Bool(true));
        item
    }

    /// A session as schema 1 stored it.
    fn session(role: &str) -> Item {
        let times = ["rotated_at", "created_at", "expires_at", "absolute_expires_at"];
        let mut all = vec![
            ("PK", "SESSIONS#usr_01JD8ZQ4T5M6N7P8Q9R0S1T2V3"),
            ("SK", "SESSION#ses_01JD8ZQ4T5M6N7P8Q9R0S1T2V3"),
            ("et", "Session"),
            ("id", "ses_01JD8ZQ4T5M6N7P8Q9R0S1T2V3"),
            ("user", "usr_01JD8ZQ4T5M6N7P8Q9R0S1T2V3"),
            ("role", role),
            ("secret_hash", "none"),
        ];
        all.extend(times.map(|name| (name, "2026-01-01T00:00:00Z")));
        item(&all, None)
    }

    #[test]
    fn an_admin_from_before_there_were_scopes_holds_them_all() {
        assert_eq!(decode::<UserRecord>(user("admin", None)).unwrap().scopes, Scope::all());
        assert_eq!(decode::<SessionRecord>(session("admin")).unwrap().scopes, Scope::all());
    }

    #[test]
    fn everybody_else_holds_none() {
        for role in ["customer", "seller"] {
            assert_eq!(decode::<UserRecord>(user(role, None)).unwrap().scopes, BTreeSet::new());
            assert_eq!(decode::<SessionRecord>(session(role)).unwrap().scopes, BTreeSet::new());
        }
    }

    #[test]
    fn an_admin_who_was_left_without_scopes_is_not_given_any() {
        assert_eq!(decode::<UserRecord>(user("admin", Some("2"))).unwrap().scopes, BTreeSet::new());
    }
}
