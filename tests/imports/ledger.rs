//! What a file says, field by field, beside what the shop has. Files are read here without the importer.

use std::collections::BTreeMap;

use domain::catalog::product::{Product, ProductBody, ProductStatus};
use domain::catalog::sanitize;
use domain::catalog::variant::{InventoryPolicy, Variant};
use kernel::slug::Slug;
use testkit::World;

/// A row of a file.
pub(super) struct Row {
    pub(super) line: u64,
    pub(super) fields: BTreeMap<String, String>,
}

impl Row {
    pub(super) fn get(&self, column: &str) -> &str {
        self.fields.get(column).map_or("", String::as_str)
    }

    /// Whether it says anything of a variant.
    pub(super) fn has_variant(&self) -> bool {
        ["Option1 Value", "Variant Price", "Variant SKU", "Variant Inventory Qty"]
            .iter()
            .any(|name| !self.get(name).is_empty())
    }
}

/// The columns of a file, the line that they stand on, and its rows.
pub(super) fn rows(bytes: &[u8]) -> (Vec<String>, u64, Vec<Row>) {
    let text = std::str::from_utf8(bytes).expect("UTF-8").trim_start_matches('\u{FEFF}');
    let (separator, text, first) = match text.strip_prefix("sep=;\r\n") {
        Some(rest) => (b';', rest, 2),
        None => (b',', text, 1),
    };
    let mut reader = csv::ReaderBuilder::new().delimiter(separator).from_reader(text.as_bytes());
    let columns: Vec<String> = reader.headers().expect("a first line").iter().map(str::to_owned).collect();
    // The reader tells the line before the end of the one in front.
    let line_of = |record: &csv::StringRecord| {
        let at = usize::try_from(record.position().expect("a place").byte()).expect("a file in memory");
        let begins = text.len() - text[at..].trim_start_matches(['\r', '\n']).len();
        first + u64::try_from(text[..begins].matches('\n').count()).expect("a number")
    };
    let row = |record: csv::StringRecord| Row {
        line: line_of(&record),
        fields: columns.iter().cloned().zip(record.iter().map(|field| field.trim().to_owned())).collect(),
    };
    let rows = reader.records().map(|record| row(record.expect("a row"))).collect();
    (columns, first, rows)
}

/// A product as the shop has it.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Kept {
    pub(super) product: Product,
    body: ProductBody,
    pub(super) variants: Vec<Variant>,
    path: Vec<String>,
    units: BTreeMap<String, i64>,
}

impl Kept {
    pub(super) async fn find(world: &World, slug: &Slug) -> Option<Self> {
        let store = world.store();
        let id = store.products().id_by_slug(slug).await.expect("the table")?;
        let page = store.products().page(id).await.expect("the table")?;
        let mut path = Vec::new();
        for category in &page.head.categories {
            path.push(store.categories().by_id(*category).await.expect("the table").expect("a category").name.clone());
        }
        let cells = store.stock().of_variants(&page.variants).await.expect("the table");
        let mut units = BTreeMap::new();
        for cell in cells {
            *units.entry(cell.variant.to_string()).or_default() += cell.on_hand;
        }
        Some(Self { product: page.head.into_value(), body: page.body, variants: page.variants, path, units })
    }

    /// The variant that a row is about.
    pub(super) fn variant(&self, row: &Row) -> Option<&Variant> {
        let values: Vec<String> = (1..=3)
            .map(|number| written(&format!("Option{number} Value"), row))
            .filter(|value| !value.is_empty())
            .collect();
        if row.fields.contains_key("Option1 Value") {
            return self.variants.iter().find(|variant| variant.options == values);
        }
        match self.variants.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }

    /// What the shop has of what a column says, as the column would say it; none if nothing is read from it.
    pub(super) fn says(&self, column: &str, row: &Row, variant: Option<&Variant>) -> Option<String> {
        self.of_product(column).or_else(|| self.of_picture(column, row)).or_else(|| self.of_variant(column, variant?))
    }

    fn of_product(&self, column: &str) -> Option<String> {
        let option = |place: usize| self.product.options.get(place).cloned().unwrap_or_default();
        Some(match column {
            "Title" => self.product.title.clone(),
            "Body (HTML)" => self.body.description_html.clone(),
            "Vendor" => self.product.vendor.clone(),
            "Type" if self.product.product_type.is_empty() => String::new(),
            "Type" => format!("{} = {}", self.product.product_type, self.path.join(" > ")),
            "Tags" => self.product.tags.join(", "),
            "Published" | "Status" => status_text(self.product.status).to_owned(),
            "Gift Card" => self.product.gift_card.to_string(),
            "SEO Title" => self.body.seo_title.clone().unwrap_or_default(),
            "SEO Description" => self.body.seo_description.clone().unwrap_or_default(),
            "Option1 Name" => option(0),
            "Option2 Name" => option(1),
            "Option3 Name" => option(2),
            _ => return None,
        })
    }

    fn of_picture(&self, column: &str, row: &Row) -> Option<String> {
        // However its address is written.
        let plain = |url: &str| url.replace("%20", " ").replace("http://", "https://");
        let image = self.body.images.iter().find(|image| plain(&image.url) == plain(&written("Image Src", row)));
        Some(match column {
            "Image Src" => image.map(|image| image.url.clone()).unwrap_or_default(),
            "Image Alt Text" => image.and_then(|image| image.alt.clone()).unwrap_or_default(),
            "Image Position" if row.get(column).is_empty() => String::new(),
            "Image Position" => image.map(|image| image.position.to_string()).unwrap_or_default(),
            _ => return None,
        })
    }

    fn of_variant(&self, column: &str, variant: &Variant) -> Option<String> {
        let option = |place: usize| variant.options.get(place).cloned().unwrap_or_default();
        let units = self.units.get(&variant.id.to_string()).copied().unwrap_or_default();
        Some(match column {
            "Option1 Value" => option(0),
            "Option2 Value" => option(1),
            "Option3 Value" => option(2),
            "Variant SKU" => variant.sku.clone().unwrap_or_default(),
            "Variant Barcode" => variant.barcode.clone().unwrap_or_default(),
            "Variant Grams" => variant.grams.to_string(),
            "Variant Inventory Tracker" => if variant.tracked { "shopify" } else { "" }.to_owned(),
            "Variant Inventory Qty" if variant.tracked => units.to_string(),
            "Variant Inventory Qty" => String::new(),
            "Variant Inventory Policy" if variant.policy == InventoryPolicy::Deny => "deny".to_owned(),
            "Variant Inventory Policy" => "continue".to_owned(),
            "Variant Price" => variant.price.minor().to_string(),
            "Variant Compare At Price" => variant.compare_at.map(|price| price.minor().to_string()).unwrap_or_default(),
            "Variant Requires Shipping" => variant.requires_shipping.to_string(),
            "Variant Taxable" => variant.taxable.to_string(),
            "Variant Image" => variant.image_url.clone().unwrap_or_default(),
            _ => return None,
        })
    }
}

/// Columns whose fields are understood together: one of them explains the others.
pub(super) fn together(column: &str) -> Vec<&str> {
    let groups: [&[&str]; 3] = [
        &["Published", "Status"],
        &["Gift Card", "Variant Requires Shipping", "Variant Taxable"],
        &["Variant Inventory Tracker", "Variant Inventory Qty"],
    ];
    groups.iter().find(|group| group.contains(&column)).map_or_else(|| vec![column], |group| group.to_vec())
}

/// What a field says, written as [`Kept::says`] would.
pub(super) fn written(column: &str, row: &Row) -> String {
    let field = row.get(column);
    let or = |default: &str| if field.is_empty() { default.to_owned() } else { field.to_lowercase() };
    match column {
        "Body (HTML)" => sanitized(field),
        "Type" if field.is_empty() => String::new(),
        "Type" => {
            let path: Vec<&str> = field.split('>').map(str::trim).collect();
            format!("{field} = {}", path.join(" > "))
        }
        "Tags" => {
            let tags: Vec<&str> = field.split(',').map(str::trim).filter(|tag| !tag.is_empty()).collect();
            tags.join(", ")
        }
        "Published" | "Status" => {
            let status =
                if row.get("Status").is_empty() { "active".to_owned() } else { row.get("Status").to_lowercase() };
            if status == "active" && row.get("Published").eq_ignore_ascii_case("false") {
                "draft".to_owned()
            } else {
                status
            }
        }
        "Option1 Name" if field == "Title" && row.get("Option1 Value") == "Default Title" => String::new(),
        "Option1 Value" if field == "Default Title" => String::new(),
        "Gift Card" => or("false"),
        "Variant Requires Shipping" | "Variant Taxable" => {
            or(if row.get("Gift Card") == "true" { "false" } else { "true" })
        }
        "Variant Inventory Policy" => or("deny"),
        "Variant Inventory Tracker" => or(""),
        "Variant Inventory Qty" if row.get("Variant Inventory Tracker").is_empty() && field == "0" => String::new(),
        "Variant Grams" => number(field, 1.0).unwrap_or_else(|| or("0")),
        "Variant Price" | "Variant Compare At Price" => number(field, 100.0).unwrap_or_else(|| field.to_owned()),
        "Image Src" | "Variant Image" if field.starts_with("//") => format!("https:{field}"),
        _ => field.to_owned(),
    }
}

fn sanitized(field: &str) -> String {
    let shown = sanitize::description(field);
    if sanitize::is_same(field, &shown) { shown } else { field.to_owned() }
}

fn status_text(status: ProductStatus) -> &'static str {
    match status {
        ProductStatus::Draft => "draft",
        ProductStatus::Active => "active",
        ProductStatus::Archived => "archived",
    }
}

/// A number in whole units of which `units` make one.
fn number(field: &str, units: f64) -> Option<String> {
    let number: f64 = field.replace(',', ".").parse().ok()?;
    Some(format!("{:.0}", (number * units + 1e-9).round()))
}
