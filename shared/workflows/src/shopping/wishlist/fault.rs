//! Why wishlists were not changed.

use context::settings::MissingSetting;
use domain::shopping::wishlist::WishlistFault;
use kernel::faults;
use table::TableFault;

faults! {
    /// Why wishlists were not changed, or could not be read.
    #[derive(Debug, thiserror::Error)]
    pub enum WishlistEditFault {
        /// The lists' own rules.
        #[error(transparent)]
        Wishlist(#[from] WishlistFault);
        /// The token opens no cart, so nothing can be wished for with it.
        #[error("this cart token opens no cart; an item that is added without one begins another")]
        UnknownCart => Missing "not_found";
        /// The list has no such item.
        #[error("the wishlist has no such item")]
        UnknownItem => Missing "not_found";
        /// There is no such variant, or it is not for sale.
        #[error("this variant is not for sale")]
        UnknownVariant => Invalid "variant_unavailable" at "/variant_id";
        /// Links cannot be made without their key.
        #[error(transparent)]
        Setting(#[from] MissingSetting);
        /// Others kept changing the lists, or the table failed.
        #[error(transparent)]
        Table(#[from] TableFault);
        /// A twin of the command is running.
        #[error("the same command is running")]
        Duplicate => Conflict "idempotency_in_progress" after 1;
    }
}

context::commit_fault!(WishlistEditFault, Duplicate);
