//! What the importer takes, and what it refuses.

mod damage;

use kernel::fault::Fault as _;

use super::*;

const HEADER: &str = "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,\
    Option2 Value,Variant SKU,Variant Grams,Variant Inventory Qty,Variant Inventory Policy,Variant Price,\
    Variant Compare At Price,Variant Requires Shipping,Variant Taxable,Image Src,Image Position,Image Alt Text,\
    Gift Card,SEO Title,Status,Variant Image";

fn apparel() -> Vec<u8> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/data/shopify/apparel.csv");
    std::fs::read(path).unwrap()
}

fn read(bytes: impl AsRef<[u8]>) -> Import {
    parse(bytes.as_ref(), Currency::USD).unwrap()
}

/// A file of one row for each list of columns and values.
fn file(rows: &[&[(&str, &str)]]) -> String {
    let columns: Vec<&str> = HEADER.split(',').map(str::trim).collect();
    let mut text = columns.join(",");
    for row in rows {
        for (column, _) in *row {
            assert!(columns.contains(column), "{column}");
        }
        let value = |column: &&str| row.iter().find(|(name, _)| name == column).map_or("", |(_, value)| value);
        let fields: Vec<String> = columns.iter().map(|c| format!("\"{}\"", value(c).replace('"', "\"\""))).collect();
        text.push('\n');
        text.push_str(&fields.join(","));
    }
    text
}

/// The product of a file with one row: a mug, with other fields as given.
fn mug(fields: &[(&'static str, &'static str)]) -> Result<ImportedProduct, Vec<RowProblem>> {
    let mut row = fields.to_vec();
    row.extend([("Handle", "mug"), ("Title", "Mug"), ("Variant Price", "12.50")]);
    let mut import = read(file(&[&row]));
    import.products.pop().ok_or(import.problems)
}

/// The mug, which has to go in.
fn good_mug(fields: &[(&'static str, &'static str)]) -> ImportedProduct {
    mug(fields).unwrap()
}

/// Line, column and code of each problem.
fn problems(import: &Import) -> Vec<(u64, &str, RowProblemCode)> {
    import.problems.iter().map(|p| (p.line, p.column.as_deref().unwrap_or(""), p.code)).collect()
}

#[test]
fn a_real_export_goes_in_whole() {
    let import = read(apparel());
    assert_eq!(import.problems, []);
    assert_eq!(import.products.len(), 20);
    let top = import.products.iter().find(|product| product.handle.as_str() == "classic-varsity-top").unwrap();
    assert_eq!(top.options, ["Size"]);
    let sizes: Vec<_> = top.variants.iter().map(|variant| (variant.line, variant.options.join("/"))).collect();
    assert_eq!(sizes, [(3, "Small".to_owned()), (4, "Medium".to_owned()), (5, "Large".to_owned())]);
    assert!(top.variants.iter().all(|v| v.price.minor() == 6000 && v.tracked && v.quantity == 1 && v.sku.is_none()));
    let shirt = import.products.first().unwrap();
    assert_eq!((shirt.title.as_str(), shirt.options.len(), shirt.variants.len()), ("Ocean Blue Shirt", 0, 1));
    assert_eq!(shirt.category_path, ["Men"]);
    assert_eq!(shirt.status, ProductStatus::Active);
    assert_eq!(shirt.images.len(), 1);
}

#[test]
fn a_byte_order_mark_and_any_line_ending_are_welcome() {
    let plain = read(apparel());
    let text = String::from_utf8(apparel()).unwrap().replace("\r\n", "\n");
    for other in
        [format!("\u{FEFF}{text}"), text.replace('\n', "\r\n"), text.replace('\n', "\r"), text.replace('\n', "\n\n\n")]
    {
        let products = read(&other).products;
        assert_eq!(products.len(), plain.products.len());
        let titles = |products: &[ImportedProduct]| products.iter().map(|p| p.title.clone()).collect::<Vec<_>>();
        assert_eq!(titles(&products), titles(&plain.products));
    }
    assert_eq!(read(text.replace('\n', "\r\n")), plain);
    assert_eq!(read(text.replace('\n', "\n\n")).products.get(1).unwrap().line, 5, "blank lines count");
}

#[test]
fn what_is_no_export_is_refused_whole() {
    let parse = |bytes: &[u8]| parse(bytes, Currency::USD).map(|import| import.products.len());
    for empty in ["", "\n\r\n", "  \t", "\u{FEFF}"] {
        assert_eq!(parse(empty.as_bytes()), Err(CsvFault::Empty), "{empty:?}");
    }
    let latin_1 = [file(&[&[("Handle", "a")]]).as_bytes(), b"\nb,Caf\xE9,1\n"].concat();
    assert_eq!(parse(&latin_1), Err(CsvFault::NotUtf8 { line: 3 }));
    assert_eq!(parse(b"\xFF\xFEH\0a\0"), Err(CsvFault::NotUtf8 { line: 1 }));
    assert_eq!(parse(b"\x89PNG\r\n\x1a\n\0\0"), Err(CsvFault::NotUtf8 { line: 1 }));
    assert_eq!(parse(b"\0\0\0\0"), Err(CsvFault::MissingColumn { column: "Handle" }));
    assert_eq!(parse(b"Handle,Variant Price\na,1\n"), Err(CsvFault::MissingColumn { column: "Title" }));
    assert_eq!(parse(b"{\"handle\":1}"), Err(CsvFault::MissingColumn { column: "Handle" }));
    assert_eq!(parse(b"Handle,Title,Variant Price\n"), Ok(0));
    assert_eq!(parse(b"title , HANDLE,variant price\nMug,mug,1"), Ok(1), "columns in any order and case");
    assert_eq!(CsvFault::NotUtf8 { line: 3 }.kind().status(), 422);
}

#[test]
fn a_bad_row_skips_its_product_and_nothing_else() {
    let import = read(file(&[
        &[("Handle", "good"), ("Title", "Good"), ("Variant Price", "1")],
        &[
            ("Handle", "bad"),
            ("Title", "Bad"),
            ("Variant Price", "1"),
            ("Option1 Name", "Size"),
            ("Option1 Value", "S"),
        ],
        &[("Handle", "bad"), ("Variant Price", "-1"), ("Option1 Value", "M")],
        &[("Handle", "bad"), ("Variant Price", "1"), ("Option1 Value", "L"), ("Variant Inventory Qty", "many")],
        &[("Handle", "fine"), ("Title", "Fine"), ("Variant Price", "1")],
    ]));
    let handles: Vec<_> = import.products.iter().map(|product| product.handle.as_str()).collect();
    assert_eq!(handles, ["good", "fine"]);
    let expected = [
        (4, "Variant Price", RowProblemCode::InvalidValue),
        (5, "Variant Inventory Qty", RowProblemCode::InvalidValue),
    ];
    assert_eq!(problems(&import), expected);
    let first = import.problems.first().unwrap();
    assert_eq!(first.handle.as_deref(), Some("bad"));
    assert_eq!(first.to_string(), "line 4, column \"Variant Price\", product \"bad\": \"-1\" is less than nothing");
}

#[test]
fn a_handle_in_two_places_is_neither_product() {
    let row = |handle, title| [("Handle", handle), ("Title", title), ("Variant Price", "1")];
    let import = read(file(&[&row("a", "A"), &row("b", "B"), &row("a", "Other"), &row("c", "C")]));
    assert_eq!(problems(&import), [(4, "Handle", RowProblemCode::DuplicateHandle)]);
    let titles: Vec<_> = import.products.iter().map(|product| product.title.as_str()).collect();
    assert_eq!(titles, ["B", "C"]);
    let alike = read(file(&[&row("Tea--Green", "A"), &row("tea-green", "B")]));
    assert_eq!(problems(&alike), [(3, "Handle", RowProblemCode::DuplicateHandle)]);
}

#[test]
fn a_truncated_file_loses_its_last_product_only() {
    let text = String::from_utf8(apparel()).unwrap();
    let cut = read(text.trim_end().trim_end_matches(",kg,"));
    assert_eq!((cut.products.len(), problems(&cut)), (19, vec![(23, "", RowProblemCode::MalformedRow)]));
    let open = format!("{}\nmug,\"Mug,1\n", "Handle,Title,Variant Price\ncup,Cup,1");
    let import = read(open);
    assert_eq!(import.products.len(), 1);
    assert_eq!(import.problems.first().unwrap().reason, "a quoted field does not end");
    assert_eq!(import.problems.first().unwrap().handle.as_deref(), Some("mug"));
    let header = read("Handle,Title,Variant Price,\"Notes\nmug,Mug,1,x\n");
    assert_eq!((header.products.len(), problems(&header)), (0, vec![(1, "", RowProblemCode::MalformedRow)]));
}

#[test]
fn a_row_of_another_length_skips_its_product() {
    let import = read("Handle,Title,Variant Price\na,A,1\nb,B,1,2\nc,C\nd,D,1\n,,\n\n,X,1\n");
    let handles: Vec<_> = import.products.iter().map(|product| product.handle.as_str()).collect();
    assert_eq!(handles, ["a", "d"]);
    let expected = [
        (3, "", RowProblemCode::MalformedRow),
        (4, "", RowProblemCode::MalformedRow),
        (8, "Handle", RowProblemCode::MissingValue),
    ];
    assert_eq!(problems(&import), expected);
}

/// Part of M02-T01
#[test]
fn the_same_options_twice_are_refused() {
    let head =
        [("Handle", "a"), ("Title", "A"), ("Variant Price", "1"), ("Option1 Name", "Size"), ("Option1 Value", "S")];
    let import = read(file(&[&head, &[("Handle", "a"), ("Variant Price", "1"), ("Option1 Value", "s ")]]));
    assert_eq!(problems(&import), [(3, "Option1 Value", RowProblemCode::DuplicateVariantOptions)]);
    assert!(import.products.is_empty());
    let plain = [("Handle", "a"), ("Title", "A"), ("Variant Price", "1")];
    assert_eq!(problems(&read(file(&[&plain, &plain]))).len(), 1, "two variants without options");
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
    let product = read(&text).products.pop().unwrap();
    assert_eq!((product.options.len(), product.variants.len()), (3, 64));
}

#[test]
fn options_need_names_and_values() {
    let codes =
        |fields: &[(&'static str, &'static str)]| mug(fields).unwrap_err().first().unwrap().column.clone().unwrap();
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
fn a_sku_belongs_to_one_variant_of_the_file() {
    let row = |handle, sku| [("Handle", handle), ("Title", "T"), ("Variant Price", "1"), ("Variant SKU", sku)];
    let import = read(file(&[&row("a", "S-1"), &row("b", "S-1"), &row("c", ""), &row("d", "")]));
    assert_eq!(problems(&import), [(3, "Variant SKU", RowProblemCode::DuplicateSku)]);
    assert_eq!(import.products.len(), 3);
}

#[test]
fn prices_are_read_exactly() {
    for (price, minor) in [("12.50", 1250), ("0", 0), ("0.01", 1), ("9999999999.99", 999_999_999_999)] {
        let product =
            read(file(&[&[("Handle", "a"), ("Title", "A"), ("Variant Price", price)]])).products.pop().unwrap();
        assert_eq!(product.variants.first().unwrap().price.minor(), minor);
    }
    for wrong in ["-1", "1,50", "1.999", "1e3", "$1", "NaN", "99999999999999999999", "10000000000.00", " ", "١"] {
        let import = read(file(&[&[("Handle", "a"), ("Title", "A"), ("Variant Price", wrong)]]));
        assert_eq!((import.products.len(), import.problems.len()), (0, 1), "{wrong}");
    }
    let compare =
        |before: &'static str| good_mug(&[("Variant Compare At Price", before)]).variants.remove(0).compare_at;
    assert_eq!(compare("20").map(Money::minor), Some(2000));
    assert_eq!((compare("12.50"), compare("0"), compare("")), (None, None, None));
    assert!(mug(&[("Variant Compare At Price", "-1")]).is_err());
}

#[test]
fn stock_is_counted_where_the_file_counts_it() {
    let stock = |quantity: &'static str| {
        let variant = good_mug(&[("Variant Inventory Qty", quantity)]).variants.remove(0);
        (variant.tracked, variant.quantity)
    };
    assert_eq!([stock(""), stock("0"), stock("7"), stock("-2")], [(false, 0), (true, 0), (true, 7), (true, -2)]);
    for wrong in ["1.5", "many", "1e3", "9999999999"] {
        let import =
            read(file(&[&[("Handle", "a"), ("Title", "A"), ("Variant Price", "1"), ("Variant Inventory Qty", wrong)]]));
        assert_eq!(problems(&import), [(2, "Variant Inventory Qty", RowProblemCode::InvalidValue)], "{wrong}");
    }
    let policy = |policy| mug(&[("Variant Inventory Policy", policy)]).map(|mut mug| mug.variants.remove(0).policy);
    assert_eq!(policy(""), Ok(InventoryPolicy::Deny));
    assert_eq!(policy("Continue"), Ok(InventoryPolicy::Continue));
    assert!(policy("maybe").is_err());
}

#[test]
fn weights_are_whole_grams() {
    let grams = |grams| mug(&[("Variant Grams", grams)]).map(|mut mug| mug.variants.remove(0).grams).ok();
    assert_eq!([grams(""), grams("250"), grams("453.59"), grams("0.4")], [Some(0), Some(250), Some(454), Some(0)]);
    for wrong in ["-1", "1kg", ".", "1.", "1.x", "99999999999"] {
        assert_eq!(mug(&[("Variant Grams", wrong)]).map(|_| ()).map_err(|p| p.len()), Err(1), "{wrong}");
    }
}

#[test]
fn types_and_labels_name_categories() {
    let path = |kind, tags| good_mug(&[("Type", kind), ("Tags", tags)]).category_path;
    assert_eq!(path("Kitchen > Mugs", "men"), ["Kitchen", "Mugs"]);
    assert_eq!(path("", "…, blue mugs, men"), ["Blue Mugs"]);
    assert_eq!(path("", ""), ["Uncategorised"]);
    for wrong in ["A >", "> A", "A > > B", "A > …", "a>b>c>d>e>f>g>h>i>j>k"] {
        assert_eq!(mug(&[("Type", wrong)]).unwrap_err().first().unwrap().column.as_deref(), Some("Type"), "{wrong}");
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
    assert!(mug(&[("Published", "perhaps")]).is_err());
    assert!(mug(&[("Status", "gone")]).is_err());
}

#[test]
fn rows_may_hold_images_alone() {
    let import = read(file(&[
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
    ]));
    let product = import.products.first().unwrap();
    assert_eq!(product.variants.len(), 1);
    let images: Vec<_> = product.images.iter().map(|i| (i.position, i.url.as_str(), i.alt.as_deref())).collect();
    let expected = [
        (1, "https://i.example/1.jpg", Some("Front")),
        (2, "https://i.example/2.jpg", None),
        (3, "https://i.example/last.jpg", None),
    ];
    assert_eq!(images, expected);
    for wrong in
        ["http://i.example/1.jpg", "javascript:x", "https://", "https:///x", "https://a b/", "ftp://x", "https://x/\"y"]
    {
        let problems = mug(&[("Image Src", wrong)]).unwrap_err();
        assert_eq!(problems.first().unwrap().column.as_deref(), Some("Image Src"), "{wrong}");
    }
    let empty =
        read(file(&[&[("Handle", "a"), ("Title", "A"), ("Variant Price", "1")], &[("Handle", "a"), ("Title", "A")]]));
    assert_eq!(problems(&empty), [(3, "", RowProblemCode::MissingValue)]);
}

#[test]
fn a_gift_card_is_neither_sent_nor_taxed() {
    let card = good_mug(&[("Gift Card", "true"), ("Variant Requires Shipping", "true"), ("Variant Taxable", "true")]);
    assert!(card.variants.iter().all(|variant| !variant.requires_shipping && !variant.taxable));
    let mug = good_mug(&[("Variant Taxable", "false")]);
    assert!(mug.variants.iter().all(|variant| variant.requires_shipping && !variant.taxable));
}

#[test]
fn descriptions_are_sanitized() {
    let product = good_mug(&[("Body (HTML)", "<p onclick=\"x()\">Soft,\nwarm</p><script>x</script>")]);
    assert_eq!(product.body_html, "<p>Soft,\nwarm</p>");
}

#[test]
fn no_text_is_too_long_or_holds_what_cannot_be_shown() {
    let long = "x".repeat(10_000).leak();
    for column in [
        "Handle",
        "Title",
        "Vendor",
        "Type",
        "Tags",
        "Option1 Name",
        "Variant SKU",
        "Image Src",
        "SEO Title",
        "Variant Image",
    ] {
        let problem = |value: &'static str| {
            let import = read(file(&[&[(column, value), ("Handle", "a"), ("Title", "A"), ("Variant Price", "1")]]));
            assert!(import.products.is_empty(), "{column}");
            import.problems.first().unwrap().clone()
        };
        assert_eq!(problem(long).column.as_deref(), Some(column));
        assert_eq!(problem(long).code, RowProblemCode::TooLong, "{column}");
        assert_eq!(problem("https://a\u{0}b").code, RowProblemCode::InvalidValue, "{column}");
        assert!(serde_json::to_string(&problem(long)).unwrap().len() < 500, "{column}");
    }
    let body = mug(&[("Body (HTML)", "a\u{0}b")]).unwrap_err();
    assert_eq!(body.first().unwrap().column.as_deref(), Some("Body (HTML)"));
    assert_eq!(good_mug(&[("Title", "Mug #1"), ("Vendor", "#")]).vendor, "#", "a hash is just a character");
}

#[test]
fn every_problem_of_a_product_is_told_at_once() {
    let problems = mug(&[("Published", "x"), ("Variant Grams", "x"), ("Image Src", "x")]).unwrap_err();
    assert_eq!(problems.len(), 3);
}

#[test]
fn a_product_has_at_most_a_hundred_variants() {
    let mut text = "Handle,Title,Option1 Name,Option1 Value,Variant Price\n".to_owned();
    for number in 0..101 {
        text.extend([format!("a,A,Size,{number},1\n")]);
    }
    assert_eq!(problems(&read(&text)), [(2, "", RowProblemCode::TooMany)]);
}
