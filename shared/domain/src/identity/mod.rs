//! Who somebody is.

pub mod data_export;
pub mod deletion_notice;
pub mod device;
pub mod email_change;
pub mod invitation;
pub mod login_challenge;
pub mod message;
pub mod one_time_token;
pub mod repeated_registration;
pub mod scope;
pub mod second_factor;
pub mod session;
pub mod sms_send_log;
pub mod sms_verification;
pub mod user;
pub mod user_phone;

// What happens to accounts, and at the doors of the shop.
crate::audit::action::actions! {
    /// Somebody deleted their account.
    ACCOUNT_DELETED = "account.deleted",
    /// The last of what was known about somebody who deleted their account is gone.
    ACCOUNT_ERASED = "account.erased",
    /// Somebody was let in as staff.
    ADMIN_CREATED = "admin.created",
    /// A code of a second factor was wrong, or was used before.
    CODE_FAILED = "code.failed",
    /// An account has another address.
    EMAIL_CHANGED = "email.changed",
    /// Another address of an account waits to be confirmed.
    EMAIL_CHANGE_REQUESTED = "email.change_requested",
    /// Somebody asked for all that is known about them.
    DATA_EXPORT_REQUESTED = "data_export.requested",
    /// Somebody accepted an invitation, and may do what it offered.
    INVITATION_ACCEPTED = "invitation.accepted",
    /// An invitation was taken back.
    INVITATION_REVOKED = "invitation.revoked",
    /// Somebody was invited to become staff, or to sell.
    INVITATION_SENT = "invitation.sent",
    /// A log-in failed: no such account, or another password.
    LOG_IN_FAILED = "log_in.failed",
    /// Log-ins for an address are not looked at for a while; recorded once for each while.
    LOG_IN_LOCKED_OUT = "log_in.locked_out",
    /// A code was tried too often.
    PHONE_CHALLENGE_EXHAUSTED = "phone.challenge_exhausted",
    /// A code was sent to a telephone.
    PHONE_CHALLENGE_REQUESTED = "phone.challenge_requested",
    /// The verified number was proved once more, so that another may take its place.
    PHONE_PROVED = "phone.proved",
    /// The verified number of an account was removed.
    PHONE_REMOVED = "phone.removed",
    /// A number was shown to be an account's.
    PHONE_VERIFIED = "phone.verified",
    /// An account has another password, chosen by who knew the old one or reads its mail.
    PASSWORD_CHANGED = "password.changed",
    /// Log-ins demand a code from now on, or do no longer, or its recovery codes changed.
    SECOND_FACTOR_CHANGED = "second_factor.changed",
    /// A used refresh token came back, and its session was ended.
    SESSION_REUSED = "session.reused",
    /// Whoever runs the shop logged somebody out everywhere.
    SESSIONS_ENDED = "sessions.ended",
    /// Somebody may do other things than before.
    ROLE_CHANGED = "user.role_changed",
}
