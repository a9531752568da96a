//! The outside world, one room a port: payment providers, mail, texts, the event bus, work queues, stored objects, lists of
//! stolen passwords.

use std::sync::Arc;

pub mod breach;
pub mod bus;
pub mod error_reports;
pub mod fault;
pub mod lazy;
pub mod mail;
pub mod mail_feedback;
pub mod objects;
pub mod outgoing;
pub mod payment;
pub mod queue;
pub mod sms;

use domain::payments::payment::Provider;

use crate::breach::BreachLists;
use crate::bus::Bus;
use crate::error_reports::ErrorReports;
use crate::fault::DeliveryFault;
use crate::mail::Mailer;
use crate::objects::Objects;
use crate::payment::PaymentGateway;
use crate::queue::WorkSender;
use crate::sms::SmsSender;

/// The ports that one function has; each function is given those that it uses.
#[derive(Clone, Default)]
pub struct Gateways {
    /// Payment providers.
    pub payments: Vec<Arc<dyn PaymentGateway>>,
    /// Mail.
    pub mailer: Option<Mailer>,
    /// Texts.
    pub sms_sender: Option<SmsSender>,
    /// The event bus.
    pub bus: Option<Bus>,
    /// The queue of this function's due work.
    pub work: Option<WorkSender>,
    /// Lists of stolen passwords, if the shop looks into any.
    pub breaches: Option<BreachLists>,
    /// Where faults of ours are told, if anywhere.
    pub faults: Option<ErrorReports>,
    /// Stored objects.
    pub objects: Option<Objects>,
}

impl Gateways {
    /// The adapter of a payment provider, if this function has it.
    pub fn payment(&self, provider: Provider) -> Option<&dyn PaymentGateway> {
        self.payments.iter().find(|gateway| gateway.provider() == provider).map(AsRef::as_ref)
    }

    /// The mailer.
    pub fn mailer(&self) -> Result<&Mailer, DeliveryFault> {
        self.mailer.as_ref().ok_or_else(|| missing("mailer"))
    }

    /// The sender of texts.
    pub fn sms_sender(&self) -> Result<&SmsSender, DeliveryFault> {
        self.sms_sender.as_ref().ok_or_else(|| missing("sender of texts"))
    }

    /// The event bus.
    pub fn bus(&self) -> Result<&Bus, DeliveryFault> {
        self.bus.as_ref().ok_or_else(|| missing("event bus"))
    }

    /// The stored objects.
    pub fn objects(&self) -> Result<&Objects, DeliveryFault> {
        self.objects.as_ref().ok_or_else(|| missing("bucket"))
    }

    /// The queue of due work.
    pub fn work(&self) -> Result<&WorkSender, DeliveryFault> {
        self.work.as_ref().ok_or_else(|| missing("work queue"))
    }
}

fn missing(port: &str) -> DeliveryFault {
    DeliveryFault::Invalid { detail: format!("this function has no {port}") }
}
