//! Use-cases that span nouns and gateways; a file is named for what it does.

pub mod access_token;
pub mod context;
pub mod settings;

pub use context::Context;
pub use settings::Settings;
