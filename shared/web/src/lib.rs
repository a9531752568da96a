//! The HTTP kit of every function: who asks, what they ask, and how it is answered.

pub mod app;
pub mod caller;
pub mod cx;
pub mod etag;
pub mod faulted;
pub mod guest;
pub mod idempotent;
pub mod json;
pub mod layers;
pub mod list;
pub mod memory;
pub mod parameters;
pub mod path;
pub mod principal;
pub mod problem;
pub mod query;
pub mod rate;
pub mod reply;
pub mod shopper;
pub mod staff;

pub use app::App;
pub use caller::Caller;
pub use cx::Cx;
pub use etag::{IfMatch, IfNoneMatch};
pub use guest::{CartToken, OrderToken};
pub use idempotent::{IdempotencyKey, OptionalKey};
pub use json::ValidJson;
pub use list::{ListQuery, ListView};
pub use path::ValidPath;
pub use principal::{Anyone, Customer, SteppedUp};
pub use problem::{Problem, ProblemView};
pub use query::ValidQuery;
pub use reply::{Created, Reply, Versioned};
pub use staff::{Admin, AnyoneOrStaff, scope};
