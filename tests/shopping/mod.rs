//! What shoppers keep: carts and wishlists.

mod carts;
mod wishlists;

use serde_json::json;

use crate::cast::Cast;

/// What a variable of a path names.
pub(crate) async fn value_for(cast: &Cast<'_>, path: &str, variable: &str) -> Option<String> {
    match variable {
        "wishlist_id" => Some(cast.wishlist().await),
        "variant_id" if path.contains("/wishlists/items/") => Some(cast.wish().await),
        "token" if path.contains("/wishlists/shared/") => {
            let path = format!("/v1/wishlists/{}/share", cast.wishlist().await);
            Some(cast.ana_again().await.post(&path, json!({})).await.expect(200).text("/share_token").to_owned())
        }
        _ => None,
    }
}

impl Cast<'_> {
    /// What stands in Ana's default wishlist, and in nobody else's.
    async fn wish(&self) -> String {
        let list = self.wishlist().await;
        let wish = json!({ "variant_id": self.rug.variant.id, "wishlist_id": list });
        self.ana_again().await.post("/v1/wishlists/items", wish).await.expect(201);
        self.rug.variant.id.to_string()
    }

    /// A wishlist of Ana's, her default, with the lamp in it.
    async fn wishlist(&self) -> String {
        let ana = self.ana_again().await;
        let lists = ana.get("/v1/wishlists").await.expect(200);
        for list in lists.list("/items").iter().skip(7) {
            ana.delete(&format!("/v1/wishlists/{}", list["id"].as_str().expect("an id"))).await.expect(204);
        }
        let begun = ana.post("/v1/wishlists", json!({ "name": "Home", "default": true })).await.expect(201);
        let wish = json!({ "variant_id": self.lamp.variant.id, "wishlist_id": begun.text("/id") });
        ana.post("/v1/wishlists/items", wish).await.expect(201);
        begun.text("/id").to_owned()
    }
}
