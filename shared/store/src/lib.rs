//! What is in the table: keys, records and named access patterns.
//!
//! One file a noun: the marker type that says how the domain's value becomes an item, and the accessor with the noun's
//! access patterns. Nothing else in the workspace builds a key.

pub mod audit;
pub mod catalog;
pub mod identity;
pub mod inventory;
pub mod orders;
pub mod payments;
pub mod profiles;
pub mod shapes;
pub mod shopping;

use table::{Table, Usage};

/// The nouns of one table, for one request.
#[derive(Clone)]
pub struct Store {
    table: Table,
}

/// Declares an accessor of [`Store`] and the type it gives.
macro_rules! accessors {
    ($($(#[$doc:meta])* $name:ident: $($module:ident)::+ => $type:ident,)*) => {
        impl Store {
            $($(#[$doc])*
            pub fn $name(&self) -> accessors::$type<'_> {
                accessors::$type { table: &self.table }
            })*
        }

        /// The accessors by noun.
        mod accessors {
            $(pub(crate) use crate::$($module)::+::$type;)*
        }
    };
}

accessors! {
    /// Address books.
    addresses: profiles::address => Addresses,
    /// The audit.
    audit: audit::record => Audit,
    /// Carts.
    carts: shopping::cart => Carts,
    /// Categories.
    categories: catalog::category => Categories,
    /// Requests for somebody's data.
    exports: identity::data_export => DataExports,
    /// Where the last mails go.
    farewells: identity::farewell => Farewells,
    /// What people say they like.
    interests: profiles::user_interests => Interests,
    /// What people want to be told.
    notifications: profiles::notification_preferences => Notifications,
    /// Invitations.
    invitations: identity::invitation => Invitations,
    /// Orders.
    orders: orders::order => Orders,
    /// How people like their parcels packed.
    packaging: profiles::packaging_preference => Packaging,
    /// Payments.
    payments: payments::payment => Payments,
    /// Telephones.
    phones: identity::user_phone => Phones,
    /// What the shop knows about a person.
    personal_data: identity::personal_data => PersonalData,
    /// Where people say they are.
    places: profiles::geo_location => Places,
    /// Products.
    products: catalog::product => Products,
    /// Profiles.
    profiles: profiles::profile => Profiles,
    /// Refunds.
    refunds: payments::refund => Refunds,
    /// Sessions.
    sessions: identity::session => Sessions,
    /// Stock cells and their movements.
    stock: inventory::cell => Stock,
    /// One-time tokens.
    tokens: identity::one_time_token => Tokens,
    /// Users.
    users: identity::user => Users,
    /// Variants.
    variants: catalog::variant => Variants,
    /// What providers told us.
    webhooks: payments::webhook => Webhooks,
}

impl Store {
    /// The nouns of `table`.
    pub fn new(table: Table) -> Self {
        Self { table }
    }

    /// The same nouns with a meter of their own.
    pub fn metered(&self) -> Self {
        Self { table: self.table.metered() }
    }

    /// The table itself, to commit transactions to and to read several nouns at once.
    pub fn table(&self) -> &Table {
        &self.table
    }

    /// What was used so far.
    pub fn usage(&self) -> Usage {
        self.table.usage()
    }
}
