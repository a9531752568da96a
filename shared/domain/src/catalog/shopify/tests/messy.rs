//! Texts that are too long, or hold what cannot be shown.

use super::*;

/// A line of text is cut; a number of the merchant's, an address and a handle are whole or none.
#[test]
fn a_text_is_cut_and_cleaned_and_the_product_goes_in() {
    let long = "x".repeat(10_000);
    for (column, code) in [
        ("Title", RowNoticeCode::Truncated),
        ("Vendor", RowNoticeCode::Truncated),
        ("Type", RowNoticeCode::Truncated),
        ("Tags", RowNoticeCode::Truncated),
        ("SEO Title", RowNoticeCode::Truncated),
        ("Variant SKU", RowNoticeCode::LeftOut),
        ("Image Src", RowNoticeCode::LeftOut),
        ("Variant Image", RowNoticeCode::LeftOut),
        ("Handle", RowNoticeCode::Renamed),
    ] {
        let found = told_of_mug(&[(column, &long)]);
        assert_eq!(found.first(), Some(&(column.to_owned(), code)), "{column}: {found:?}");
        let (_, notices) = taken(&mug_file(&[(column, &long)])).unwrap();
        assert!(serde_json::to_string(&notices).unwrap().len() < 600, "{notices:?}");
    }
    for column in ["Title", "Vendor", "Type", "Tags", "SEO Title", "Variant SKU", "Body (HTML)"] {
        assert_eq!(told_of_mug(&[(column, "a\u{0}\u{202E}b")]), [(column.to_owned(), RowNoticeCode::Cleaned)]);
    }
    assert_eq!(good_mug(&[("Title", "Big\u{0} mug\nin blue")]).title, "Big mug in blue");
    assert_eq!(good_mug(&[("Title", &long)]).title.len(), 255);
    assert_eq!(good_mug(&[("Variant SKU", &"x".repeat(255))]).variants[0].sku.as_ref().map(String::len), Some(255));
    assert_eq!(good_mug(&[("Title", "Mug #1"), ("Vendor", "#")]).vendor, "#", "a hash is just a character");
    assert!(mug(&[("Title", "\u{0}")]).is_err(), "nothing is left of it");
}

#[test]
fn a_description_is_cut_where_it_is_too_long() {
    let html = format!("<p>{}</p>", "wool, linen and cotton &amp; б ".repeat(5_000));
    let (product, notices) = taken(&mug_file(&[("Body (HTML)", &html)])).unwrap();
    assert!(product.body_html.len() <= 100_000 && product.body_html.ends_with("</p>"));
    assert_eq!(told(&notices), [("Body (HTML)".to_owned(), RowNoticeCode::Truncated)]);
    let again = taken(&mug_file(&[("Body (HTML)", &product.body_html)])).unwrap();
    assert_eq!((again.0.body_html, again.1), (product.body_html, Vec::new()));
    let links = good_mug(&[("Body (HTML)", &"<a>x".repeat(30_000))]).body_html;
    assert!(links.len() <= 100_000 && links.ends_with("</a>"));
}

#[test]
fn what_does_not_fit_beside_the_rest_is_left_out() {
    let url = |number: usize| format!("https://i.example/{number}/{}", "x".repeat(2000));
    let mut text = "Handle,Title,Variant Price,Image Src,Image Alt Text,Variant Image,Variant Barcode\n".to_owned();
    let title = "緑".repeat(255);
    for number in 0..200 {
        let (title, price) = if number == 0 { (title.as_str(), "1") } else { ("", "") };
        let image = if number == 0 { url(number) } else { String::new() };
        text.extend([format!("{title},{title},{price},{},{},{image},\n", url(number), "б".repeat(512)).replacen(
            &format!("{title},"),
            "a,",
            1,
        )]);
    }
    let (product, notices) = taken(&text).unwrap();
    assert!(product.images.len() > 50 && product.images.len() < 200, "{}", product.images.len());
    let columns: Vec<_> = told(&notices).into_iter().map(|(column, _)| column).collect();
    assert!(columns.contains(&"Image Src".to_owned()), "{columns:?}");
    assert!(product.variants[0].image_url.is_some() || columns.contains(&"Variant Image".to_owned()));
}

#[test]
fn later_rows_say_nothing_of_the_product() {
    let row = |title, vendor, size| {
        [
            ("Handle", "a"),
            ("Title", title),
            ("Vendor", vendor),
            ("Option1 Name", "Size"),
            ("Option1 Value", size),
            ("Variant Price", "1"),
        ]
    };
    let (product, notices) =
        taken(&file(&[&row("A", "Acme", "S"), &row("A", "Other", "M"), &row("", "", "L")])).unwrap();
    assert_eq!(
        (product.vendor.as_str(), told(&notices)),
        ("Acme", vec![("Vendor".to_owned(), RowNoticeCode::LeftOut)])
    );
    assert_eq!(notices[0].line, 3);
}
