//! Speed is counted: DynamoDB round trips and capacity units of each operation, pinned, by area.

mod catalog;
mod identity;
mod orders;
mod reviews;
mod shopping;

use testkit::Answer;

/// Demands at most so many round trips, and exactly so many units; shows them all when one is off.
#[track_caller]
fn costs(name: &str, answer: &Answer, trips: f64, reads: f64, writes: f64) {
    let found = (answer.cost("trips"), answer.cost("reads"), answer.cost("writes"));
    println!("{name}: {} round trips, {} read units, {} write units", found.0, found.1, found.2);
    assert!(found.0 <= trips, "{name} takes {} round trips, {trips} are allowed", found.0);
    let tenths = |units: f64| (units * 10.0).round();
    let off = tenths(found.1) - tenths(reads) + tenths(found.2) - tenths(writes);
    assert!(off.abs() < 1.0, "{name} costs {} reads and {} writes, {reads} and {writes} are pinned", found.1, found.2);
}
