//! The template, run locally in one process.
//!
//! [`Stack`] reads `template.yaml`, starts every function it names, and stands in for the services between them: an
//! HTTP front that speaks API Gateway's events, an embedded DynamoDB with its streams, SNS, SQS with dead letters, SES
//! with a mailbox, schedules, and simulated outside providers. The functions are the ones that run on Lambda, called
//! through the same entry, and they reach everything through the unmodified AWS SDKs.
//!
//! Nothing is a global: many stacks live in one process, each with its own database, clock and ids.

pub mod accounts;
pub mod authenticator;
pub mod aws;
pub mod cli;
pub mod clock;
mod control;
pub mod cost;
pub mod counted;
pub mod database;
pub mod deployed;
pub mod environment;
pub mod front;
pub mod host;
pub mod iam;
pub mod import;
pub mod invocable;
pub mod loopback;
pub mod mailbox;
pub mod objects;
pub mod openapi;
pub mod pattern;
pub mod poller;
pub mod pulse;
pub mod queue;
pub mod schedule;
pub mod secrets;
pub mod smoke;
pub mod spool;
pub mod stack;
pub mod stream;
pub mod template;
pub mod texts;
pub mod topics;
pub mod watch;

pub use clock::LocalClock;
pub use database::DatabaseSpec;
pub use mailbox::Mail;
pub use stack::{HttpPort, Stack, StackFault, StackOptions};
pub use template::TemplateText;
pub use texts::SentText;
