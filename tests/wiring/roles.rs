//! Roles open the partitions that the store says, to the functions that it says, and no others: what is in no list is closed.

use std::collections::{BTreeMap, BTreeSet};

use emulator::policy::{Demand, Policy, Principal, decide};
use store::shapes::partitions;
use testkit::World;

/// What reads: of the table, and of its indexes.
const READS: [(&str, &str); 7] = [
    ("GetItem", ""),
    ("BatchGetItem", ""),
    ("ConditionCheckItem", ""),
    ("Query", ""),
    ("Query", "/index/GSI1"),
    ("Query", "/index/GSI2"),
    ("Query", "/index/GSI3"),
];
/// What writes.
const WRITES: [(&str, &str); 4] = [("PutItem", ""), ("UpdateItem", ""), ("DeleteItem", ""), ("BatchWriteItem", "")];

/// What the functions of the template may do, by their names, such as `orders-http`.
struct Roles {
    table: String,
    policies: BTreeMap<String, Vec<Policy>>,
}

impl Roles {
    fn of(world: &World) -> Self {
        let template = &world.stack.stack_state().template;
        let named = |arn: &str| arn.split_once("function:souk-").expect("a function of the shop").1.to_owned();
        let policies = template.functions.iter().map(|function| {
            let role = template.roles.get(&function.role_arn).expect("a role");
            (named(&function.arn), role.policies.clone())
        });
        let table = &template.tables.first().expect("a table").name;
        Self { table: format!("arn:aws:dynamodb:us-east-1:000000000000:table/{table}"), policies: policies.collect() }
    }

    /// Whether a function may do any of this to a partition.
    fn allow(&self, function: &str, actions: &[(&str, &str)], partition: &str) -> bool {
        let policies = self.policies.get(function).map(Vec::as_slice).unwrap_or_default();
        actions.iter().any(|(action, index)| {
            let demand = Demand::new(format!("dynamodb:{action}"), format!("{}{index}", self.table))
                .with("dynamodb:LeadingKeys", vec![partition.to_owned()]);
            decide(policies, Principal::Role("its own"), &demand).is_ok()
        })
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_function_reads_and_writes_only_where_it_has_business() {
    let roles = Roles::of(&World::new().await);
    let mut wrong = Vec::new();
    for partition in partitions() {
        for key in [partition.prefix.to_owned(), format!("{}#1", partition.prefix)] {
            for function in roles.policies.keys() {
                if roles.allow(function, &READS, &key) && !partition.is_read_by(function) {
                    wrong.push(format!("{function} may read {key}, and no list says so"));
                }
                if roles.allow(function, &WRITES, &key) && !partition.is_written_by(function) {
                    wrong.push(format!("{function} may write {key}, and no list says so"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_has_business_in_a_partition_is_let_in() {
    let roles = Roles::of(&World::new().await);
    let mut missing = Vec::new();
    for partition in partitions() {
        let keys = [partition.prefix.to_owned(), format!("{}#1", partition.prefix)];
        let lists = [("read", partition.readers, &READS[..]), ("write", partition.writers, &WRITES[..])];
        for (verb, functions, actions) in lists {
            // `*-http` may be let in; who is named is.
            for function in functions.iter().filter(|function| !function.starts_with('*')) {
                if !keys.iter().any(|key| roles.allow(function, actions, key)) {
                    missing.push(format!("{function} may not {verb} {}, though a list says so", partition.prefix));
                }
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_in_no_partition_is_nobody_s() {
    let roles = Roles::of(&World::new().await);
    for function in roles.policies.keys() {
        for key in ["", "NOBODY", "NOBODY#1", "UNIQ#NOBODY#1", "WORK#NOBODY#0", "order#1", " ORDER#1"] {
            let open = roles.allow(function, &READS, key) || roles.allow(function, &WRITES, key);
            assert!(!open, "{function} is let into {key:?}");
        }
        let scans = roles.allow(function, &[("Scan", ""), ("Scan", "/index/GSI1"), ("PartiQLSelect", "")], "ORDER#1");
        assert!(!scans, "{function} may scan");
    }
}

/// A role that names a partition which is none is written for one that has another name by now.
#[test]
fn roles_name_partitions_as_the_store_does() {
    let known: BTreeSet<String> =
        partitions().flat_map(|partition| [partition.prefix.to_owned(), format!("{}#*", partition.prefix)]).collect();
    let template = testkit::world::template();
    let texts = template.nested.values().chain([&template.root]);
    let lists =
        texts.flat_map(|text| text.lines()).filter_map(|line| line.trim().strip_prefix("dynamodb:LeadingKeys:"));
    let named: BTreeSet<&str> = lists.flat_map(|list| list.split('"').skip(1).step_by(2)).collect();
    let unknown: Vec<&&str> = named.iter().filter(|pattern| !known.contains(**pattern)).collect();
    assert!(unknown.is_empty() && named.len() > 20, "{unknown:?} of {}", named.len());
}
