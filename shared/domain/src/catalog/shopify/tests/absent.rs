//! An absent column is not an empty one.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;

/// Every column that is read, with what a product says in it, and what a later file says: of options another name at most,
/// for other values are another variant.
const SAID: [(&str, &str, &str); 29] = [
    ("Body (HTML)", "<p>Brass.</p>", "<p>Steel.</p>"),
    ("Vendor", "Acme", "Other"),
    ("Type", "Home > Light", "Office"),
    ("Tags", "brass, desk", "steel"),
    ("Published", "true", "false"),
    ("Status", "active", "archived"),
    ("Option1 Name", "Size", "Height"),
    ("Option1 Value", "S", "s"),
    ("Option2 Name", "", ""),
    ("Option2 Value", "", ""),
    ("Variant SKU", "LMP-1", "LMP-2"),
    ("Variant Grams", "900", "950"),
    ("Variant Inventory Tracker", "shopify", ""),
    ("Variant Inventory Qty", "7", "9"),
    ("Variant Inventory Policy", "continue", "deny"),
    ("Variant Price", "20.00", "21.00"),
    ("Variant Compare At Price", "25.00", "26.00"),
    ("Variant Requires Shipping", "false", "true"),
    ("Variant Taxable", "false", "true"),
    ("Variant Barcode", "4006381333931", "4006381333948"),
    ("Variant Image", "https://i.example/v.jpg", "https://i.example/w.jpg"),
    ("Image Src", "https://i.example/1.jpg", "https://i.example/2.jpg"),
    ("Image Position", "1", "2"),
    ("Image Alt Text", "A lamp", "Another"),
    ("Gift Card", "false", "true"),
    ("SEO Title", "Lamp | Acme", "Lamp | Other"),
    ("SEO Description", "A brass lamp.", "A steel lamp."),
    ("Option3 Name", "", ""),
    ("Option3 Value", "", ""),
];

/// A field of the product: its name, the columns that decide it, and what it holds.
type Field = (&'static str, &'static [&'static str], String);

fn fields(product: &MergedProduct) -> Vec<Field> {
    let variant = &product.variants[0];
    let show = |value: &dyn std::fmt::Debug| format!("{value:?}");
    vec![
        ("body", &["Body (HTML)"], show(&product.body_html)),
        ("vendor", &["Vendor"], show(&product.vendor)),
        ("type", &["Type"], show(&product.product_type)),
        ("tags", &["Tags"], show(&product.tags)),
        ("status", &["Published", "Status"], show(&product.status)),
        ("card", &["Gift Card"], show(&product.gift_card)),
        ("options", &["Option1 Name", "Option1 Value", "Option2 Name", "Option2 Value"], show(&product.options)),
        ("values", &["Option1 Name", "Option1 Value", "Option2 Name", "Option2 Value"], show(&variant.options)),
        ("images", &["Image Src", "Image Position", "Image Alt Text"], show(&product.images)),
        ("seo title", &["SEO Title"], show(&product.seo_title)),
        ("seo description", &["SEO Description"], show(&product.seo_description)),
        ("sku", &["Variant SKU"], show(&variant.sku)),
        ("grams", &["Variant Grams"], show(&variant.grams)),
        ("tracked", &["Variant Inventory Tracker", "Variant Inventory Qty"], show(&variant.tracked)),
        ("units", &["Variant Inventory Tracker", "Variant Inventory Qty"], show(&variant.counted)),
        ("policy", &["Variant Inventory Policy"], show(&variant.policy)),
        ("price", &["Variant Price"], show(&variant.price)),
        ("compare", &["Variant Compare At Price", "Variant Price"], show(&variant.compare_at)),
        ("sent", &["Variant Requires Shipping", "Gift Card"], show(&variant.requires_shipping)),
        ("taxed", &["Variant Taxable", "Gift Card"], show(&variant.taxable)),
        ("barcode", &["Variant Barcode"], show(&variant.barcode)),
        ("picture", &["Variant Image"], show(&variant.image_url)),
    ]
}

/// A file of the lamp with these columns: what it says first, what it says later, or nothing.
fn lamp(columns: &[&str], value: impl Fn(&str) -> String) -> String {
    let columns: Vec<&str> = ["Handle", "Title"].into_iter().chain(columns.iter().copied()).collect();
    let values: Vec<String> = columns
        .iter()
        .map(|column| match *column {
            "Handle" => "lamp".to_owned(),
            "Title" => "Lamp".to_owned(),
            other => value(other),
        })
        .collect();
    let row: Vec<(&str, &str)> = columns.iter().copied().zip(values.iter().map(String::as_str)).collect();
    file_of(&columns, &[&row])
}

fn all() -> Vec<&'static str> {
    SAID.iter().map(|(column, ..)| *column).collect()
}

fn first(column: &str) -> String {
    SAID.iter().find(|(name, ..)| *name == column).map(|(_, value, _)| (*value).to_owned()).unwrap_or_default()
}

fn later(column: &str) -> String {
    SAID.iter().find(|(name, ..)| *name == column).map(|(.., value)| (*value).to_owned()).unwrap_or_default()
}

/// Checks that a file with these columns, which says what it says, changes only their fields.
fn check(columns: &[&str], value: impl Fn(&str) -> String) {
    let kept = Kept::of(&lamp(&all(), first));
    let before = fields(&kept.unchanged());
    let text = lamp(columns, value);
    let (after, _) = kept.after(&text).unwrap();
    for ((name, own, before), (_, _, after)) in before.into_iter().zip(fields(&after)) {
        if own.iter().all(|column| !columns.contains(column)) {
            assert_eq!(before, after, "{name} after {text}");
        }
    }
}

#[test]
fn a_file_that_says_nothing_changes_nothing() {
    let kept = Kept::of(&lamp(&all(), first));
    let (after, notices) = kept.after(&lamp(&all(), first)).unwrap();
    assert_eq!((fields(&after), notices), (fields(&kept.unchanged()), Vec::new()));
    assert_eq!(kept.after(&lamp(&[], first)).unwrap().1, []);
}

#[test]
fn each_column_is_taken_by_itself() {
    // Which say something beside a picture only, or of options that there are not.
    const DEPENDENT: [&str; 6] =
        ["Image Position", "Image Alt Text", "Option2 Name", "Option2 Value", "Option3 Name", "Option3 Value"];
    let kept = Kept::of(&lamp(&all(), first));
    let before = fields(&kept.unchanged());
    for column in all().into_iter().filter(|column| !DEPENDENT.contains(column)) {
        check(&[column], later);
        let (after, _) = kept.after(&lamp(&[column], later)).unwrap();
        assert_ne!(before, fields(&after), "{column}");
    }
}

#[test]
fn an_empty_field_is_empty_or_its_default() {
    let kept = Kept::of(&lamp(&all(), first));
    let emptied: Vec<&str> =
        all().into_iter().filter(|column| !column.contains("Price") && !column.starts_with("Option")).collect();
    let (after, _) = kept.after(&lamp(&emptied, |_| String::new())).unwrap();
    assert_eq!((after.body_html.as_str(), after.vendor.as_str(), after.tags.len(), after.images.len()), ("", "", 0, 0));
    assert_eq!((after.seo_title, after.seo_description, after.status), (None, None, ProductStatus::Active));
    let variant = &after.variants[0];
    assert_eq!((&variant.sku, &variant.barcode, &variant.image_url, variant.grams), (&None, &None, &None, 0));
    assert_eq!((variant.requires_shipping, variant.taxable, variant.tracked), (true, true, false));
    assert_eq!(
        (variant.policy, variant.compare_at, variant.price),
        (InventoryPolicy::Deny, Some(usd(2500)), usd(2000))
    );
}

#[test]
fn a_column_that_is_absent_on_a_new_product_is_its_default() {
    let (lamp, notices) = taken("Handle,Title,Variant Price\nlamp,Lamp,20\n").unwrap();
    assert_eq!(notices, []);
    assert_eq!((lamp.status, lamp.gift_card, lamp.options.len()), (ProductStatus::Active, false, 0));
    let variant = &lamp.variants[0];
    assert_eq!((variant.requires_shipping, variant.taxable, variant.tracked), (true, true, false));
    let without = taken("Handle,Title,Vendor\nlamp,Lamp,Acme\n").unwrap_err();
    assert_eq!((without.len(), without[0].code), (1, RowProblemCode::MissingValue));
}

#[test]
fn categories_follow_type_and_labels() {
    let kept = Kept::of(&lamp(&all(), first));
    let path = |columns: &[&str], text: &str| {
        read(lamp(columns, |_| text.to_owned())).products[0].category_path(Some(&kept.product))
    };
    assert_eq!(path(&["Vendor"], "x"), None);
    assert_eq!(path(&["Type"], "Office"), Some(vec!["Office".to_owned()]));
    assert_eq!(path(&["Type"], ""), Some(vec!["Brass".to_owned()]), "the labels that are known");
    assert_eq!(path(&["Tags"], "steel"), Some(vec!["Home".to_owned(), "Light".to_owned()]), "the type that is known");
}

#[test]
fn a_draft_is_published_by_a_column_that_says_so() {
    let kept = |status| {
        Kept::of(&lamp(&all(), |column| {
            if column == "Status" { status } else { "" }.to_owned() + if column == "Variant Price" { "5" } else { "" }
        }))
    };
    let after = |before: &str, columns: &[&str], value: &str| {
        kept(match before {
            "draft" => "draft",
            "archived" => "archived",
            _ => "active",
        })
        .after(&lamp(columns, |_| value.to_owned()))
        .unwrap()
        .0
        .status
    };
    assert_eq!(after("draft", &["Vendor"], "x"), ProductStatus::Draft);
    assert_eq!(after("draft", &["Published"], "true"), ProductStatus::Active);
    assert_eq!(after("archived", &["Published"], "true"), ProductStatus::Archived);
    assert_eq!(after("active", &["Published"], "false"), ProductStatus::Draft);
    assert_eq!(after("active", &["Published"], "perhaps"), ProductStatus::Active);
    assert_eq!(after("active", &["Status"], "gone"), ProductStatus::Active);
    assert_eq!(after("draft", &["Status"], ""), ProductStatus::Active);
}

proptest! {
    #[test]
    fn any_columns_change_their_own_fields_alone(
        chosen in prop::collection::btree_set(0..SAID.len(), 0..SAID.len()),
        emptied in prop::collection::btree_set(0..SAID.len(), 0..6),
    ) {
        let columns: Vec<&str> = chosen.iter().map(|place| SAID[*place].0).collect();
        let empty: BTreeSet<&str> = emptied.iter().map(|place| SAID[*place].0).collect();
        let is_empty = |column: &str| empty.contains(column) && column != "Variant Price" && !column.starts_with("Option");
        check(&columns, |column| if is_empty(column) { String::new() } else { later(column) });
    }

    #[test]
    fn what_was_imported_is_imported_again_without_a_change(
        chosen in prop::collection::btree_set(0..SAID.len(), 0..SAID.len()),
    ) {
        let kept = Kept::of(&lamp(&all(), first));
        let columns: Vec<&str> = chosen.iter().map(|place| SAID[*place].0).collect();
        let text = lamp(&columns, later);
        let (once, _) = kept.after(&text).unwrap();
        let stored = Kept::from(&once, kept.product.slug.clone(), || unreachable!("no variant is new"));
        prop_assert_eq!(fields(&stored.after(&text).unwrap().0), fields(&once));
    }
}
