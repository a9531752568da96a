//! What the fields of a product may hold.

use kernel::money::Money;

use super::*;

#[test]
fn prices_are_read_exactly() {
    for (price, minor) in [("12.50", 1250), ("0", 0), ("0.01", 1), ("9999999999.99", 999_999_999_999)] {
        assert_eq!(good_mug(&[("Variant Price", price)]).variants[0].price.minor(), minor);
    }
    for wrong in ["-1", "1,50", "1.999", "1e3", "$1", "NaN", "99999999999999999999", "10000000000.00", " ", "١"] {
        let import = read(file(&[&[("Handle", "a"), ("Title", "A"), ("Variant Price", wrong)]]));
        assert_eq!((import.products.len(), import.problems.len()), (0, 1), "{wrong}");
    }
    let compare = |before: &str| good_mug(&[("Variant Compare At Price", before)]).variants[0].compare_at;
    assert_eq!(compare("20").map(Money::minor), Some(2000));
    assert_eq!((compare("12.50"), compare("0"), compare("")), (None, None, None));
    assert_eq!(compare("-1"), None);
    let told = |before| told_of_mug(&[("Variant Compare At Price", before)]).len();
    assert_eq!([told("20"), told(""), told("0"), told("12.50"), told("-1")], [0, 0, 0, 1, 1]);
}

#[test]
fn weights_are_whole_grams() {
    let grams = |grams| good_mug(&[("Variant Grams", grams)]).variants[0].grams;
    assert_eq!([grams(""), grams("250"), grams("453.59"), grams("0.4")], [0, 250, 454, 0]);
    for wrong in ["-1", "1kg", ".", "1.", "1.x", "99999999999"] {
        assert_eq!(grams(wrong), 0);
        assert_eq!(told_of_mug(&[("Variant Grams", wrong)]), [("Variant Grams".to_owned(), RowNoticeCode::LeftOut)]);
    }
}

#[test]
fn types_and_labels_name_categories() {
    let path = |kind, tags| {
        let import = read(mug_file(&[("Type", kind), ("Tags", tags)]));
        (import.products[0].category_path(None).unwrap(), import.notices.len())
    };
    let of = |names: &[&str], told| (names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>(), told);
    assert_eq!(path("Kitchen > Mugs", "men"), of(&["Kitchen", "Mugs"], 0));
    assert_eq!(path("", "…, blue mugs, men"), of(&["Blue Mugs"], 0));
    assert_eq!(path("", ""), of(&["Uncategorised"], 0));
    assert_eq!(path("緑茶", ""), of(&["緑茶"], 0));
    assert_eq!(path("🎁", "gifts"), of(&["Gifts"], 1));
    for untidy in ["A >", "> A", "A > > B", "A > …", "A>b>c>d>e>f>g>h>i>j>k"] {
        let (names, told) = path(untidy, "");
        assert_eq!((names[0].as_str(), told), ("A", 1), "{untidy}");
    }
    assert_eq!(good_mug(&[("Tags", "Sale, new ,sale,,New")]).tags, ["Sale", "new"]);
}

#[test]
fn only_what_is_published_is_for_sale() {
    let status = |published, status| good_mug(&[("Published", published), ("Status", status)]).status;
    assert_eq!(status("", ""), ProductStatus::Active);
    assert_eq!(status("TRUE", "active"), ProductStatus::Active);
    assert_eq!(status("false", ""), ProductStatus::Draft);
    assert_eq!(status("false", "active"), ProductStatus::Draft);
    assert_eq!(status("true", "draft"), ProductStatus::Draft);
    assert_eq!(status("true", "archived"), ProductStatus::Archived);
    assert_eq!((status("perhaps", "active"), status("", "gone")), (ProductStatus::Draft, ProductStatus::Draft));
    assert_eq!(status("true", "unlisted"), ProductStatus::Draft);
    let told = |column: &str, code| vec![(column.to_owned(), code)];
    assert_eq!(told_of_mug(&[("Published", "perhaps")]), told("Published", RowNoticeCode::LeftOut));
    assert_eq!(told_of_mug(&[("Status", "gone")]), told("Status", RowNoticeCode::LeftOut));
    assert_eq!(told_of_mug(&[("Status", "Unlisted")]), told("Status", RowNoticeCode::ReadAs));
}

#[test]
fn rows_may_hold_images_alone() {
    let (product, notices) = taken(&file(&[
        &[
            ("Handle", "a"),
            ("Title", "A"),
            ("Variant Price", "1"),
            ("Image Src", "https://i.example/2.jpg"),
            ("Image Position", "2"),
        ],
        &[("Handle", "a"), ("Image Src", "//i.example/1.jpg"), ("Image Position", "1"), ("Image Alt Text", "Front")],
        &[("Handle", "a"), ("Image Src", "https://i.example/2.jpg"), ("Image Position", "3")],
        &[("Handle", "a"), ("Image Src", "https://i.example/last.jpg")],
    ]))
    .unwrap();
    assert_eq!(notices, []);
    assert_eq!(product.variants.len(), 1);
    let images: Vec<_> = product.images.iter().map(|i| (i.position, i.url.as_str(), i.alt.as_deref())).collect();
    let expected = [
        (1, "https://i.example/1.jpg", Some("Front")),
        (2, "https://i.example/2.jpg", None),
        (3, "https://i.example/last.jpg", None),
    ];
    assert_eq!(images, expected);
    let (second, told_of) = taken(&file(&[
        &[("Handle", "a"), ("Title", "A"), ("Variant Price", "1"), ("Image Src", "https://i.example/1.jpg")],
        &[("Handle", "a"), ("Image Src", "https://i.example/1.jpg"), ("Image Alt Text", "Front")],
        &[("Handle", "a"), ("Image Src", "https://i.example/1.jpg"), ("Image Alt Text", "Back")],
        &[("Handle", "a"), ("Title", "A")],
        &[("Handle", "a"), ("Image Alt Text", "Of nothing")],
    ]))
    .unwrap();
    assert_eq!((second.images.len(), second.images[0].alt.as_deref()), (1, Some("Front")));
    let left_out = |column: &str| (column.to_owned(), RowNoticeCode::LeftOut);
    let expected = ["Image Alt Text", "", "Image Alt Text", ""].map(left_out);
    let mut told_of = told(&told_of);
    told_of.sort_by_key(|(column, _)| column.is_empty());
    assert_eq!(told_of, [expected[0].clone(), expected[2].clone(), expected[1].clone(), expected[3].clone()]);
}

#[test]
fn the_address_of_a_picture_is_written_as_one_or_left_out() {
    let url = |written: &str| {
        let (product, notices) = taken(&mug_file(&[("Image Src", written)])).unwrap();
        (product.images.first().map(|image| image.url.clone()), told(&notices).first().map(|(_, code)| *code))
    };
    let kept = |url: &str| Some(url.to_owned());
    for (written, read, code) in [
        ("https://i.example/1.jpg?a=%20b", kept("https://i.example/1.jpg?a=%20b"), None),
        ("//i.example/1.jpg", kept("https://i.example/1.jpg"), None),
        ("https://i.example/big thing.jpg", kept("https://i.example/big%20thing.jpg"), Some(RowNoticeCode::Cleaned)),
        ("https://x/\"y|", kept("https://x/%22y%7C"), Some(RowNoticeCode::Cleaned)),
        ("HTTP://i.example/1.jpg", kept("https://i.example/1.jpg"), Some(RowNoticeCode::Cleaned)),
        ("https://i.example/a\u{0}b.jpg", kept("https://i.example/ab.jpg"), Some(RowNoticeCode::Cleaned)),
        ("javascript:x", None, Some(RowNoticeCode::LeftOut)),
        ("javascript://i.example/%0Ax", None, Some(RowNoticeCode::LeftOut)),
        ("https://", None, Some(RowNoticeCode::LeftOut)),
        ("https:///x", None, Some(RowNoticeCode::LeftOut)),
        ("https://a b/", None, Some(RowNoticeCode::LeftOut)),
        ("ftp://x", None, Some(RowNoticeCode::LeftOut)),
        ("lamp.jpg", None, Some(RowNoticeCode::LeftOut)),
    ] {
        assert_eq!(url(written), (read, code), "{written}");
    }
}

#[test]
fn a_gift_card_is_neither_sent_nor_taxed() {
    let fields: Fields<'_> =
        &[("Gift Card", "true"), ("Variant Requires Shipping", "true"), ("Variant Taxable", "true")];
    let card = good_mug(fields);
    assert_eq!((told_of_mug(fields).len(), told_of_mug(&[("Gift Card", "true")]).len()), (2, 0));
    assert!(card.variants.iter().all(|variant| !variant.requires_shipping && !variant.taxable));
    let mug = good_mug(&[("Variant Taxable", "false")]);
    assert!(mug.variants.iter().all(|variant| variant.requires_shipping && !variant.taxable));
}

#[test]
fn descriptions_are_sanitized() {
    let product = good_mug(&[("Body (HTML)", "<p onclick=\"x()\">Soft,\nwarm</p><script>x</script>")]);
    assert_eq!(product.body_html, "<p>Soft,\nwarm</p>");
    let told = |html| told_of_mug(&[("Body (HTML)", html)]).len();
    assert_eq!([told("<p>Soft &amp; warm</p> "), told("Soft & warm"), told("<p class=\"a\">Soft</p>")], [0, 0, 1]);
}

#[test]
fn every_problem_of_a_product_is_told_at_once() {
    let problems = mug(&[("Title", ""), ("Variant Price", "x"), ("Variant Inventory Qty", "x")]).unwrap_err();
    assert_eq!(problems.len(), 3);
}
