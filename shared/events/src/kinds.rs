//! Every kind of event. Kinds are append-only; fields are only ever added.

use domain::identity::second_factor::SecondFactorChange;
use kernel::id::{
    ChallengeId, ExportId, InvitationId, OrderId, PaymentId, ProductId, RefundId, RegistrationId, TokenId, UserId,
    VariantId,
};
use kernel::money::Money;
use serde::{Deserialize, Serialize};

use crate::cause::Happening;

macro_rules! happenings {
    ($($(#[$doc:meta])* $name:ident = $aggregate:literal $kind:literal { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        pub struct $name {
            $($(#[$field_doc])* pub $field: $type,)*
        }

        impl Happening for $name {
            const KIND: &'static str = $kind;
            const AGGREGATE: &'static str = $aggregate;
        }
    )*
        /// Every kind with its aggregate, for the documentation and the tests of the wiring.
        pub const KINDS: &[(&str, &str)] = &[$(($kind, $aggregate)),*];
    };
}

happenings! {
    /// An order was created and waits for its payment.
    OrderCreated = "order" "order.created" {
        /// The order.
        order: OrderId,
        /// Its payment.
        payment: PaymentId,
        /// What is to be paid.
        total: Money,
    }
    /// The order's payment was captured.
    OrderPaid = "order" "order.paid" {
        /// The order.
        order: OrderId,
        /// Its payment.
        payment: PaymentId,
        /// What was paid.
        amount: Money,
    }
    /// The order is placed: it will be fulfilled.
    OrderPlaced = "order" "order.placed" {
        /// The order.
        order: OrderId,
        /// The customer, if it is one with an account.
        customer: Option<UserId>,
        /// What was paid.
        total: Money,
    }
    /// The order was cancelled.
    OrderCancelled = "order" "order.cancelled" {
        /// The order.
        order: OrderId,
        /// Its payment, which is to be voided or refunded.
        payment: PaymentId,
        /// Why.
        reason: String,
        /// The refund that gives captured money back.
        refund: Option<RefundId>,
    }
    /// Nobody paid in time.
    OrderExpired = "order" "order.expired" {
        /// The order.
        order: OrderId,
        /// Its payment, which is to be voided.
        payment: PaymentId,
    }
    /// The provider holds the money for us.
    PaymentAuthorized = "payment" "payment.authorized" {
        /// The payment.
        payment: PaymentId,
        /// Its order.
        order: OrderId,
        /// How much.
        amount: Money,
    }
    /// The money is ours.
    PaymentCaptured = "payment" "payment.captured" {
        /// The payment.
        payment: PaymentId,
        /// Its order.
        order: OrderId,
        /// How much.
        amount: Money,
    }
    /// An attempt to pay was declined; the buyer may try again.
    PaymentFailed = "payment" "payment.failed" {
        /// The payment.
        payment: PaymentId,
        /// Its order.
        order: OrderId,
        /// The provider's code.
        code: String,
    }
    /// The provider holds the money no longer.
    PaymentVoided = "payment" "payment.voided" {
        /// The payment.
        payment: PaymentId,
        /// Its order.
        order: OrderId,
    }
    /// What the provider holds is not what the order asks for.
    PaymentConflicted = "payment" "payment.conflicted" {
        /// The payment.
        payment: PaymentId,
        /// Its order.
        order: OrderId,
        /// What differs.
        difference: String,
    }
    /// Money was given back.
    RefundSucceeded = "refund" "refund.succeeded" {
        /// The refund.
        refund: RefundId,
        /// Its payment.
        payment: PaymentId,
        /// Its order.
        order: OrderId,
        /// How much.
        amount: Money,
    }
    /// The provider cannot give the money back.
    RefundFailed = "refund" "refund.failed" {
        /// The refund.
        refund: RefundId,
        /// Its payment.
        payment: PaymentId,
        /// Its order.
        order: OrderId,
        /// The provider's words.
        reason: String,
    }
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
    /// Nothing in a finished order says any more who bought it.
    OrderPseudonymised = "order" "order.pseudonymised" {
        /// The order.
        order: OrderId,
    }
    /// A product was created or changed.
    ProductChanged = "product" "product.changed" {
        /// The product.
        product: ProductId,
    }
    /// A variant's price was changed.
    PriceChanged = "price" "price.changed" {
        /// The variant.
        variant: VariantId,
        /// The price before.
        before: Money,
        /// The price from now on.
        after: Money,
    }
    /// A provider told us something; its words are kept in the webhook inbox.
    WebhookReceived = "webhook" "webhook.received" {
        /// The provider.
        provider: String,
        /// The provider's id of its event.
        event: String,
        /// The provider's name for what happened.
        kind: String,
        /// The provider's reference of the payment concerned.
        reference: String,
        /// Our payment, as the provider remembers it.
        payment: Option<PaymentId>,
    }
}

#[cfg(test)]
mod tests {
    use super::KINDS;

    #[test]
    fn kinds_are_a_noun_and_a_past_participle() {
        for (kind, _) in KINDS {
            let (noun, verb) = kind.split_once('.').expect("a dot");
            assert!(!noun.is_empty() && !verb.is_empty() && !verb.contains('.'), "{kind}");
        }
        let unique: std::collections::BTreeSet<_> = KINDS.iter().map(|(kind, _)| kind).collect();
        assert_eq!(unique.len(), KINDS.len());
    }
}
