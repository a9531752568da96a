//! What happens to accounts, and to what opens them.

use domain::identity::second_factor::SecondFactorChange;
use kernel::id::{ChallengeId, ExportId, InvitationId, RegistrationId, SessionId, TokenId, UserId};

domain_events! {
    /// Somebody opened an account and must confirm the address.
    UserRegistered = "user" "user.registered" {
        /// The user.
        user: UserId,
        /// The token whose text is derived for the mail.
        token: TokenId,
    }
    /// Somebody tried to open a second account for a known address.
    UserRegistrationRepeated = "registration" "user.registration_repeated" {
        /// The attempt.
        registration: RegistrationId,
        /// The user who has the address.
        user: UserId,
        /// A fresh token, if the address was never confirmed.
        token: Option<TokenId>,
    }
    /// The address was confirmed.
    UserVerified = "user" "user.verified" {
        /// The user.
        user: UserId,
    }
    /// Somebody asked to reset the password of a confirmed account.
    UserPasswordForgotten = "registration" "user.password_forgotten" {
        /// The request.
        request: RegistrationId,
        /// The user.
        user: UserId,
        /// The token whose text is derived for the mail.
        token: TokenId,
    }
    /// The password was changed or reset, and other sessions ended.
    UserPasswordChanged = "user" "user.password_changed" {
        /// The user.
        user: UserId,
    }
    /// A refresh token came back after it was used, so one of its two holders stole it: the session was ended.
    UserSessionReused = "registration" "user.session_reused" {
        /// The notice.
        request: RegistrationId,
        /// Whose it was.
        user: UserId,
        /// The session.
        session: SessionId,
    }
    /// Somebody was invited to become staff, or to sell.
    InvitationSent = "invitation" "invitation.sent" {
        /// The invitation, whose text is derived for the mail.
        invitation: InvitationId,
    }
    /// The invitation was accepted.
    InvitationAccepted = "invitation" "invitation.accepted" {
        /// The invitation.
        invitation: InvitationId,
        /// The account that has the role now.
        user: UserId,
    }
    /// The invitation was taken back, or a newer one replaced it.
    InvitationRevoked = "invitation" "invitation.revoked" {
        /// The invitation.
        invitation: InvitationId,
    }
    /// The role or the scopes were changed, and all sessions ended.
    UserRoleChanged = "user" "user.role_changed" {
        /// The user.
        user: UserId,
    }
    /// Somebody asked for another address of their account: the new one is to be confirmed.
    UserEmailChangeRequested = "registration" "user.email_change_requested" {
        /// The request.
        request: RegistrationId,
        /// The user.
        user: UserId,
        /// The token whose text is derived for the mail.
        token: TokenId,
    }
    /// The same, for the address that the account has until then.
    UserEmailChangeAnnounced = "registration" "user.email_change_announced" {
        /// The notice.
        request: RegistrationId,
        /// The user.
        user: UserId,
        /// Names the change.
        token: TokenId,
    }
    /// The account has another address, and all sessions ended.
    UserEmailChanged = "user" "user.email_changed" {
        /// The user.
        user: UserId,
        /// Names the change.
        token: TokenId,
    }
    /// The second factor was activated or removed, or its recovery codes changed.
    UserSecondFactorChanged = "user" "user.second_factor_changed" {
        /// The user.
        user: UserId,
        /// What happened to it.
        change: SecondFactorChange,
    }
    /// A code is to be sent to a telephone.
    PhoneChallengeRequested = "phone" "phone.challenge_requested" {
        /// The challenge, from which the text is derived.
        challenge: ChallengeId,
        /// Who asked.
        user: UserId,
        /// Which text of the challenge this is, from 1.
        send: u32,
    }
    /// A code was tried too often and is worthless.
    PhoneChallengeExhausted = "phone" "phone.challenge_exhausted" {
        /// The challenge.
        challenge: ChallengeId,
        /// Whose it was.
        user: UserId,
    }
    /// The verified number was proved once more: another may take its place.
    PhoneProved = "phone" "phone.proved" {
        /// Whose it is.
        user: UserId,
    }
    /// A number was shown to be an account's.
    PhoneVerified = "phone" "phone.verified" {
        /// Whose it is.
        user: UserId,
        /// Whether it took the place of another.
        replaced: bool,
    }
    /// The verified number of an account was removed.
    PhoneRemoved = "phone" "phone.removed" {
        /// Whose it was.
        user: UserId,
    }
    /// Somebody asked for all that is known about them.
    UserExportRequested = "export" "user.export_requested" {
        /// The request.
        export: ExportId,
        /// The user.
        user: UserId,
    }
    /// The archive that somebody asked for can be fetched.
    UserExportReady = "export" "user.export_ready" {
        /// The request.
        export: ExportId,
        /// The user.
        user: UserId,
        /// The token whose text is derived for the mail.
        token: TokenId,
    }
    /// Somebody deleted their account; what is known about them is to be erased.
    UserDeleted = "user" "user.deleted" {
        /// The user.
        user: UserId,
    }
    /// Everything about somebody who deleted their account is erased.
    UserErased = "user" "user.erased" {
        /// The user.
        user: UserId,
    }
}
