//! What people tell about themselves: one partition each, apart from accounts and sessions.

pub mod address;
pub mod geo_location;
pub mod notification_preferences;
pub mod packaging_preference;
pub mod partitions;
pub mod profile;
pub mod user_interests;

#[cfg(test)]
mod tests;

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
