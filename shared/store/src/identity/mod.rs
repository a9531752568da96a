//! Accounts.

pub mod data_export;
pub mod email_change;
pub mod farewell;
pub mod invitation;
pub mod one_time_token;
pub mod partitions;
pub mod personal_data;
pub mod repeated_registration;
mod scope;
pub mod second_factor;
pub mod session;
pub mod text_log;
pub mod user;
pub mod user_phone;

#[cfg(test)]
mod tests;

nouns! {
    /// Users.
    users: user::Users [UserHead, CredentialHead, PendingItem]
        + email_change [EmailChangeItem] + repeated_registration [RepeatsItem] + second_factor [SecondFactorItem],
    /// Sessions.
    sessions: session::Sessions [SessionItem],
    /// One-time tokens.
    tokens: one_time_token::Tokens [TokenHead],
    /// Telephones.
    phones: user_phone::Phones [PhoneHead, ChallengeItem] + text_log [TextLogItem],
    /// Invitations.
    invitations: invitation::Invitations [InvitationHead, InvitedItem],
    /// Requests for somebody's data.
    exports: data_export::DataExports [DataExportItem],
    /// Where the last mails go.
    farewells: farewell::Farewells [FarewellItem],
    /// What the shop knows about a person.
    personal_data: personal_data::PersonalData [],
}
