//! Tracker, quantity and policy, in all their combinations.

use super::*;

const COLUMNS: [&str; 6] = [
    "Handle",
    "Title",
    "Variant Price",
    "Variant Inventory Tracker",
    "Variant Inventory Qty",
    "Variant Inventory Policy",
];

/// A mug with these of the three columns; a column without a value is absent.
fn mug_with(tracker: Option<&str>, quantity: Option<&str>, policy: Option<&str>) -> String {
    let own = [("Handle", Some("mug")), ("Title", Some("Mug")), ("Variant Price", Some("5"))];
    let stock = COLUMNS.into_iter().skip(3).zip([tracker, quantity, policy]);
    let row: Vec<(&str, &str)> =
        own.into_iter().chain(stock).filter_map(|(column, value)| Some((column, value?))).collect();
    let columns: Vec<&str> = row.iter().map(|(column, _)| *column).collect();
    file_of(&columns, &[&row])
}

/// Whether it is tracked, how many there are, and how much of that is told.
fn stock(taken: Result<(MergedProduct, Vec<RowNotice>), Vec<RowProblem>>) -> (bool, Option<i64>, usize) {
    let (product, notices) = taken.unwrap();
    (product.variants[0].tracked, product.variants[0].counted, notices.len())
}

#[test]
fn what_is_tracked_is_counted_and_all_else_is_made_to_order() {
    // Tracker and quantity, then whether a new product is tracked, its units, and the notices.
    let table = [
        (None, None, (false, None, 0)),
        (None, Some(""), (false, None, 0)),
        (None, Some("0"), (true, Some(0), 0)),
        (None, Some("-2"), (true, Some(-2), 0)),
        (None, Some("7"), (true, Some(7), 0)),
        (Some(""), None, (false, None, 0)),
        (Some(""), Some(""), (false, None, 0)),
        (Some(""), Some("0"), (false, None, 0)),
        (Some(""), Some("-2"), (false, None, 1)),
        (Some(""), Some("7"), (false, None, 1)),
        (Some("shopify"), None, (true, Some(0), 1)),
        (Some("shopify"), Some(""), (true, Some(0), 1)),
        (Some("Shopify"), Some("0"), (true, Some(0), 0)),
        (Some("shopify"), Some("-2"), (true, Some(-2), 0)),
        (Some("shopify"), Some("7"), (true, Some(7), 0)),
        (Some("shipwire"), None, (true, Some(0), 2)),
        (Some("shipwire"), Some(""), (true, Some(0), 2)),
        (Some("shipwire"), Some("0"), (true, Some(0), 1)),
        (Some("amazon_marketplace_web"), Some("-2"), (true, Some(-2), 1)),
        (Some("shipwire"), Some("7"), (true, Some(7), 1)),
    ];
    for (tracker, quantity, expected) in table {
        for (policy, read) in [
            (None, InventoryPolicy::Deny),
            (Some(""), InventoryPolicy::Deny),
            (Some("deny"), InventoryPolicy::Deny),
            (Some("Continue"), InventoryPolicy::Continue),
        ] {
            let text = mug_with(tracker, quantity, policy);
            assert_eq!(stock(taken(&text)), expected, "{text}");
            assert_eq!(taken(&text).unwrap().0.variants[0].policy, read, "{text}");
        }
    }
}

/// Tracked, and units, of a product that had seven of them, or was made to order.
#[test]
fn what_a_file_leaves_unsaid_is_as_it_was() {
    let table = [
        (None, None, (true, Some(7), 0), (false, None, 0)),
        (None, Some(""), (true, Some(0), 1), (false, None, 0)),
        (None, Some("9"), (true, Some(9), 0), (true, Some(9), 0)),
        (Some(""), None, (false, Some(7), 0), (false, None, 0)),
        (Some(""), Some("9"), (false, Some(7), 1), (false, None, 1)),
        (Some("shopify"), None, (true, Some(7), 0), (true, Some(0), 1)),
        (Some("shopify"), Some(""), (true, Some(0), 1), (true, Some(0), 1)),
        (Some("shopify"), Some("9"), (true, Some(9), 0), (true, Some(9), 0)),
    ];
    let counted = Kept::of(&mug_with(Some("shopify"), Some("7"), Some("continue")));
    let to_order = Kept::of(&mug_with(Some(""), Some("0"), None));
    for (tracker, quantity, of_counted, of_made) in table {
        let text = mug_with(tracker, quantity, None);
        assert_eq!(stock(counted.after(&text)), of_counted, "{text}");
        assert_eq!(stock(to_order.after(&text)), of_made, "{text}");
        assert_eq!(counted.after(&text).unwrap().0.variants[0].policy, InventoryPolicy::Continue);
    }
}

#[test]
fn a_quantity_that_cannot_be_read_is_not_guessed() {
    for wrong in ["1.5", "many", "1e3", "9999999999"] {
        let import = read(mug_with(Some("shopify"), Some(wrong), None));
        assert_eq!(problems(&import), [(2, "Variant Inventory Qty", RowProblemCode::InvalidValue)], "{wrong}");
    }
    let (product, notices) = taken(&mug_with(None, None, Some("maybe"))).unwrap();
    assert_eq!(product.variants[0].policy, InventoryPolicy::Deny);
    assert_eq!(told(&notices), [("Variant Inventory Policy".to_owned(), RowNoticeCode::LeftOut)]);
}
