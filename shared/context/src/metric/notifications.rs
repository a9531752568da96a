//! What is measured of mails and texts.

metrics! {
    /// Mails that were not sent, since what went to their address came back for good, or was called spam.
    MAILS_SUPPRESSED = "MailsSuppressed" Count,
    /// Mails that came back for good.
    MAILS_BOUNCED = "MailsBounced" Count,
    /// Mails that were called spam.
    MAILS_COMPLAINED_OF = "MailsComplainedOf" Count,
    /// Texts to numbers that take none.
    TEXTS_NOT_TAKEN = "TextsNotTaken" Count,
    /// Texts that were not sent, for enough had gone to their country in that hour.
    TEXTS_OVER_BUDGET = "TextsOverBudget" Count counts problem "sms_budget_spent",
    /// Texts that were handed over to be sent.
    TEXTS_SENT = "TextsSent" Count,
}
