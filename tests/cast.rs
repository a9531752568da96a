//! The cast: a shop with people in it, and one of everything that a path can name. Tests that go through all operations of
//! the API play in it.
//!
//! Each theme says in its `mod.rs` what the variables of its paths name, and how such a thing comes to be. It says so for ids in
//! bodies as well, by the names of their members.

use domain::catalog::category::Category;
use kernel::id::{CategoryId, UserId};
use serde_json::{Value, json};
use store::catalog::category::{CategoryRecord, slug_claim};
use table::Tx;
use table::unique::Unique;
use testkit::{Admin, Customer, Sold, World, a_product};

/// The password of whoever has one.
pub(crate) const PASSWORD: &str = "seven wooden lanterns";

/// A shop in which there is something of everything.
pub(crate) struct Cast<'a> {
    /// The shop.
    pub(crate) world: &'a World,
    /// For sale; ten of them.
    pub(crate) lamp: Sold,
    /// For sale as well; ten of them.
    pub(crate) rug: Sold,
    /// What is bought where an order is needed; more than anybody needs.
    pub(crate) stool: Sold,
    /// A category of the shop.
    pub(crate) category: CategoryId,
    /// Whose things the paths name.
    pub(crate) ana: Customer<'a>,
    /// Has nothing.
    pub(crate) bob: Customer<'a>,
    /// Somebody who sells, as staff see them.
    pub(crate) seller: UserId,
    /// Holds every scope, and prepares what only staff can.
    pub(crate) admin: Admin<'a>,
}

/// Declares the themes whose paths have variables: each has a function `value_for`.
macro_rules! themes {
    ($($theme:ident,)*) => {
        impl Cast<'_> {
            /// What `variable` of `path` names. It is made now, so that whoever asks may use it up.
            pub(crate) async fn value_for(&self, path: &str, variable: &str) -> String {
                $(
                    if let Some(value) = crate::$theme::value_for(self, path, variable).await {
                        return value;
                    }
                )*
                panic!("{path}: say what {variable} names, in the `mod.rs` of the theme that tells of it")
            }
        }
    };
}

themes! {
    accounts,
    described,
    profiles,
    reviews,
    shopping,
    staff,
    storefront,
}

impl<'a> Cast<'a> {
    /// The cast, as it comes on in `world`.
    pub(crate) async fn enter(world: &'a World) -> Self {
        Self {
            lamp: world.sells(a_product("Desk Lamp")).await,
            rug: world.sells(a_product("Wool Rug")).await,
            stool: world.sells(a_product("Oak Stool").stock(10_000)).await,
            category: category(world).await,
            ana: world.customer("ana@example.com").await,
            bob: world.customer("bob@example.com").await,
            seller: world.seller("sold@example.com").await.id,
            admin: world.admin_named("boss@example.com").await,
            world,
        }
    }

    /// A body in which the ids of an example name what there is.
    pub(crate) async fn fitted(&self, path: &str, mut body: Value) -> Value {
        for (name, member) in body.as_object_mut().into_iter().flatten().filter(|(name, _)| name.ends_with("_id")) {
            *member = json!(self.value_for(path, name).await);
        }
        body
    }

    /// Ana in a session of its own, so that nothing else happens in it.
    pub(crate) async fn ana_again(&self) -> Customer<'a> {
        self.world.signed_in(self.ana.id).await
    }

    /// The token of the last mail to `email`.
    pub(crate) async fn mailed(&self, email: &str) -> String {
        self.world.settle().await;
        let mail = self.world.mail_to(email).pop().and_then(|mail| mail.text).unwrap_or_default();
        let token = mail.split_once("#token=").map(|(_, rest)| rest.split_whitespace().next().unwrap_or_default());
        token.expect("a token in the mail").to_owned()
    }
}

async fn category(world: &World) -> CategoryId {
    let id = CategoryId::mint(&*world.ids, world.now());
    let slug = "lamps".parse().expect("a slug");
    let lamps = Category { id, slug, name: "Lamps".to_owned(), parent: None, path: Vec::new(), position: 0, shards: 1 };
    let tx = Tx::<()>::new().create::<CategoryRecord>(&lamps).create::<Unique>(&slug_claim(&lamps));
    tx.commit(world.store().table()).await.expect("a category");
    id
}
