//! What people are told.

pub(crate) mod email_template;
pub mod message;
pub mod sms_message;
pub mod suppressed_address;

// What whoever runs the shop decides about mails.
crate::audit::action::actions! {
    /// Mails may go to an address again.
    SUPPRESSION_LIFTED = "suppression.lifted",
}
