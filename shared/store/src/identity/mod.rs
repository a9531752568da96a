//! Accounts.

pub mod data_export;
pub mod deletion_notice;
pub mod email_change;
pub mod invitation;
pub mod one_time_token;
pub mod personal_data;
pub mod repeated_registration;
mod scope;
pub mod second_factor;
pub mod session;
pub mod sms_log;
pub mod user;
pub mod user_phone;

#[cfg(test)]
mod tests;

/// Who may touch accounts, and what opens them.
pub mod partitions {
    table::partitions! {
        /// Accounts and their events. A name in one is changed by profiles.
        USER = "USER" {
            read: [
                "identity-http", "identity-worker", "notifications-worker", "orders-http", "profiles-http", "relay-worker"
            ],
            write: ["identity-http", "identity-worker", "profiles-http"]
        }
        /// The list of staff and of sellers.
        ROLE = "ROLE" { read: ["identity-http"], write: [] }
        /// The list of accounts by month, which nobody reads so far.
        USERS = "USERS" { read: [], write: [] }
        /// Whose an address is.
        EMAIL = "UNIQ#EMAIL" { read: ["identity-http"], write: ["identity-http"] }
        /// Passwords and second factors.
        CREDENTIAL = "CREDENTIAL" {
            read: ["identity-http", "identity-worker"],
            write: ["identity-http", "identity-worker"]
        }
        /// Sessions. Whether one goes on is everybody's business who answers requests.
        SESSIONS = "SESSIONS" { read: ["*-http", "identity-worker"], write: ["identity-http", "identity-worker"] }
        /// Tokens that were mailed, by their hash.
        TOKEN = "TOKEN" { read: ["identity-http"], write: ["identity-http", "identity-worker"] }
        /// Attempts to register and the like, which are events alone.
        REGISTRATION = "REGISTRATION" { read: [], write: ["identity-http"] }
        /// Changes of address.
        EMAILS = "EMAILS" {
            read: ["identity-http", "identity-worker", "notifications-worker"],
            write: ["identity-http", "identity-worker"]
        }
        /// Telephones, and the codes that are on their way to them.
        PHONE = "PHONE" {
            read: ["identity-http", "identity-worker", "notifications-worker", "profiles-http", "relay-worker"],
            write: ["identity-http", "identity-worker"]
        }
        /// The texts that went to a number.
        TEXTED = "TEXTED" { read: ["identity-http"], write: ["identity-http"] }
        /// Invitations and their events.
        INVITATION = "INVITATION" { read: ["identity-http", "notifications-worker"], write: ["identity-http"] }
        /// The list of invitations.
        INVITATIONS = "INVITATIONS" { read: ["identity-http"], write: [] }
        /// Which invitation to an address is the latest.
        INVITED = "INVITED" { read: ["identity-http"], write: ["identity-http"] }
        /// Requests for somebody's data.
        EXPORTS = "EXPORTS" { read: ["identity-http", "identity-worker"], write: ["identity-http", "identity-worker"] }
        /// What became of such requests, which is events alone.
        EXPORT = "EXPORT" { read: [], write: ["identity-http", "identity-worker"] }
        /// Where the last mail to somebody goes.
        FAREWELL = "FAREWELL" { read: ["notifications-worker"], write: ["identity-http", "notifications-worker"] }
    }
}

nouns! {
    /// Users.
    users: user::Users [UserRecord, CredentialRecord, PendingCredentialRecord]
        + email_change [EmailChangeRecord] + repeated_registration [RepeatedRegistrationsRecord] + second_factor [SecondFactorRecord],
    /// Sessions.
    sessions: session::Sessions [SessionRecord],
    /// One-time tokens.
    tokens: one_time_token::Tokens [OneTimeTokenRecord],
    /// Telephones.
    phones: user_phone::Phones [UserPhoneRecord, SmsChallengeRecord] + sms_log [SmsLogRecord],
    /// Invitations.
    invitations: invitation::Invitations [InvitationRecord, InvitedAddressRecord],
    /// Requests for somebody's data.
    exports: data_export::DataExports [DataExportRecord],
    /// Where the last mails go.
    deletion_notices: deletion_notice::DeletionNotices [DeletionNoticeRecord],
    /// What the shop knows about a person.
    personal_data: personal_data::PersonalData [],
}
