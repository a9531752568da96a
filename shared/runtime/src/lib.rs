//! The process kit: configuration, AWS clients, logs, roles, the clock.

pub mod batch;
pub mod clients;
pub mod clock;
pub mod config;
mod emf;
pub mod function;
mod http;
pub mod ids;
pub mod ports;
pub mod report;
mod roots;
pub mod serve;
pub mod start;
pub mod tables;
pub mod telemetry;
pub mod work;

pub use config::Config;
pub use context::metric::Metric;
pub use function::{Function, InvokeFault, Role, WorkFault, Worker};
pub use serve::serve;
pub use start::{StartFault, settings};
pub use web::App;
