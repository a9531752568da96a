//! Which crates the log believes.

use std::collections::BTreeSet;

use runtime::telemetry::OURS;

use super::root;

#[test]
fn our_crates_may_tell_everything_and_are_listed_all() {
    let mut ours: BTreeSet<String> = BTreeSet::from(["souk".to_owned()]);
    for room in ["functions", "shared"] {
        for entry in std::fs::read_dir(root().join(room)).expect("a folder") {
            ours.insert(entry.expect("an entry").file_name().to_string_lossy().into_owned());
        }
    }
    // The world that tests live in is never deployed.
    ours.remove("testkit");
    assert_eq!(OURS.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>(), ours);
}
