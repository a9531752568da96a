//! Who may know whom: dependencies point from the outside inwards.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use super::{files, read, root};

/// Stands for the packages below `functions`, one an area.
const AREAS: &str = "functions/*";

/// The layers, innermost first. A crate knows crates of earlier rows, never one of its own row.
const LAYERS: &[&[&str]] = &[
    &["kernel"],
    &["domain", "emulator", "providers", "table"],
    &["events", "store", "stripe-simulator"],
    &["gateways"],
    &["context"],
    &["workflows"],
    &["web"],
    &["runtime"],
    &["operate"],
    &[AREAS],
    &["functions"],
    &["local"],
    &["testkit"],
    &["contracts", "measure", "tests"],
];

/// What reaches outside the process, or waits; the beginnings of crates' names.
const OUTWARD: &[&str] = &[
    "async-", "aws", "axum", "dynoxide", "futures", "http", "hyper", "lambda", "reqwest", "rusqlite", "rustls",
    "tokio", "tower", "tracing",
];

/// A package of the workspace, as `cargo metadata` describes it.
struct Package {
    name: String,
    folder: PathBuf,
    dependencies: Vec<Dependency>,
    /// Whether its library is built as a test; nothing if it has none.
    is_library_tested: Option<bool>,
}

/// What a package says it depends on.
struct Dependency {
    name: String,
    /// Whether it is one of ours.
    is_ours: bool,
    /// Whether only tests or builds need it.
    is_for_development: bool,
}

impl Package {
    fn of(description: &Value) -> Self {
        let dependencies = description.pointer("/dependencies").and_then(Value::as_array).expect("dependencies");
        let targets = description.pointer("/targets").and_then(Value::as_array).expect("targets");
        let library = targets.iter().find(|target| target.pointer("/kind/0").is_some_and(|kind| kind == "lib"));
        let manifest = PathBuf::from(text(description, "/manifest_path"));
        Self {
            name: text(description, "/name"),
            folder: manifest.parent().expect("a folder").to_owned(),
            dependencies: dependencies.iter().map(Dependency::of).collect(),
            is_library_tested: library.and_then(|library| library.get("test")?.as_bool()),
        }
    }

    /// The crates that it needs to run.
    fn needs(&self) -> impl Iterator<Item = &str> {
        self.dependencies
            .iter()
            .filter(|dependency| !dependency.is_for_development)
            .map(|dependency| dependency.name.as_str())
    }
}

impl Dependency {
    fn of(description: &Value) -> Self {
        Self {
            name: text(description, "/name"),
            is_ours: description.pointer("/path").is_some_and(Value::is_string),
            is_for_development: description.pointer("/kind").is_some_and(Value::is_string),
        }
    }
}

fn text(description: &Value, pointer: &str) -> String {
    description
        .pointer(pointer)
        .and_then(Value::as_str)
        .unwrap_or_else(|| panic!("{pointer} in {description:#}"))
        .to_owned()
}

/// The packages of the workspace.
fn packages() -> Vec<Package> {
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["metadata", "--format-version=1", "--no-deps", "--offline"]).current_dir(root());
    let told = cargo.output().expect("cargo");
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    let told: Value = serde_json::from_slice(&told.stdout).expect("a description");
    told.pointer("/packages").and_then(Value::as_array).expect("packages").iter().map(Package::of).collect()
}

impl Package {
    /// Whether it is a feature area; the crate `functions` is the list of them.
    fn is_area(&self) -> bool {
        self.folder.starts_with(root().join("functions")) && self.name != "functions"
    }

    /// Where it stands among the layers.
    fn layer(&self) -> Option<usize> {
        let name = if self.is_area() { AREAS } else { &self.name };
        LAYERS.iter().position(|row| row.contains(&name))
    }
}

#[test]
fn every_crate_knows_only_inner_layers() {
    let packages = packages();
    let layers: BTreeMap<&str, Option<usize>> =
        packages.iter().map(|package| (package.name.as_str(), package.layer())).collect();
    for package in &packages {
        let own = package.layer().unwrap_or_else(|| panic!("{} stands in no layer", package.name));
        for dependency in package.dependencies.iter().filter(|dependency| dependency.is_ours) {
            let other = layers.get(dependency.name.as_str()).copied().flatten();
            assert!(other.is_some_and(|other| other < own), "{} must not know {}", package.name, dependency.name);
        }
    }
}

#[test]
fn the_list_of_areas_has_every_package_below_functions() {
    let packages = packages();
    let mut names: Vec<&str> =
        packages.iter().filter(|package| package.is_area()).map(|package| package.name.as_str()).collect();
    names.sort_unstable();
    let list = read(&root().join("functions/all/src/lib.rs"));
    let listed = list.lines().filter_map(|line| line.trim().strip_prefix('&')?.strip_suffix("::FUNCTION,"));
    let listed: Vec<&str> = listed.collect();
    assert_eq!(listed, names);
}

#[test]
fn values_and_rules_reach_nothing_outside() {
    for package in packages().iter().filter(|package| ["kernel", "domain"].contains(&package.name.as_str())) {
        let outward = |name: &&str| OUTWARD.iter().any(|start| name.starts_with(start));
        let reaches: Vec<&str> = package.needs().filter(outward).collect();
        assert!(reaches.is_empty(), "{} needs {reaches:?}", package.name);
    }
}

#[test]
fn the_database_is_known_to_the_table_engine_and_to_the_process_that_connects_it() {
    let packages = packages();
    let knowing = packages.iter().filter(|package| package.needs().any(|name| name == "aws-sdk-dynamodb"));
    let mut knowing: Vec<&str> = knowing.map(|package| package.name.as_str()).collect();
    knowing.sort_unstable();
    // `measure` has the function that goes without all of our layers, for comparison.
    assert_eq!(knowing, ["measure", "runtime", "table"]);
}

/// To build a library as a test is to compile it again and to link it, in each edit of what it knows.
#[test]
fn a_library_is_built_as_a_test_if_it_has_tests() {
    let is_test = |line: &str| ["#[test]", "#[tokio::test", "proptest! {"].iter().any(|mark| line.contains(mark));
    for package in packages() {
        let Some(is_tested) = package.is_library_tested else { continue };
        let mut sources = files(&package.folder.join("src"), ".rs").into_iter();
        let has_tests = sources.any(|source| read(&source).lines().any(is_test));
        assert_eq!(is_tested, has_tests, "{}: say `test = {has_tests}` under [lib]", package.name);
    }
}
