//! Files that no shop has written.

use proptest::prelude::*;

use super::*;

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..2000)) {
        let _ = parse(&bytes, Currency::USD);
        let _ = parse(&[b"Handle,Title,Variant Price\n".as_slice(), &bytes].concat(), Currency::JPY);
    }

    #[test]
    fn any_damage_to_an_export_is_survived(
        edits in prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(b"\",\n\r\0a9-\xFF".to_vec())), 1..20),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut bytes = apparel();
        for (at, byte) in edits {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.truncate(cut.index(bytes.len()) + 1);
        if let Ok(import) = parse(&bytes, Currency::USD) {
            let mut handles = std::collections::HashSet::new();
            for product in &import.products {
                prop_assert!(handles.insert(&product.handle));
                prop_assert!(!product.category_path(None).unwrap().is_empty());
                let Ok((product, _)) = merge(product, None) else { continue };
                prop_assert!(!product.variants.is_empty());
                prop_assert!(product.variants.iter().all(|variant| variant.options.len() == product.options.len()));
            }
        }
    }

    #[test]
    fn any_fields_make_a_product_or_a_problem(
        rows in prop::collection::vec(prop::collection::vec("[ a1\"#>,.<\u{0}é-]{0,6}", 9), 1..6),
    ) {
        let mut text = "Handle,Title,Type,Option1 Name,Option1 Value,Variant Price,Variant Grams,Image Src,Body (HTML)".to_owned();
        for row in &rows {
            let fields: Vec<String> = row.iter().map(|field| format!("\"{}\"", field.replace('"', "\"\""))).collect();
            text.push('\n');
            text.push_str(&fields.join(","));
        }
        let import = parse(text.as_bytes(), Currency::USD).unwrap();
        let blank = rows.iter().all(|row| row.iter().all(|field| field.trim().is_empty()));
        prop_assert!(blank || !import.products.is_empty() || !import.problems.is_empty());
    }
}
