//! What paths of orders name.

use super::Cast;

pub(super) async fn value_for(cast: &Cast<'_>, path: &str, variable: &str) -> Option<String> {
    match (variable, path) {
        // The page for people is the same for every order, and the portal's.
        ("id", path) if path.contains("/orders/") && path.starts_with("/v1/") => Some(cast.order().await),
        _ => None,
    }
}

impl Cast<'_> {
    /// An order of Ana's, placed now. Her cart is filled anew.
    pub async fn order(&self) -> String {
        let ana = self.ana_again().await;
        self.world.fill_cart_of(&ana, &[&self.stool], 1).await;
        let key = ana.access_token.chars().rev().take(40).collect::<String>();
        let order = ana.check_out_as(&key).await.expect(201).text("/id").to_owned();
        self.world.fill_cart_of(&ana, &[&self.lamp], 1).await;
        order
    }
}
