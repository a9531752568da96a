//! What paths of carts name.

use super::Cast;

pub(super) async fn value_for(cast: &Cast<'_>, _path: &str, variable: &str) -> Option<String> {
    match variable {
        "line_id" => Some(cast.line().await),
        _ => None,
    }
}

impl Cast<'_> {
    /// The line of Ana's cart, which is filled anew.
    async fn line(&self) -> String {
        let ana = self.ana_again().await;
        self.world.fill_cart_of(&ana, &[&self.lamp], 1).await;
        ana.get("/v1/cart").await.expect(200).text("/items/0/line_id").to_owned()
    }
}
