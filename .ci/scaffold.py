#!/usr/bin/env python3
"""Adds a noun to an area of a checkout, in every place that infra/adding-a-model.md lists.

scaffold.py singleton <area> <noun>   what a customer says about themself, in one item: read and set at /v1/me/<noun>
scaffold.py lifecycle <area> <noun>   the registrations of a noun with states, events, an audit action and a mail

The singleton is whole: it builds and answers. Of the lifecycle only the registrations are written, for .ci/quiet-merges to see
what two of them have in common. Generated files are written as their tests would write them.
"""
import json
import re
import sys
from pathlib import Path


def insert_sorted(path, line, among):
    """Puts `line` among the lines that match `among`, in the order of the alphabet."""
    lines = Path(path).read_text().splitlines()
    places = [at for at, text in enumerate(lines) if re.match(among, text)]
    at = next((at for at in places if lines[at] > line), places[-1] + 1 if places else len(lines))
    lines.insert(at, line)
    Path(path).write_text("\n".join(lines) + "\n")


def insert_before_last(path, text, closing):
    """Puts `text` before the last line that is `closing`."""
    lines = Path(path).read_text().splitlines()
    at = max(at for at, line in enumerate(lines) if line == closing)
    lines[at:at] = text.splitlines()
    Path(path).write_text("\n".join(lines) + "\n")


def create(path, text):
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    assert not path.exists(), f"{path} exists"
    path.write_text(text)


class Noun:
    def __init__(self, area, name):
        self.area, self.name = area, name
        self.type = "".join(part.capitalize() for part in name.split("_"))
        self.words = name.replace("_", " ")
        self.path = "/v1/me/" + name.replace("_", "-")
        self.key = name.upper()

    def fill(self, template):
        facts = {"AREA": self.area, "NOUN": self.name, "TYPE": self.type, "WORDS": self.words, "TERM": self.words.capitalize(), "PATH": self.path, "KEY": self.key}
        for name, value in facts.items():
            template = template.replace(f"@{name}@", value)
        return template


DOMAIN = '''//! @TERM@. What a customer said about it.

use kernel::id::UserId;
use serde::{Deserialize, Serialize};

/// What a customer agreed to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct @TYPE@ {
    /// Whose it is.
    pub user: UserId,
    /// Whether they agree.
    #[serde(default)]
    pub accepted: bool,
}

impl @TYPE@ {
    /// What holds for somebody who said nothing: they do not agree.
    pub fn usual(user: UserId) -> Self {
        Self { user, accepted: false }
    }
}
'''

STORE = '''//! Where a @WORDS@ is kept.

use domain::@AREA@::@NOUN@::@TYPE@;
use kernel::id::UserId;
use table::{Entity, Key, Partition, Person, Shape, Stored, Table, TableFault, key};

use super::partitions;

/// The item of a [`@TYPE@`].
#[derive(Debug)]
pub struct @TYPE@Record;

impl @TYPE@Record {
    /// Where a customer's is.
    pub fn at(user: UserId) -> Key {
        key!("@PREFIX@", user; "@KEY@")
    }
}

impl Entity for @TYPE@Record {
    type Value = @TYPE@;
    const TYPE: &'static str = "@TYPE@";
    const SHAPE: Shape = Shape::at("@PREFIX@#{usr}", "@KEY@");
    const PERSON: Person = Person::shown("@NOUN@", "Your @WORDS@.");
    const PARTITION: Partition = partitions::@PARTITION@;

    fn key(value: &@TYPE@) -> Key {
        Self::at(value.user)
    }
}

/// The access pattern.
pub struct @TYPE@s<'a> {
    pub(crate) table: &'a Table,
}

impl @TYPE@s<'_> {
    /// What a customer said, if anything.
    pub async fn of(&self, user: UserId) -> Result<Option<Stored<@TYPE@Record>>, TableFault> {
        self.table.get(&@TYPE@Record::at(user)).await
    }
}
'''

ROUTES = '''//! The caller's @WORDS@.

use domain::@AREA@::@NOUN@::@TYPE@;
use serde::{Deserialize, Serialize};
use store::@AREA@::@NOUN@::@TYPE@Record;
use table::Stored;
use utoipa::ToSchema;
use web::{Customer, Cx, IfMatch, Reply, ValidJson, Versioned};
use workflows::profiles::preference::save_preference;

/// What somebody says.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct @TYPE@Request {
    /// Whether they agree.
    accepted: bool,
}

/// What somebody said.
#[derive(Debug, Serialize, ToSchema)]
pub struct @TYPE@View {
    /// Whether they agree.
    accepted: bool,
    /// Rises with every change; 0 as long as nothing was said.
    version: u64,
}

fn view(said: &@TYPE@, version: u64) -> Versioned<@TYPE@View> {
    Versioned { version, body: @TYPE@View { accepted: said.accepted, version } }
}

/// Get the @WORDS@.
#[utoipa::path(get, path = "@PATH@", tag = "profile", operation_id = "get_@NOUN@",
    responses((status = 200, body = @TYPE@View, headers(("ETag" = String)))))]
pub async fn get_@NOUN@(cx: Cx, Customer(principal): Customer) -> Reply<Versioned<@TYPE@View>> {
    let stored = cx.store.@NOUN@().of(principal.user).await?;
    let version = stored.as_ref().map_or(0, Stored::version);
    Ok(view(&stored.map_or_else(|| @TYPE@::usual(principal.user), Stored::into_value), version))
}

/// Set the @WORDS@.
#[utoipa::path(put, path = "@PATH@", tag = "profile", operation_id = "update_@NOUN@",
    request_body = @TYPE@Request, params(("If-Match" = Option<String>, Header)),
    responses((status = 200, body = @TYPE@View, headers(("ETag" = String)))))]
pub async fn update_@NOUN@(
    cx: Cx,
    Customer(principal): Customer,
    if_match: IfMatch,
    ValidJson(body): ValidJson<@TYPE@Request>,
) -> Reply<Versioned<@TYPE@View>> {
    let said = @TYPE@ { user: principal.user, accepted: body.accepted };
    let stored = save_preference::<@TYPE@Record>(&cx, said, if_match.version()?).await?;
    Ok(view(&stored, stored.version()))
}
'''

TEST = '''//! The @WORDS@.

use serde_json::json;
use testkit::World;

#[tokio::test(flavor = "multi_thread")]
async fn somebody_says_it_and_reads_it_again() {
    let world = World::new().await;
    let ana = world.customer("ana@example.com").await;
    let before = ana.get("@PATH@").await.expect(200).body;
    assert_eq!(before, json!({ "accepted": false, "version": 0 }));
    ana.put("@PATH@", json!({ "accepted": true })).await.expect(200);
    let after = ana.get("@PATH@").await.expect(200).body;
    assert_eq!(after, json!({ "accepted": true, "version": 1 }));
}
'''


def modules(folder, noun):
    insert_sorted(f"{folder}/mod.rs", f"pub mod {noun.name};", r"pub mod \w+;$")


def keep(noun, template):
    """The rooms of the noun in domain and store, and its registration."""
    text = Path(f"shared/store/src/{noun.area}/mod.rs").read_text()
    partition, prefix = re.search(r'^        (\w+) = "([^"#]+)"', text, re.M).groups()
    create(f"shared/domain/src/{noun.area}/{noun.name}.rs", noun.fill(DOMAIN))
    modules(f"shared/domain/src/{noun.area}", noun)
    text = noun.fill(template).replace("@PARTITION@", partition).replace("@PREFIX@", prefix)
    create(f"shared/store/src/{noun.area}/{noun.name}.rs", text)
    modules(f"shared/store/src/{noun.area}", noun)
    entry = noun.fill("    /// The @WORDS@.\n    @NOUN@: @NOUN@::@TYPE@s [@TYPE@Record],")
    insert_before_last(f"shared/store/src/{noun.area}/mod.rs", entry, "}")
    return prefix


def answer(noun):
    """The routes, and what is generated from them."""
    routes = f"functions/{noun.area}/src/routes"
    create(f"{routes}/{noun.name}.rs", noun.fill(ROUTES))
    modules(routes, noun)
    handlers = noun.fill("        .routes(routes!(@NOUN@::get_@NOUN@, @NOUN@::update_@NOUN@))")
    # A router of one line is broken into several, as rustfmt does.
    text = Path(f"{routes}/mod.rs").read_text().replace("new().routes(", "new()\n        .routes(")
    entries = list(re.finditer(r"^        \.routes\(routes!\(\s*(\w+)::", text, re.M))
    at = next((entry.start() for entry in entries if entry.group(1) > noun.name), text.index("\n}\n", entries[-1].end()) + 1)
    Path(f"{routes}/mod.rs").write_text(text[:at] + handlers + "\n" + text[at:])
    describe(noun)
    table = f"tests/access/operations/{noun.area}.tsv"
    for verb in ("get", "update"):
        row = f"{verb}_{noun.name}\t401 unauthenticated\t401 unauthenticated" + "\t200" * 6
        insert_sorted(table, row, r"(?!operation\t)\w")
    head, *rows = Path(table).read_text().splitlines()
    Path(table).write_text("\n".join([head, *sorted(rows)]) + "\n")


def describe(noun):
    """The area's document, near enough to how it is generated: paths and schemas in the order of the alphabet."""
    path = Path(f"functions/{noun.area}/openapi.json")
    document = json.loads(path.read_text())
    schema = {"type": "object", "properties": {"accepted": {"type": "boolean"}}}
    answers = {"200": {"description": "It went well."}}
    def operation(verb, says):
        return {"tags": ["profile"], "summary": f"{says} the {noun.words}.", "operationId": f"{verb}_{noun.name}", "responses": answers}

    operations = {"get": operation("get", "Get"), "put": operation("update", "Set")}
    document["paths"] = dict(sorted({**document["paths"], noun.path: operations}.items()))
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas = {**schemas, noun.type + "Request": schema, noun.type + "View": schema}
    document["components"]["schemas"] = dict(sorted(schemas.items()))
    path.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n")


def list_in_the_map(noun, prefix, rooms):
    page = f"infra/models/{noun.area}.md"
    cells = " | ".join(f"[{called}](../../{path})" if path else "" for called, path in rooms)
    insert_sorted(page, f"| {noun.name} | {cells} |", r"\| [a-z_]+ \|")
    row = f"| {noun.type} | `{prefix}#{{usr}}` / `{noun.key}` |  |  |  | a user's, shown to them in `{noun.name}.json` |"
    insert_sorted(page, row, r"\| [A-Z]\w+ \| `")


def singleton(noun):
    prefix = keep(noun, STORE)
    answer(noun)
    area, name = noun.area, noun.name
    rooms = [("rules", f"shared/domain/src/{area}/{name}.rs"), ("keys", f"shared/store/src/{area}/{name}.rs"), ("", "")]
    list_in_the_map(noun, prefix, [*rooms, ("routes", f"functions/{area}/src/routes/{name}.rs")])
    tell(noun)


def tell(noun):
    """Its story: among those of preferences where the area has some, else in a file of its own."""
    preferences = Path(f"tests/{noun.area}/preferences.rs")
    if preferences.exists():
        story = noun.fill(TEST).split("\n\n", 2)[2].replace("somebody_says_it", f"somebody_says_{noun.name}")
        preferences.write_text(preferences.read_text() + "\n" + story)
        return
    create(f"tests/{noun.area}/{noun.name}.rs", noun.fill(TEST))
    stories = Path(f"tests/{noun.area}/mod.rs")
    if not stories.exists():
        create(stories, f"//! What {noun.area} does for those who use it.\n\n")
        insert_sorted("tests/main.rs", f"mod {noun.area};", r"mod \w+;$")
    insert_sorted(stories, f"mod {noun.name};", r"mod \w+;$")


def lifecycle(noun):
    singleton(noun)
    area, name = noun.area, noun.name
    create(f"shared/workflows/src/{area}/{name}.rs", noun.fill("//! @TERM@. Somebody begins one.\n"))
    modules(f"shared/workflows/src/{area}", noun)
    short = "".join(letter for letter in name if letter not in "aeiou_")[:6]
    registry = Path("shared/kernel/src/id/registry.rs")
    text = registry.read_text()
    ids = re.findall(r'    /// [^\n]*\n    \w+Id = "\w+",\n', text)
    ids.append(f'    /// A {noun.words}.\n    {noun.type}Id = "{short}",\n')
    ids.sort(key=lambda entry: entry.splitlines()[1])
    head = text[: text.index("    /// ")]
    registry.write_text(head + "".join(ids) + "}\n")
    event = f'    /// A {noun.words} was begun.\n    {noun.type}Begun = "{name}" "{name}.begun" {{\n        /// Which.\n        {name}: {noun.type}Id,\n    }}'
    registered(f"shared/events/src/kinds/{area}.rs", event)
    audited(area, f'    /// A {noun.words} was begun.\n    {noun.key}_BEGUN = "{name}.begun",')
    registered(f"functions/notifications/src/email_template/{area}.rs", f"    {noun.type}Begun => {name}_begun,")
    appended(f"shared/domain/src/{area}/{name}.rs", f"/// Tells that a {noun.words} was begun.\npub fn {name}_begun() {{}}\n")
    mailed(area, f"{name}.begun")


def audited(area, action):
    """Adds an action to the area's list, which may begin one."""
    path = Path(f"shared/domain/src/{area}/mod.rs")
    if "actions! {" in path.read_text():
        insert_before_last(path, action, "}")
    else:
        appended(path, f"crate::audit::action::actions! {{\n{action}\n}}\n")


def mailed(area, kind):
    """Lets the event through to the mails, among those of its area."""
    filters = Path("infra/areas/notifications.yaml")
    lines = filters.read_text().splitlines()
    at = lines.index(f"          # {area}") + 1
    while lines[at].startswith("          - "):
        at += 1
    lines.insert(at, f"          - {kind}")
    filters.write_text("\n".join(lines) + "\n")


def registered(path, entry):
    """Adds an entry to the list of an area, which may begin one."""
    if Path(path).exists():
        insert_before_last(path, entry, "}")
    else:
        create(path, f"//! Begun by this noun.\n\nlist! {{\n{entry}\n}}\n")


def appended(path, text):
    path = Path(path)
    if path.exists():
        path.write_text(path.read_text() + "\n" + text)
    else:
        create(path, text)


if __name__ == "__main__":
    kind, area, name = sys.argv[1:]
    {"singleton": singleton, "lifecycle": lifecycle}[kind](Noun(area, name))
