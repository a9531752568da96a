//! The shop that one actor asks.

use std::ops::Deref;

use domain::identity::scope::Scope;
use kernel::id::UserId;
use reqwest::Method;
use serde_json::Value;
use testkit::{Answer, World};

use super::request;
use crate::cast::{Cast, PASSWORD};
use crate::operation::Operation;

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

/// The cast, and who asks.
pub(super) struct Scene<'a> {
    cast: Cast<'a>,
    pub(super) actor: Actor,
    /// The account of the actor, if they have one.
    account: Option<UserId>,
}

impl<'a> Deref for Scene<'a> {
    type Target = Cast<'a>;

    fn deref(&self) -> &Cast<'a> {
        &self.cast
    }
}

impl<'a> Scene<'a> {
    pub(super) async fn open(world: &'a World, actor: Actor) -> Self {
        let cast = Cast::enter(world).await;
        let account = match actor {
            Actor::Customer => Some(cast.ana.id),
            _ => newcomer(world, actor).await,
        };
        world.open_account("login@example.com", PASSWORD).await;
        Self { cast, actor, account }
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
        let named = match operation.variable() {
            Some((name, _)) => Some(self.value_for(&operation.path, &name).await),
            None => None,
        };
        if operation.takes_header("Idempotency-Key") {
            headers.push(("idempotency-key", "a-fresh-key".to_owned()));
        }
        if operation.needs_header("If-Match") {
            let tag = self.world.tag_of(named.as_deref().expect("a thing that has versions")).await;
            headers.push(("if-match", tag.expect("its version")));
        } else if operation.takes_header("If-Match") {
            headers.push(("if-match", "*".to_owned()));
        }
        let path = named.map_or_else(|| operation.path.clone(), |named| operation.at(&named));
        let body = request::body(self, person.as_ref(), operation).await;
        let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        self.world.send(operation.method.clone(), &path, &headers, body.as_ref()).await
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
