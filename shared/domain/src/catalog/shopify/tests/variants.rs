//! Options, and the variants that they tell apart.

use super::*;

/// Part of M02-T01
#[test]
fn the_same_options_twice_are_refused() {
    let head =
        [("Handle", "a"), ("Title", "A"), ("Variant Price", "1"), ("Option1 Name", "Size"), ("Option1 Value", "S")];
    let twice = |rows: &[Fields<'_>]| taken(&file(rows)).unwrap_err();
    let found = twice(&[&head, &[("Handle", "a"), ("Variant Price", "1"), ("Option1 Value", "s ")]]);
    let expected = (3, Some("Option1 Value"), RowProblemCode::DuplicateVariantOptions);
    assert_eq!((found[0].line, found[0].column.as_deref(), found[0].code), expected);
    let plain = [("Handle", "a"), ("Title", "A"), ("Variant Price", "1")];
    assert_eq!(twice(&[&plain, &plain]).len(), 1, "two variants without options");
}

/// Part of M02-T01
#[test]
fn three_options_of_four_values_are_sixty_four_variants() {
    let mut text =
        "Handle,Title,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Option3 Name,Option3 Value,Variant Price\n"
            .to_owned();
    for number in 0..64 {
        let title = if number == 0 { "A,Size" } else { "," };
        let (a, b, c) = (number / 16, number / 4 % 4, number % 4);
        text.extend([format!("a,{title},{a},B,{b},C,{c},5\n")]);
    }
    let (product, _) = taken(&text).unwrap();
    assert_eq!((product.options.len(), product.variants.len()), (3, 64));
}

#[test]
fn options_need_names_and_values() {
    let codes = |fields: Fields<'_>| mug(fields).unwrap_err()[0].column.clone().unwrap();
    assert_eq!(codes(&[("Option1 Name", "Size")]), "Option1 Value");
    assert_eq!(codes(&[("Option1 Value", "S")]), "Option1 Value");
    assert_eq!(codes(&[("Option2 Name", "Size"), ("Option2 Value", "S")]), "Option2 Name");
    assert_eq!(
        codes(&[("Option1 Name", "Size"), ("Option1 Value", "S"), ("Option2 Name", "size"), ("Option2 Value", "S")]),
        "Option2 Name"
    );
    let only = good_mug(&[("Option1 Name", "Title"), ("Option1 Value", "Default Title")]);
    assert!(only.options.is_empty() && only.variants.iter().all(|variant| variant.options.is_empty()));
    let named = good_mug(&[("Option1 Name", "Title"), ("Option1 Value", "Dune")]);
    assert_eq!(named.options, ["Title"]);
}

#[test]
fn a_product_has_at_most_a_hundred_variants() {
    let mut text = "Handle,Title,Option1 Name,Option1 Value,Variant Price\n".to_owned();
    for number in 0..103 {
        let title = if number == 0 { "A,Size" } else { "," };
        text.extend([format!("a,{title},{number},1\n")]);
    }
    let (product, notices) = taken(&text).unwrap();
    assert_eq!((product.variants.len(), notices.len(), notices[0].line), (100, 1, 102));
}

#[test]
fn a_value_that_only_says_that_there_is_none_needs_no_name() {
    let none = good_mug(&[("Option1 Value", "Default Title")]);
    assert!(none.options.is_empty() && none.variants[0].options.is_empty());
}
