//! Products.

use domain::catalog::product::{Listing, Product, ProductBody, ProductStatus};
use domain::catalog::variant::{DEFAULT_TITLE, InventoryPolicy, Variant};
use domain::inventory::stock_level::StockLevel;
use kernel::currency::Currency;
use kernel::id::{ProductId, VariantId};
use kernel::money::Money;
use kernel::slug::Slug;
use store::catalog::listing::ListingRecord;
use store::catalog::product::{ProductBodyRecord, ProductRecord, slug_claim};
use store::catalog::variant::VariantRecord;
use store::inventory::stock_level::{StockLevelRecord, main_warehouse};
use table::Tx;
use table::unique::Unique;

use crate::world::World;

/// A product that is about to be for sale.
#[derive(Clone, Debug)]
pub struct ProductBuilder {
    title: String,
    price: i64,
    stock: i64,
    cells: u16,
    policy: InventoryPolicy,
    currency: Currency,
    is_taxed: bool,
    is_shipped: bool,
}

/// A product with one variant, ten of which are in stock at 20.00 USD.
pub fn a_product(title: &str) -> ProductBuilder {
    ProductBuilder {
        title: title.to_owned(),
        price: 2000,
        stock: 10,
        cells: 1,
        policy: InventoryPolicy::Deny,
        currency: Currency::USD,
        is_taxed: true,
        is_shipped: true,
    }
}

/// A product that is for sale.
#[derive(Clone, Debug)]
pub struct Sold {
    /// The product.
    pub product: ProductId,
    /// Its only variant.
    pub variant: Variant,
}

impl ProductBuilder {
    /// The price in minor units.
    #[must_use]
    pub fn price(self, price: i64) -> Self {
        Self { price, ..self }
    }

    /// How many there are.
    #[must_use]
    pub fn stock(self, stock: i64) -> Self {
        Self { stock, ..self }
    }

    /// Over how many cells the stock is spread.
    #[must_use]
    pub fn cells(self, cells: u16) -> Self {
        Self { cells, ..self }
    }

    /// In which currency the price is.
    #[must_use]
    pub fn currency(self, currency: Currency) -> Self {
        Self { currency, ..self }
    }

    /// Without tax.
    #[must_use]
    pub fn untaxed(self) -> Self {
        Self { is_taxed: false, ..self }
    }

    /// Nothing that is sent.
    #[must_use]
    pub fn downloaded(self) -> Self {
        Self { is_shipped: false, ..self }
    }

    /// Sold even if there are none left.
    #[must_use]
    pub fn backordered(self) -> Self {
        Self { policy: InventoryPolicy::Continue, ..self }
    }
}

impl World {
    /// Puts a product up for sale.
    pub async fn sells(&self, builder: ProductBuilder) -> Sold {
        let (ids, now) = (&*self.ids, self.now());
        let (product_id, variant_id) = (ProductId::mint(ids, now), VariantId::mint(ids, now));
        let slug = Slug::of(&self.own(&builder.title)).expect("a title with letters");
        let price = Money::new(builder.price, builder.currency);
        let product = Product {
            id: product_id,
            slug: slug.clone(),
            title: builder.title.clone(),
            vendor: "Test".to_owned(),
            product_type: String::new(),
            tags: Vec::new(),
            status: ProductStatus::Active,
            categories: Vec::new(),
            options: Vec::new(),
            image: None,
            price_from: price,
            price_to: price,
            compare_at: None,
            variants: vec![variant_id],
            created_at: now,
            updated_at: now,
            ..example()
        };
        let variant = Variant {
            id: variant_id,
            product: product_id,
            position: 1,
            title: DEFAULT_TITLE.to_owned(),
            price,
            policy: builder.policy,
            cells: builder.cells,
            taxable: builder.is_taxed,
            requires_shipping: builder.is_shipped,
            product_title: builder.title,
            product_slug: slug,
            ..example_variant()
        };
        let body = ProductBody {
            product: product_id,
            description_html: String::new(),
            images: Vec::new(),
            seo_title: None,
            seo_description: None,
        };
        let mut tx = Tx::<()>::new()
            .create::<ProductRecord>(&product)
            .create::<ProductBodyRecord>(&body)
            .create::<VariantRecord>(&variant)
            .create::<Unique>(&slug_claim(&product))
            .create::<ListingRecord>(&Listing::of(&product, None));
        for number in 0..builder.cells {
            let share = builder.stock / i64::from(builder.cells)
                + i64::from(i64::from(number) < builder.stock % i64::from(builder.cells));
            tx = tx.create::<StockLevelRecord>(&StockLevel::new(variant.id, main_warehouse(), number, share));
        }
        tx.commit(self.store().table()).await.expect("a product");
        Sold { product: product_id, variant }
    }

    /// The cells of a variant, as they are now.
    pub async fn cells_of(&self, sold: &Sold) -> Vec<StockLevel> {
        let cells = self.store().stock().of_variant(&sold.variant).await.expect("cells");
        cells.into_iter().map(table::Stored::into_value).collect()
    }

    /// What is on hand, can be sold, and is held of a variant; checks that the three agree.
    #[track_caller]
    pub fn sums(cells: &[StockLevel]) -> (i64, i64, i64) {
        assert!(cells.iter().all(StockLevel::is_balanced), "{cells:?}");
        let held = cells.iter().flat_map(|cell| cell.holds.values()).map(|hold| i64::from(hold.quantity)).sum();
        (cells.iter().map(|cell| cell.on_hand).sum(), cells.iter().map(|cell| cell.available).sum(), held)
    }
}

/// The fields of a product that tests do not care about, read as an old item would be.
fn example() -> Product {
    let money = serde_json::json!({ "amount": 0, "currency": "USD" });
    let id = ProductId::from_ulid(kernel::id::Ulid::nil());
    let value = serde_json::json!({
        "id": id, "slug": "example", "title": "", "vendor": "", "product_type": "", "status": "active", "price_from": money,
        "price_to": money, "created_at": crate::world::BEGINNING, "updated_at": crate::world::BEGINNING,
    });
    serde_json::from_value(value).expect("a product")
}

/// The fields of a variant that tests do not care about, read as an old item would be.
fn example_variant() -> Variant {
    let value = serde_json::json!({
        "id": VariantId::from_ulid(kernel::id::Ulid::nil()), "product": ProductId::from_ulid(kernel::id::Ulid::nil()), "position": 1,
        "title": "", "price": { "amount": 0, "currency": "USD" }, "grams": 100, "requires_shipping": true, "taxable": true,
        "tracked": true, "policy": "deny", "product_title": "", "product_slug": "example",
    });
    serde_json::from_value(value).expect("a variant")
}
