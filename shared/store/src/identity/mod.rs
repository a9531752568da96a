//! Accounts.

pub mod data_export;
pub mod deletion_notice;
pub mod email_change;
pub mod invitation;
pub mod one_time_token;
pub mod partitions;
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
