//! Who calls the shop: the type says who.

use std::collections::BTreeSet;

use context::access_token::Principal;
use context::password::{Password, hash_password};
use domain::identity::scope::Scope;
use domain::identity::session::Session;
use domain::identity::user::{Credential, Role, User};
use kernel::id::{SessionId, UserId};
use reqwest::Method;
use runtime::work;
use serde_json::{Value, json};
use store::identity::session::SessionRecord;
use store::identity::user::{CredentialRecord, UserRecord, email_claim};
use table::Tx;
use table::unique::Unique;

use crate::answer::Answer;
use crate::world::World;

/// Requests that every actor can make, each in their own name.
macro_rules! requests {
    ($actor:ident) => {
        impl $actor<'_> {
            /// Reads.
            pub async fn get(&self, path: &str) -> Answer {
                self.send(Method::GET, path, &[], None).await
            }

            /// Posts a JSON body.
            pub async fn post(&self, path: &str, body: Value) -> Answer {
                self.send(Method::POST, path, &[], Some(&body)).await
            }

            /// Posts a JSON body with an idempotency key.
            pub async fn post_once(&self, path: &str, key: &str, body: Value) -> Answer {
                self.send(Method::POST, path, &[("idempotency-key", key)], Some(&body)).await
            }

            /// Puts a JSON body.
            pub async fn put(&self, path: &str, body: Value) -> Answer {
                self.send(Method::PUT, path, &[], Some(&body)).await
            }

            /// Patches with a JSON body.
            pub async fn patch(&self, path: &str, body: Value) -> Answer {
                self.send(Method::PATCH, path, &[], Some(&body)).await
            }

            /// Deletes.
            pub async fn delete(&self, path: &str) -> Answer {
                self.send(Method::DELETE, path, &[], None).await
            }

            /// Sends anything, with further headers.
            pub async fn send(
                &self,
                method: Method,
                path: &str,
                headers: &[(&str, &str)],
                body: Option<&Value>,
            ) -> Answer {
                let own = self.headers();
                let own = own.iter().map(|(name, value)| (*name, value.as_str()));
                let all: Vec<(&str, &str)> = own.chain(headers.iter().copied()).collect();
                self.world.send(method, path, &all, body).await
            }
        }
    };
}

/// Somebody with nothing.
pub struct Visitor<'a> {
    world: &'a World,
}

/// Somebody with a cart token.
pub struct Guest<'a> {
    world: &'a World,
    /// The token.
    pub token: String,
    /// Where mails go.
    pub email: String,
}

/// Somebody with an account.
pub struct Customer<'a> {
    /// The shop.
    pub world: &'a World,
    /// The account.
    pub id: UserId,
    /// Where mails go.
    pub email: String,
    /// The access token.
    pub access_token: String,
    /// Whom it speaks for.
    pub principal: Principal,
}

/// Somebody of the staff.
pub struct Admin<'a>(pub Customer<'a>);

requests!(Visitor);
requests!(Guest);
requests!(Customer);

impl Visitor<'_> {
    #[expect(clippy::unused_self, reason = "every actor tells its own headers")]
    fn headers(&self) -> Vec<(&'static str, String)> {
        Vec::new()
    }
}

impl<'a> Guest<'a> {
    pub(crate) fn new(world: &'a World, token: String) -> Self {
        Self { world, token, email: format!("{}@example.com", world.own("guest")) }
    }

    fn headers(&self) -> Vec<(&'static str, String)> {
        vec![("x-cart-token", self.token.clone())]
    }

    /// Checks out under a key of its own.
    pub async fn check_out(&self) -> Answer {
        self.check_out_as(&format!("key-{}", self.token)).await
    }

    /// Checks out under `key`.
    pub async fn check_out_as(&self, key: &str) -> Answer {
        self.post_once("/v1/checkout", key, json!({ "email": self.email, "payment": { "provider": "stripe" } })).await
    }
}

impl Customer<'_> {
    fn headers(&self) -> Vec<(&'static str, String)> {
        vec![("authorization", format!("Bearer {}", self.access_token))]
    }

    /// Checks out under `key`.
    pub async fn check_out_as(&self, key: &str) -> Answer {
        self.post_once("/v1/checkout", key, json!({ "payment": { "provider": "stripe" } })).await
    }
}

impl<'a> std::ops::Deref for Admin<'a> {
    type Target = Customer<'a>;

    fn deref(&self) -> &Customer<'a> {
        &self.0
    }
}

impl World {
    /// Somebody with nothing.
    pub fn visitor(&self) -> Visitor<'_> {
        Visitor { world: self }
    }

    /// A customer with a verified address, written straight to the store, signed in.
    pub async fn customer(&self, email: &str) -> Customer<'_> {
        self.person(email, Role::Customer, BTreeSet::new()).await
    }

    /// Somebody who sells, signed in.
    pub async fn seller(&self, email: &str) -> Customer<'_> {
        self.person(email, Role::Seller, BTreeSet::new()).await
    }

    /// A member of staff, signed in.
    pub async fn admin(&self) -> Admin<'_> {
        self.admin_named(&format!("{}@example.com", self.own("admin"))).await
    }

    /// A member of staff who holds these scopes, signed in.
    pub async fn admin_with(&self, scopes: &[Scope]) -> Admin<'_> {
        let email = format!("{}@example.com", UserId::mint(&*self.ids, self.now()));
        Admin(self.person(&email, Role::Admin, scopes.iter().copied().collect()).await)
    }

    /// A member of staff with this address, which may be signed in already.
    pub async fn admin_named(&self, email: &str) -> Admin<'_> {
        let known = self.store().users().id_by_email(&email.parse().expect("an address")).await.expect("a look-up");
        let Some(id) = known else { return Admin(self.person(email, Role::Admin, Scope::all()).await) };
        Admin(self.signed_in(id).await)
    }

    /// Somebody who has an account, signed in once more.
    pub async fn signed_in(&self, id: UserId) -> Customer<'_> {
        let user = self.store().users().by_id(id).await.expect("a look-up").expect("an account");
        let session = self.session_of(id, user.role, user.scopes.clone());
        Tx::<()>::new().create::<SessionRecord>(&session).commit(self.store().table()).await.expect("a session");
        let principal = Principal { user: id, role: user.role, session: session.id };
        let access_token = self.token_for(principal);
        Customer { world: self, id, email: user.email.to_string(), access_token, principal }
    }

    /// Gives somebody who was written straight to the store a password to log in with.
    pub async fn give_password(&self, user: UserId, password: &str) {
        let password = Password::try_from(password.to_owned()).expect("a password");
        let cx = work::context(self.signing(), "system", "testkit");
        let hash = hash_password(&cx, &password).await.expect("a hash");
        let tx = Tx::<()>::new().create::<CredentialRecord>(&Credential::new(user, hash));
        tx.commit(self.store().table()).await.expect("a credential");
    }

    /// A session that begins now.
    fn session_of(&self, user: UserId, role: Role, scopes: BTreeSet<Scope>) -> Session {
        let id = SessionId::mint(&*self.ids, self.now());
        let session = Session::begin(id, user, role, "none".to_owned(), self.now()).holding(scopes);
        session.proved(role != Role::Customer, self.now())
    }

    /// Opens a confirmed account with a password, as whoever runs the shop does.
    pub async fn open_account(&self, email: &str, password: &str) {
        let account = operate::accounts::NewAccount {
            email: email.parse().expect("an address"),
            password: password.to_owned(),
            role: Role::Customer,
        };
        local::operator::open_account(self.stack.stack_state(), &account).await.expect("an account");
    }

    async fn person(&self, email: &str, role: Role, scopes: BTreeSet<Scope>) -> Customer<'_> {
        let now = self.now();
        let user = User {
            id: UserId::mint(&*self.ids, now),
            email: email.parse().expect("an address"),
            name: None,
            role,
            scopes: scopes.clone(),
            email_verified: true,
            second_factor: false,
            created_at: now,
            deletion: None,
        };
        let session = self.session_of(user.id, role, scopes);
        let tx = Tx::<()>::new().create::<UserRecord>(&user).create::<SessionRecord>(&session);
        tx.create::<Unique>(&email_claim(&user.email, user.id)).commit(self.store().table()).await.expect("a person");
        let principal = Principal { user: user.id, role, session: session.id };
        let access_token = self.token_for(principal);
        Customer { world: self, id: user.id, email: email.to_owned(), access_token, principal }
    }

    /// The code that an authenticator app with `secret` shows now.
    pub fn code(&self, secret: &str) -> String {
        local::authenticator::shown(secret, self.now()).expect("a secret").code
    }

    /// An access token as identity would sign it now.
    pub fn token_for(&self, principal: Principal) -> String {
        let signer = self.signing().settings.signer().expect("a signing key");
        signer.sign(principal, "jti", self.now()).expect("a token").0
    }
}
