//! Nothing of a file is passed over in silence.

use serde_json::json;
use testkit::World;

use super::{counts, import, notices, page};

#[tokio::test(flavor = "multi_thread")]
async fn a_column_that_nothing_is_read_from_is_told_once() {
    let world = World::new().await;
    let csv = "Handle,Title,Varaint SKU,Variant Price,Colour Family,Title\na,A,S-1,5,blue,B\nb,B,S-2,6,,C\n";
    let report = import(&world, csv).await;
    assert_eq!(counts(&report), [2, 0, 0, 0]);
    let expected =
        ["Varaint SKU", "Colour Family", "Title"].map(|name| (1, name.to_owned(), "unknown_column".to_owned()));
    assert_eq!(notices(&report), expected);
    assert_eq!(page(&world, "a").await["title"], "A");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_may_be_separated_as_spreadsheets_do() {
    let world = World::new().await;
    let files = [
        ("semicolons", "Handle;Title;Variant Price\n#;\"A; b\";5.00\n"),
        ("tabs", "Handle\tTitle\tVariant Price\n#\tA, b\t5.00\n"),
        ("sep", "sep=;\r\nHandle;Title;Variant Price\r\n#;A, b;5,00\r\n"),
        ("sep-tab", "\u{FEFF}sep=\t\nHandle\tTitle\tVariant Price\n#\tA\t5,00\n"),
        ("sep-comma", "\"sep=,\"\nHandle,Title,Variant Price\n#,A,5.00\n"),
        ("sep-filled", "sep=;;;\nHandle;Title;Variant Price\n#;A;5.00\n"),
    ];
    for (handle, csv) in files {
        let report = import(&world, csv.replace('#', handle)).await;
        assert_eq!(counts(&report), [1, 0, 0, 0], "{handle}: {:#}", report.body);
        let page = page(&world, handle).await;
        assert_eq!(page["price"]["amount"], json!(500), "{handle}");
        assert_eq!(notices(&report).len(), usize::from(csv.contains("5,00")), "{handle}: {:#}", report.body);
    }
    let line = import(&world, "sep=;\nHandle;Title;Variant Price\na;A;x\n").await;
    assert_eq!(line.list("/problems")[0]["line"], 3, "a line is counted where it stands in the file");
}
