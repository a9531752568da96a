//! Product exports: any bytes are read or refused, and what is read can be sold.

use domain::catalog::shopify::{merge, parse};
use kernel::currency::Currency;

/// Reads `data` as a file, and as the rows behind a proper head.
pub fn check(data: &[u8]) {
    let headed = [b"Handle,Title,Option1 Name,Option1 Value,Variant Price\n".as_slice(), data].concat();
    for file in [data, &headed] {
        let Ok(import) = parse(file, Currency::USD) else { continue };
        for (product, _) in import.products.iter().filter_map(|product| merge(product, None).ok()) {
            assert!(!product.variants.is_empty());
            assert!(product.variants.iter().all(|variant| variant.options.len() == product.options.len()));
            assert!(product.variants.iter().all(|variant| !variant.price.is_negative()));
        }
    }
}
