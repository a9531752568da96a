//! The shop that one actor asks, and what there is in it.

use domain::catalog::category::Category;
use domain::identity::scope::Scope;
use kernel::id::{CategoryId, UserId};
use reqwest::Method;
use serde_json::{Value, json};
use store::catalog::category::{CategoryHead, slug_claim};
use table::Tx;
use table::unique::Unique;
use testkit::build::product::Sold;
use testkit::world::an_address;
use testkit::{Admin, Answer, Customer, World, a_product};

use super::request;
use crate::refusals::operation::Operation;

/// The password of whoever has one.
pub(super) const PASSWORD: &str = "seven wooden lanterns";

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Actor {
    /// Shows nothing.
    Anonymous,
    /// Has the token of a cart of their own.
    Guest,
    /// Whose things the paths name.
    Customer,
    /// Has things of their own, which no path names.
    OtherCustomer,
    /// Sells.
    Seller,
    /// Sells something else.
    OtherSeller,
    /// Staff who hold no scope.
    AdminWithoutScope,
    /// Staff who hold all of them.
    Admin,
}

impl Actor {
    pub(super) const ALL: [Self; 8] = [
        Self::Anonymous,
        Self::Guest,
        Self::Customer,
        Self::OtherCustomer,
        Self::Seller,
        Self::OtherSeller,
        Self::AdminWithoutScope,
        Self::Admin,
    ];

    /// The heading of the column.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Anonymous => "anonymous",
            Self::Guest => "guest",
            Self::Customer => "customer",
            Self::OtherCustomer => "other customer",
            Self::Seller => "seller",
            Self::OtherSeller => "other seller",
            Self::AdminWithoutScope => "admin without scope",
            Self::Admin => "admin",
        }
    }
}

/// A shop in which there is one of everything that a path can name.
pub(super) struct Scene<'a> {
    pub(super) world: &'a World,
    pub(super) actor: Actor,
    pub(super) lamp: Sold,
    pub(super) category: CategoryId,
    /// Whose things the paths name.
    pub(super) ana: Customer<'a>,
    /// Somebody who sells, as staff see them; none of the actors.
    pub(super) seller: UserId,
    /// Prepares what only staff can; none of the actors.
    pub(super) boss: Admin<'a>,
    /// The account of the actor, if they have one.
    account: Option<UserId>,
}

impl<'a> Scene<'a> {
    pub(super) async fn open(world: &'a World, actor: Actor) -> Self {
        let lamp = world.sells(a_product("Desk Lamp").stock(10_000)).await;
        let ana = world.customer("ana@example.com").await;
        let account = match actor {
            Actor::Customer => Some(ana.id),
            _ => newcomer(world, actor).await,
        };
        world.open_account("login@example.com", PASSWORD).await;
        let seller = world.seller("sold@example.com").await.id;
        let (boss, category) = (world.admin_named("boss@example.com").await, category(world).await);
        Self { world, actor, lamp, category, ana, seller, boss, account }
    }

    /// Sends `operation`, with a session and a cart that nothing else is done in.
    pub(super) async fn ask(&self, operation: &Operation) -> Answer {
        let mut headers = Vec::new();
        let account = match self.account {
            Some(_) if request::is_for_newcomers(operation) => newcomer(self.world, self.actor).await,
            account => account,
        };
        let person = match account {
            Some(account) => Some(self.world.signed_in(account).await),
            None => None,
        };
        if let Some(person) = &person {
            self.world.fill_cart_of(person, &[&self.lamp], 1).await;
            request::prepare(self, person, operation).await;
            headers.push(("authorization", format!("Bearer {}", person.access_token)));
        } else if self.actor == Actor::Guest {
            headers.push(("x-cart-token", self.world.guest_with(&[&self.lamp], 1).await.token));
        }
        let conditions = [("Idempotency-Key", "idempotency-key", "a-fresh-key"), ("If-Match", "if-match", "*")];
        for (name, header, value) in conditions {
            if operation.takes_header(name) {
                headers.push((header, value.to_owned()));
            }
        }
        let path = request::path(self, operation).await;
        let body = request::body(self, person.as_ref(), operation).await;
        let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.world.send(operation.method.clone(), &path, &headers, body.as_ref()).await
    }

    /// An order of the customer's, placed now.
    pub(super) async fn order(&self) -> String {
        let ana = self.world.signed_in(self.ana.id).await;
        self.world.fill_cart_of(&ana, &[&self.lamp], 1).await;
        let key = ana.access_token.chars().rev().take(40).collect::<String>();
        let order = ana.check_out_as(&key).await.expect(201).text("/id").to_owned();
        self.world.fill_cart_of(&ana, &[&self.lamp], 1).await;
        order
    }

    /// The line of the customer's cart, filled now.
    pub(super) async fn line(&self) -> String {
        let ana = self.world.signed_in(self.ana.id).await;
        self.world.fill_cart_of(&ana, &[&self.lamp], 1).await;
        ana.get("/v1/cart").await.expect(200).text("/items/0/line_id").to_owned()
    }

    /// An address of the customer's book, added now.
    pub(super) async fn address(&self) -> String {
        let ana = self.world.signed_in(self.ana.id).await;
        ana.post("/v1/me/addresses", an_address()).await.expect(201).text("/id").to_owned()
    }

    /// A session of the customer's, begun now.
    pub(super) async fn session(&self) -> String {
        self.world.signed_in(self.ana.id).await;
        let sessions = self.world.store().sessions().of_user(self.ana.id).await.expect("a look-up");
        sessions.last().expect("a session").id.to_string()
    }

    /// A code that was texted just now to `phone`, of `person`.
    pub(super) async fn challenge(&self, person: &Customer<'_>, phone: &str) -> String {
        let asked = json!({ "phone": phone, "purpose": "verify_phone" });
        person.post("/v1/me/phone/challenges", asked).await.expect(202).text("/id").to_owned()
    }

    /// An invitation that waits to be accepted, sent now to `email`.
    pub(super) async fn invitation(&self, email: &str) -> String {
        let boss = self.world.signed_in(self.boss.id).await;
        let offer = json!({ "email": email, "role": "seller" });
        boss.post("/v1/admin/invitations", offer).await.expect(201).text("/id").to_owned()
    }

    /// The token of the last mail to `email`.
    pub(super) async fn mailed(&self, email: &str) -> String {
        self.world.settle().await;
        let mail = self.world.mail_to(email).pop().and_then(|mail| mail.text).unwrap_or_default();
        let token = mail.split_once("#token=").map(|(_, rest)| rest.split_whitespace().next().unwrap_or_default());
        token.expect("a token in the mail").to_owned()
    }

    /// Sends something as whoever has just logged in.
    pub(super) async fn post_as(&self, login: &Answer, path: &str, body: Value) -> Answer {
        let bearer = format!("Bearer {}", login.text("/access_token"));
        self.world.send(Method::POST, path, &[("authorization", &bearer)], Some(&body)).await
    }

    /// Sends something as nobody, to prepare what another operation uses up.
    pub(super) async fn post(&self, path: &str, body: Value) -> Answer {
        self.world.visitor().post(path, body).await
    }
}

/// A new account of the actor's kind, with a password; nobody has one who is nobody.
async fn newcomer(world: &World, actor: Actor) -> Option<UserId> {
    let email = format!("{}@example.com", UserId::mint(&*world.ids, world.now()));
    let account = match actor {
        Actor::Anonymous | Actor::Guest => return None,
        Actor::Customer | Actor::OtherCustomer => world.customer(&email).await.id,
        Actor::Seller | Actor::OtherSeller => world.seller(&email).await.id,
        Actor::AdminWithoutScope => world.admin_with(&[]).await.id,
        Actor::Admin => world.admin_with(Scope::ALL).await.id,
    };
    world.give_password(account, PASSWORD).await;
    Some(account)
}

/// A category of the shop.
async fn category(world: &World) -> CategoryId {
    let id = CategoryId::mint(&*world.ids, world.now());
    let slug = "lamps".parse().expect("a slug");
    let lamps = Category { id, slug, name: "Lamps".to_owned(), parent: None, path: Vec::new(), position: 0, shards: 1 };
    let tx = Tx::<()>::new().create::<CategoryHead>(&lamps).create::<Unique>(&slug_claim(&lamps));
    tx.commit(world.store().table()).await.expect("a category");
    id
}
