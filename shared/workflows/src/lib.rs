//! Use-cases that span nouns and gateways; a file is named for what it does.

pub mod access_token;
pub mod adjust_stock;
pub mod cancel_order;
pub mod case_fault;
pub mod context;
pub mod create_admin;
pub mod edit_cart;
mod es256;
pub mod guest_cart;
pub mod import_catalogue;
pub mod import_product;
mod list_product;
pub mod log_in;
pub mod log_out;
pub mod merge_guest_cart;
mod move_stock;
pub mod password;
mod pieces;
pub mod place_order;
pub mod price_cart;
pub mod rate_limits;
pub mod receive_webhook;
pub mod reconcile_payment;
pub mod register_user;
pub mod resend_verification;
pub mod rotate_session;
pub mod session_tokens;
pub mod set_price;
pub mod set_product_status;
pub mod settings;
pub mod settle_refund;
pub mod verify_email;

pub use context::Context;
pub use settings::Settings;
