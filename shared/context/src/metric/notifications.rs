//! What is measured of mails and texts.

metrics! {
    /// Texts to numbers that take none.
    TEXTS_NOT_TAKEN = "TextsNotTaken" Count,
    /// Texts that were not sent, for enough had gone to their country in that hour.
    TEXTS_OVER_BUDGET = "TextsOverBudget" Count counts problem "sms_budget_spent",
    /// Texts that were handed over to be sent.
    TEXTS_SENT = "TextsSent" Count,
}
