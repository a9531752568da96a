//! Account deletion (GDPR Art. 17). The end of one's own account.

use axum::http::StatusCode;
use web::{Customer, Cx, Problems, Reply, SteppedUp};
use workflows::identity::account_deletion::delete::DeleteAccountFault;

/// Delete the account (GDPR Art. 17).
///
/// It is over at once: all sessions end and the address is free. Within minutes everything that the shop knows about the
/// person is erased; of finished orders the sums, the lines and the country stay, without the person.
#[utoipa::path(delete, path = "/v1/me", operation_id = "delete_account", tag = "me",
    responses(
        (status = 204, description = "There is no such account any more."),
        (status = 409, description = "orders_open (with `orders`), last_admin"),
        Problems<DeleteAccountFault>))]
pub async fn delete_account(cx: Cx, SteppedUp(Customer(principal)): SteppedUp<Customer>) -> Reply<StatusCode> {
    workflows::identity::account_deletion::delete::delete_account(&cx.acting(principal.user), principal.user).await?;
    Ok(StatusCode::NO_CONTENT)
}
