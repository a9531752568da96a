//! Orders whose time is up: the schedule finds them, the queue hands them out, a worker decides again.

use futures_util::future::BoxFuture;
use kernel::id::OrderId;
use runtime::WorkFault;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use web::App;
use workflows::orders::order::cancel::expire_order;

/// The most orders that one tick hands out; the next tick takes the rest.
const MOST: u16 = 500;

/// A piece of work in the queue.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Due {
    order: OrderId,
}

/// Hands out the orders that are due.
pub(crate) fn on_task(app: App, task: String, _event: Value) -> BoxFuture<'static, Result<Value, WorkFault>> {
    Box::pin(async move {
        if task != "expire-orders" {
            return Err(format!("there is no task {task}").into());
        }
        let cx = runtime::work::context(&app, "system", "schedule");
        let orders = cx.store.orders().due(cx.now, MOST).await?;
        let due: Vec<Due> = orders.into_iter().map(|order| Due { order }).collect();
        cx.gateways.work()?.send(&due).await?;
        Ok(Value::Null)
    })
}

/// Expires one order, if it is still due.
pub(crate) fn on_message(app: App, _queue: String, body: String) -> BoxFuture<'static, Result<(), WorkFault>> {
    Box::pin(async move {
        let due: Due = serde_json::from_str(&body)?;
        let cx = runtime::work::context(&app, "system", &format!("expiry of {}", due.order));
        Ok(expire_order(&cx, due.order).await?)
    })
}
