//! The form of a file: its encoding, its rows, its columns and what separates them.

use super::*;

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
    // Case tells no handles apart.
    let alike = read(file(&[&row("Tea-Green", "A"), &row("b", "B"), &row("tea-green", "C")]));
    assert_eq!(problems(&alike), [(4, "Handle", RowProblemCode::DuplicateHandle)]);
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
fn the_names_of_shopifys_template_are_known_too() {
    let csv = "Title,URL handle,Description,Price,Inventory tracker,Inventory quantity,Continue selling when out of stock,\
               Product image URL,Charge tax,Published on online store\n\
               Mug,mug,<p>Clay</p>,5,shopify,7,continue,https://i.example/1.jpg,false,false\n";
    let (mug, notices) = taken(csv).unwrap();
    assert_eq!((notices, mug.body_html.as_str(), mug.images.len()), (Vec::new(), "<p>Clay</p>", 1));
    let variant = &mug.variants[0];
    assert_eq!((variant.tracked, variant.counted, variant.policy), (true, Some(7), InventoryPolicy::Continue));
    assert_eq!((variant.taxable, mug.status), (false, ProductStatus::Draft));
    let wrong = read("URL handle,Title,Price\nmug,Mug,dear\n");
    assert_eq!(problems(&wrong), [(2, "Price", RowProblemCode::InvalidValue)], "a column is called as in the file");
}

#[test]
fn a_column_that_is_not_read_is_told_once() {
    let import = read(
        "Handle,Colour,Title,Variant Price,Colour,Title,,Google Shopping / Gender\na,red,A,1,blue,B,,\nb,,B,1,,,,\n",
    );
    let names: Vec<_> = import.notices.iter().map(|notice| (notice.line, notice.column.as_deref().unwrap())).collect();
    assert_eq!(names, [(1, "Colour"), (1, "Title"), (1, "Google Shopping / Gender")]);
    assert!(import.notices.iter().all(|notice| notice.code == RowNoticeCode::UnknownColumn && notice.handle.is_none()));
    assert_eq!(import.products[0].title, "A");
}

#[test]
fn what_separates_fields_is_found_or_named() {
    for separator in [",", ";", "\t", "|"] {
        for first in ["", "sep=#\n", "SEP=#\r\n", "\"sep=#\"\n", "sep=####\n", "\u{FEFF}sep=#\n"] {
            let text =
                format!("{first}Handle#Title#Variant Price\nmug#\"Mug, or; cup|\"#5\nx\n").replace('#', separator);
            let import = read(&text);
            assert_eq!(import.products[0].title, "Mug, or; cup|", "{text}");
            let line = if first.is_empty() { 3 } else { 4 };
            assert_eq!(problems(&import), [(line, "", RowProblemCode::MalformedRow)], "{text}");
        }
    }
    assert_eq!(read("sep=:\nHandle:Title:Variant Price\na:A:1\n").products.len(), 1);
    for none in ["sep=\nHandle;Title\n", "sep=ab\nHandle,Title\n", "sep=1\nHandle1Title\n"] {
        assert_eq!(parse(none.as_bytes(), Currency::USD), Err(CsvFault::MissingColumn { column: "Handle" }), "{none}");
    }
}

#[test]
fn commas_are_points_where_they_do_not_separate() {
    let price = |text: &str| {
        taken(text).map(|(product, told)| (product.variants[0].price.minor(), product.variants[0].grams, told.len()))
    };
    let row = |price: &str| format!("Handle;Title;Variant Price;Variant Grams\na;A;{price};453,59\n");
    assert_eq!(price(&row("12,5")), Ok((1250, 454, 1)));
    assert_eq!(price(&row("12.5")), Ok((1250, 454, 1)), "it is told once for the file");
    assert_eq!(price("Handle;Title;Variant Price\na;A;12.5\n"), Ok((1250, 0, 0)));
    for wrong in ["1.234,50", "1,234", "1,2,3", ",", "12,"] {
        assert!(price(&row(wrong)).is_err(), "{wrong}");
    }
    assert!(price("Handle,Title,Variant Price\na,A,\"12,50\"\n").is_err());
}
