//! The AWS of one process: what a SAM template wires up, without the functions.
//!
//! [`template`] reads `template.yaml`, and the rest stands in for the services that it names: an HTTP [`front`] that speaks
//! API Gateway's events, an embedded DynamoDB ([`database`], [`dynamodb`]) with its [`stream`]s, [`aws`] for SNS, SQS, SES and S3 over
//! [`topics`], [`queue`]s with dead letters, a [`mailbox`], [`sms_outbox`] and [`objects`], and [`schedule`]s. Roles are enforced
//! ([`iam`]). The SDKs reach all of it through sockets, or in this process by a [`transport`] of their own. Whoever assembles these gives the functions, as something [`invocable`]; nothing here knows one of them, or
//! a noun of the shop.
//!
//! Nothing of a stack is a global: many live in one process, each with its own database, clock and ids.

pub mod aws;
pub mod clock;
pub mod counted;
pub mod database;
pub mod dynamodb;
pub mod front;
pub mod iam;
pub mod invocable;
pub mod loopback;
pub mod mail_feedback;
pub mod mailbox;
pub mod objects;
pub mod pattern;
pub mod policy;
pub mod poller;
pub mod queue;
pub mod schedule;
pub mod sms_outbox;
pub mod state_file;
pub mod stream;
pub mod template;
pub mod topics;
pub mod transport;
pub mod wake_signal;
