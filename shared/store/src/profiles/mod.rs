//! What people tell about themselves: one partition each, apart from accounts and sessions.

pub mod address;
pub mod geo_location;
pub mod notification_preferences;
pub mod packaging_preference;
pub mod profile;
pub mod user_interests;

#[cfg(test)]
mod tests;

/// Who may touch what people tell about themselves.
pub mod partitions {
    table::partitions! {
        /// All of it, apart from accounts and sessions. The verified telephone is filled in by identity.
        PROFILE = "PROFILE" {
            read: ["identity-http", "identity-worker", "profiles-http"],
            write: ["identity-http", "identity-worker", "profiles-http"]
        }
    }
}

nouns! {
    /// Profiles.
    profiles: profile::Profiles [ProfileRecord],
    /// Address books.
    addresses: address::Addresses [AddressBookRecord, AddressRecord],
    /// Where people say they are.
    places: geo_location::Places [GeoLocationRecord],
    /// What people say they like.
    interests: user_interests::Interests [UserInterestsRecord],
    /// How people like their parcels packed.
    packaging: packaging_preference::Packaging [PackagingPreferenceRecord],
    /// What people want to be told.
    notifications: notification_preferences::Notifications [NotificationPreferencesRecord],
}
