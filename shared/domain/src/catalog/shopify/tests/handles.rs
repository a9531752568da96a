//! Which rows are of one product.

use super::*;

fn of(handles: &[&str]) -> Vec<(String, usize)> {
    let mut text = "Handle,Title,Option1 Name,Option1 Value,Variant Price\n".to_owned();
    for (number, handle) in handles.iter().enumerate() {
        text.extend([format!("\"{handle}\",A,Size,{number},1\n")]);
    }
    let import = read(text);
    import.products.iter().map(|product| (product.handle.to_string(), product.variants.len())).collect()
}

#[test]
fn handles_of_any_script_are_products_of_their_own() {
    assert_eq!(
        of(&["кольцо-5", "серьги-5", "緑茶"]),
        [("кольцо-5".to_owned(), 1), ("серьги-5".to_owned(), 1), ("緑茶".to_owned(), 1)]
    );
    assert_eq!(of(&["Crème", "crème", "cre\u{300}me"]), [("crème".to_owned(), 3)]);
    assert_eq!(of(&["summer_tee", "summer tee", "summer-tee"]).len(), 3);
}

#[test]
fn an_address_that_is_not_the_handle_is_told() {
    let told_of = |handle: &str| {
        let import = read(format!("Handle,Title,Variant Price\n\"{handle}\",A,1\n"));
        (import.products[0].handle.to_string(), told(&import.notices))
    };
    let renamed = vec![("Handle".to_owned(), RowNoticeCode::Renamed)];
    assert_eq!(told_of("緑茶"), ("緑茶".to_owned(), Vec::new()));
    assert_eq!(told_of("Ocean"), ("ocean".to_owned(), renamed.clone()));
    assert_eq!(told_of("a b").1, renamed);
    assert_eq!(told_of(&"x".repeat(300)).1, renamed);
    assert_eq!(told_of(" ocean ").1, Vec::new(), "space around a field is none of it");
}
