//! A product is known by its handle, in any script.

use testkit::World;

use super::{counts, import, notices, page};

/// A file of one product.
fn product(handle: &str, title: &str) -> String {
    format!("Handle,Title,Variant Price\n{handle},{title},5.00\n")
}

#[tokio::test(flavor = "multi_thread")]
async fn products_of_two_files_are_two_whatever_they_are_called() {
    let world = World::new().await;
    for handle in [
        "кольцо-5",
        "серьги-5",
        "緑茶",
        "紅茶",
        "crème-brûlée",
        "tea--green",
        "tea-green",
        "summer_tee",
        "summer.tee",
        "🎁",
        "🎂",
    ] {
        let report = import(&world, product(handle, handle)).await;
        assert_eq!(counts(&report), [1, 0, 0, 0], "{handle}: {:#}", report.body);
        assert_eq!(counts(&import(&world, product(handle, handle)).await), [0, 0, 1, 0], "{handle}");
    }
    assert_eq!(world.visitor().get("/v1/products?limit=100").await.expect(200).list("/items").len(), 11);
    for handle in ["кольцо-5", "серьги-5", "緑茶", "crème-brûlée", "tea--green", "tea-green"] {
        let page = page(&world, handle).await;
        assert_eq!((page["slug"].as_str(), page["title"].as_str()), (Some(handle), Some(handle)));
    }
    // Percent-encoded, as addresses are sent; an accent may be written apart from its letter.
    for (address, title) in [
        ("%D0%BA%D0%BE%D0%BB%D1%8C%D1%86%D0%BE-5", "кольцо-5"),
        ("%e7%b7%91%e8%8c%b6", "緑茶"),
        ("cre%CC%80me-bru%CC%82le%CC%81e", "crème-brûlée"),
    ] {
        assert_eq!(page(&world, address).await["title"], title);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_that_is_not_the_handle_is_told() {
    let world = World::new().await;
    for (handle, is_told) in [("緑茶", false), ("Crème-Brûlée", true), ("summer_tee", true), ("ocean", false)] {
        let report = import(&world, product(handle, "Tee")).await;
        let told = notices(&report).contains(&(2, "Handle".to_owned(), "renamed".to_owned()));
        assert_eq!(told, is_told, "{handle}: {:#}", report.body);
    }
    assert_eq!(page(&world, "crème-brûlée").await["title"], "Tee");
    let whole = "б".repeat(255);
    import(&world, product(&whole, "Long")).await;
    assert_eq!(page(&world, &whole).await["title"], "Long");
}

/// What a type is called is no more to be mixed up than what a product is.
#[tokio::test(flavor = "multi_thread")]
async fn categories_of_two_names_are_two() {
    let world = World::new().await;
    let rows = [("a", "Кольца 5"), ("b", "Серьги 5"), ("c", "C"), ("d", "C++"), ("e", "緑茶"), ("f", "c")];
    for (handle, kind) in rows {
        let report = import(&world, format!("Handle,Title,Type,Variant Price\n{handle},A,{kind},5\n")).await;
        assert_eq!(counts(&report), [1, 0, 0, 0], "{kind}: {:#}", report.body);
    }
    for (category, count) in [("кольца-5", 1), ("серьги-5", 1), ("c", 2), ("c-2", 1), ("%E7%B7%91%E8%8C%B6", 1)]
    {
        let list = world.visitor().get(&format!("/v1/products?category={category}")).await.expect(200);
        assert_eq!(list.list("/items").len(), count, "{category}");
        world.visitor().get(&format!("/v1/categories/{category}")).await.expect(200);
    }
}
