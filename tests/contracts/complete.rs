//! What a half-added noun still lacks, all of it in one failure. The checklist is `infra/adding-a-model.md`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::LazyLock;

use super::{files, read, root};

/// The folders in which a noun of an area has a room.
const ROOMS: [&str; 4] = [
    "shared/domain/src/{area}",
    "shared/store/src/{area}",
    "shared/workflows/src/{area}",
    "functions/{area}/src/routes",
];
/// Files that are no noun's.
const NO_NOUN: [&str; 4] = ["mod", "tests", "view", "memory"];

/// What the problem pages are written from.
static PROBLEM_PAGES: LazyLock<String> = LazyLock::new(|| {
    let pages = files(&root().join("functions/portal/src/problems/register"), ".rs");
    pages.iter().map(|path| read(path)).collect()
});

/// One noun in one area, with its files in every layer.
struct Noun {
    area: String,
    name: String,
    files: Vec<PathBuf>,
}

/// The nouns of every area.
fn nouns() -> Vec<Noun> {
    let mut found: BTreeMap<(String, String), Vec<PathBuf>> = BTreeMap::new();
    for page in files(&root().join("infra/models"), ".md") {
        let area = page.file_stem().expect("a name").to_string_lossy().into_owned();
        for folder in ROOMS.map(|room| root().join(room.replace("{area}", &area))) {
            for path in if folder.is_dir() { files(&folder, ".rs") } else { Vec::new() } {
                let inside = path.strip_prefix(&folder).expect("a room").with_extension("");
                let name = inside.iter().next().expect("a name").to_string_lossy().into_owned();
                if !NO_NOUN.contains(&name.as_str()) {
                    found.entry((area.clone(), name)).or_default().push(path);
                }
            }
        }
    }
    found.into_iter().map(|((area, name), files)| Noun { area, name, files }).collect()
}

impl Noun {
    /// What is missing, each as a sentence that says where.
    fn lacks(&self) -> Vec<String> {
        let mut lacks = self.undeclared();
        lacks.extend(self.unregistered());
        for operation in self.operations() {
            lacks.extend(self.undescribed(&operation));
        }
        lacks.extend(self.unexplained());
        let page = format!("infra/models/{}.md", self.area);
        if !kept(&page).contains(&format!("| {} |", self.name)) {
            lacks.push(format!("a row in {page}: `UPDATE=1 cargo test -p store`"));
        }
        lacks
    }

    /// A file that no module declares is never built.
    fn undeclared(&self) -> Vec<String> {
        let rooms = ROOMS.map(|room| room.replace("{area}", &self.area));
        let lives = |room: &&String| {
            let folder = root().join(room);
            folder.join(format!("{}.rs", self.name)).is_file() || folder.join(&self.name).join("mod.rs").is_file()
        };
        let declares =
            |room: &&String| read(&root().join(room).join("mod.rs")).contains(&format!("mod {};", self.name));
        let missing = rooms.iter().filter(lives).filter(|room| !declares(room));
        missing.map(|room| format!("`mod {};` in {room}/mod.rs", self.name)).collect()
    }

    /// A kind of item that stands in no list has no accessor, and is in no archive and no role.
    fn unregistered(&self) -> Option<String> {
        let folder = format!("shared/store/src/{}", self.area);
        let own = self.files.iter().filter(|path| path.starts_with(root().join(&folder)));
        let keeps = own.into_iter().any(|path| read(path).contains("impl Entity for"));
        let list = format!("{folder}/mod.rs");
        let registered = || {
            let text = read(&root().join(&list));
            let nouns = text.split("nouns! {").nth(1).unwrap_or_default().to_owned();
            nouns.contains(&format!(" {}::", self.name)) || nouns.contains(&format!("+ {} [", self.name))
        };
        (keeps && !registered()).then(|| format!("a line among the `nouns!` of {list}"))
    }

    /// The handlers of its routes: operation and function.
    fn operations(&self) -> Vec<(String, String)> {
        let folder = root().join(format!("functions/{}/src/routes", self.area));
        let own = self.files.iter().filter(|path| path.starts_with(&folder)).map(|path| read(path));
        own.flat_map(|text| handlers(&text)).collect()
    }

    /// What an operation lacks.
    fn undescribed(&self, (operation, handler): &(String, String)) -> Vec<String> {
        let package = format!("functions/{}", self.area);
        let held = |path: &str, text: &str| kept(path).contains(text);
        let (routes, document) = (format!("{package}/src/routes/mod.rs"), format!("{package}/openapi.json"));
        let table = format!("tests/access/operations/{}.tsv", self.area);
        let mut lacks = Vec::new();
        if !held(&routes, &format!("{}::{handler}", self.name)) {
            lacks.push(format!("`{}::{handler}` among the `routes!` of {routes}", self.name));
        }
        if !held(&document, &format!("\"operationId\": \"{operation}\"")) {
            lacks.push(format!("{operation} in {document}: `UPDATE=1 cargo test -p local --lib`"));
        }
        // The table has what programs call; the portal's pages are for people.
        if self.area != "portal" && !held(&table, &format!("\n{operation}\t")) {
            lacks.push(format!("{operation} in {table}: `UPDATE=1 cargo test -p tests access`"));
        }
        lacks
    }

    /// The codes that it refuses with and that no page explains.
    fn unexplained(&self) -> Vec<String> {
        let codes: BTreeSet<String> = self.files.iter().flat_map(|path| codes(&read(path))).collect();
        let missing = codes.into_iter().filter(|code| !PROBLEM_PAGES.contains(&format!("code: \"{code}\"")));
        missing.map(|code| format!("a page for {code} in functions/portal/src/problems/register")).collect()
    }
}

/// What a file of the repository holds; nothing if it does not exist yet.
fn kept(path: &str) -> String {
    let path = root().join(path);
    if path.is_file() { read(&path) } else { String::new() }
}

/// The operations that a file of routes describes, each with the name of its handler.
fn handlers(text: &str) -> Vec<(String, String)> {
    let described = text.split("#[utoipa::path(").skip(1);
    let found = described.filter_map(|part| {
        let operation = part.split("operation_id = \"").nth(1)?.split('"').next()?;
        let handler = part.split("async fn ").nth(1)?.split(['(', '<']).next()?;
        Some((operation.to_owned(), handler.to_owned()))
    });
    found.collect()
}

/// The codes that are declared in a file: `=> Kind "code"`.
fn codes(text: &str) -> Vec<String> {
    let declared = text.split("faults! {").skip(1).flat_map(|part| part.split("=> ").skip(1));
    let found = declared.filter_map(|part| {
        let (kind, rest) = part.split_once(" \"")?;
        let is_kind = kind.chars().all(char::is_alphabetic) && kind.starts_with(char::is_uppercase);
        is_kind.then(|| rest.split('"').next().unwrap_or_default().to_owned())
    });
    found.collect()
}

#[test]
fn no_noun_is_half_added() {
    let nouns = nouns();
    assert!(nouns.len() > 40, "the rooms were not read as they are: {} nouns", nouns.len());
    let lacking: Vec<String> = nouns
        .iter()
        .filter_map(|noun| {
            let lacks = noun.lacks();
            (!lacks.is_empty()).then(|| format!("{} of {} lacks\n  - {}", noun.name, noun.area, lacks.join("\n  - ")))
        })
        .collect();
    assert!(lacking.is_empty(), "\n{}\n", lacking.join("\n"));
}

#[test]
fn handlers_and_codes_are_found_where_they_are_written() {
    let route = r#"#[utoipa::path(get, operation_id = "get_thing", tag = "x")] pub(crate) async fn get(cx: Cx) {}
        #[utoipa::path(put, operation_id = "update_thing")] pub async fn update<T>(cx: Cx) {}"#;
    let expected = [("get_thing", "get"), ("update_thing", "update")];
    assert_eq!(handlers(route), expected.map(|(id, name)| (id.to_owned(), name.to_owned())));
    let faults = r#"match x { A => Other "none" } faults! { pub enum F { A => Conflict "thing_closed" with { "a": b }; B(C); } }"#;
    assert_eq!(codes(faults), ["thing_closed"]);
}
