//! Why a use-case was not carried out.

use gateways::fault::DeliveryFault;
use kernel::fault::{Code, Fault, FaultKind};
use table::{TableFault, TxFault};

use crate::access_token::KeyFault;
use crate::password::HashFault;
use crate::settings::MissingSetting;

/// A rule of the use-case that was broken (`F`), or a failure of what it depends on.
#[derive(Debug, thiserror::Error)]
pub enum UseCaseFault<F> {
    /// The use-case's own rules.
    #[error("{0}")]
    Refused(F),
    /// The same command is being, or was, executed by a twin.
    #[error("a twin of this command came first")]
    Duplicate,
    /// The table failed.
    #[error(transparent)]
    Table(#[from] TableFault),
    /// The function lacks a setting.
    #[error(transparent)]
    Setting(#[from] MissingSetting),
    /// No access token could be made.
    #[error(transparent)]
    Key(#[from] KeyFault),
    /// A password could not be hashed.
    #[error(transparent)]
    Hash(#[from] HashFault),
    /// Another service failed.
    #[error(transparent)]
    Delivery(#[from] DeliveryFault),
}

/// An item that changed since it was read counts as contention: whoever could try again has done so.
impl<F> From<TxFault<F>> for UseCaseFault<F> {
    fn from(fault: TxFault<F>) -> Self {
        match fault {
            TxFault::Refused(fault) => Self::Refused(fault),
            TxFault::Duplicate => Self::Duplicate,
            TxFault::Stale => Self::Table(TableFault::Contended),
            TxFault::Table(fault) => Self::Table(fault),
        }
    }
}

impl<F: Fault> UseCaseFault<F> {
    /// The fault within, unless a twin came first.
    fn inner(&self) -> Option<&dyn Fault> {
        match self {
            Self::Refused(fault) => Some(fault),
            Self::Duplicate => None,
            Self::Table(fault) => Some(fault),
            Self::Setting(fault) => Some(fault),
            Self::Key(fault) => Some(fault),
            Self::Hash(fault) => Some(fault),
            Self::Delivery(fault) => Some(fault),
        }
    }
}

impl<F: Fault> Fault for UseCaseFault<F> {
    fn codes() -> Vec<Code> {
        let twin = vec![Code::new(FaultKind::Conflict, "idempotency_in_progress")];
        let others = [TableFault::codes(), MissingSetting::codes(), KeyFault::codes(), HashFault::codes()];
        [F::codes(), twin, others.concat(), DeliveryFault::codes()].concat()
    }

    fn code(&self) -> &'static str {
        self.inner().map_or("idempotency_in_progress", Fault::code)
    }

    fn kind(&self) -> FaultKind {
        self.inner().map_or(FaultKind::Conflict, Fault::kind)
    }

    fn pointer(&self) -> Option<String> {
        self.inner().and_then(Fault::pointer)
    }

    fn members(&self) -> serde_json::Map<String, serde_json::Value> {
        self.inner().map(Fault::members).unwrap_or_default()
    }

    fn retry_after(&self) -> Option<u32> {
        self.inner().map_or(Some(1), Fault::retry_after)
    }
}

#[cfg(test)]
mod tests {
    use domain::identity::one_time_token::TokenFault;

    use super::*;

    #[test]
    fn a_broken_rule_keeps_its_code_its_field_and_its_words() {
        let fault = UseCaseFault::from(TxFault::Refused(TokenFault::Spent));
        assert_eq!((fault.code(), fault.kind()), ("token_spent", FaultKind::Gone));
        assert_eq!(fault.pointer().as_deref(), Some("/token"));
        assert_eq!(fault.to_string(), TokenFault::Spent.to_string());
    }

    kernel::faults! {
        /// A fault that says all that a fault can say.
        #[derive(Debug, thiserror::Error)]
        #[error("sold out in {country}")]
        struct Telling {
            country: String,
        } => TooMany "sold_out" at "/country" with { "country": country } after 7;
    }

    #[test]
    fn every_part_of_a_broken_rule_is_handed_on() {
        let telling = || Telling { country: "DE".to_owned() };
        let fault = UseCaseFault::from(TxFault::Refused(telling()));
        assert_eq!((fault.code(), fault.kind()), (telling().code(), FaultKind::TooMany));
        assert_eq!((fault.pointer(), fault.retry_after()), (Some("/country".to_owned()), Some(7)));
        assert_eq!((fault.members(), fault.to_string()), (telling().members(), "sold out in DE".to_owned()));
        assert!(UseCaseFault::<Telling>::codes().contains(&Code::new(FaultKind::TooMany, "sold_out")));
    }

    #[test]
    fn what_passes_by_itself_says_when_to_try_again() {
        for fault in [TxFault::<TokenFault>::Stale, TxFault::Duplicate] {
            assert_eq!(UseCaseFault::from(fault).retry_after(), Some(1));
        }
    }
}
