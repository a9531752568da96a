//! The accounts of the demo; they exist on this machine only, so everybody may know their passwords.

use domain::identity::user::Role;

/// Address, password and role of each.
pub(crate) const ACCOUNTS: [(&str, &str, Role); 2] = [
    ("demo@example.com", "seven wooden lanterns", Role::Customer),
    ("admin@example.com", "eleven copper kettles", Role::Admin),
];
