//! Which crates the log believes.

use std::collections::BTreeSet;

use runtime::telemetry::LAYERS;

use super::root;

#[test]
fn every_crate_below_the_functions_may_tell_everything() {
    let mut ours: BTreeSet<String> = BTreeSet::from(["souk".to_owned()]);
    for entry in std::fs::read_dir(root().join("shared")).expect("a folder") {
        ours.insert(entry.expect("an entry").file_name().to_string_lossy().into_owned());
    }
    // The world that tests live in is never deployed.
    ours.remove("testkit");
    assert_eq!(LAYERS.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>(), ours);
}
