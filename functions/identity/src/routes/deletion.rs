//! The end of one's own account.

use axum::http::StatusCode;
use web::{Customer, Cx, ProblemView, Reply, SteppedUp};

/// Delete one's own account.
///
/// It is over at once: all sessions end and the address is free. Within minutes everything that the shop knows about the
/// person is erased; of finished orders the sums, the lines and the country stay, without the person.
#[utoipa::path(delete, path = "/v1/me", operation_id = "delete_account", tag = "me", security(("bearer" = [])),
    responses(
        (status = 204, description = "There is no such account any more."),
        (status = 401, body = ProblemView, description = "unauthenticated, token_expired"),
        (status = 403, body = ProblemView, description = "step_up_required"),
        (status = 409, body = ProblemView, description = "orders_open (with `orders`), last_admin"),
        (status = 503, body = ProblemView, description = "unavailable")))]
pub async fn delete_account(cx: Cx, SteppedUp(Customer(principal)): SteppedUp<Customer>) -> Reply<StatusCode> {
    workflows::identity::account_deletion::delete::delete_account(&cx.acting(principal.user), principal.user).await?;
    Ok(StatusCode::NO_CONTENT)
}
