//! Who may do what: every operation of the API as every actor, held to a table.
//!
//! `operations/<area>.tsv` has one row an operation and one column an actor; a cell is the status of the answer, and the code of
//! the problem if it is one. Variables of a path name things of *the customer* (their order, session, address, line) or of the
//! shop; each request has a valid body and is sent in a session of its own, so no cell depends on another.
//!
//! A new operation is added like this:
//!
//! 1. Its body is the example of its schema, so that is a valid one: `#[schema(example = …)]` where the members' own
//!    examples do not make one together. Ids in it name what there is.
//! 2. What a new variable of a path names, `value_for` of the theme says that tells of it; it is made anew for each request.
//! 3. What no example can know, such as a mailed token, is made in [`request`].
//! 4. Run `UPDATE=1 cargo test -p tests access::` and read the row that it writes: every cell is a decision.

mod request;
mod scene;
mod table;

use testkit::World;

use self::scene::{Actor, Scene};
use self::table::Table;
use crate::operation::{Operation, all_operations};

/// What each operation answers to one actor, in a world of their own.
async fn column(actor: Actor) -> Vec<(Operation, String)> {
    let world = World::new().await;
    let scene = Scene::open(&world, actor).await;
    let mut cells = Vec::new();
    for operation in all_operations() {
        let answer = scene.ask(&operation).await;
        let code = answer.text("/code");
        let cell = if answer.status < 400 { answer.status.to_string() } else { format!("{} {code}", answer.status) };
        cells.push((operation, cell));
    }
    cells
}

/// A01-T01, M01-T06
#[tokio::test(flavor = "multi_thread")]
async fn every_operation_answers_every_actor_as_the_table_says() {
    let columns = Actor::ALL.map(|actor| tokio::spawn(column(actor)));
    let mut found = Table::default();
    for (actor, column) in Actor::ALL.into_iter().zip(columns) {
        for (operation, cell) in column.await.expect("a column") {
            found.set(&operation, actor, cell);
        }
    }
    #[expect(clippy::disallowed_methods, reason = "a test that writes its own snapshot when told to")]
    if std::env::var("UPDATE").is_ok() {
        found.write();
    }
    let differences = Table::committed().differences(&found);
    assert!(differences.is_empty(), "tests/access/operations says otherwise:\n{differences}");
}

#[test]
fn the_table_has_a_row_for_each_operation_and_no_other() {
    Table::committed().expect_rows(&all_operations());
}

/// The cells of an operation in the table as it is committed.
fn cells(operation: &Operation, actors: &[Actor]) -> Vec<String> {
    let table = Table::committed();
    actors.iter().map(|actor| table.cell(operation, *actor).to_owned()).collect()
}

fn operations_for(role: &str) -> Vec<Operation> {
    let all: Vec<Operation> = all_operations()
        .into_iter()
        .filter(|operation| operation.access.get("role").is_some_and(|own| own == role))
        .collect();
    assert!(!all.is_empty(), "{role}");
    all
}

#[test]
fn what_is_for_staff_is_closed_to_all_others_and_to_staff_without_the_scope() {
    let others = [Actor::Customer, Actor::OtherCustomer, Actor::Seller, Actor::OtherSeller, Actor::AdminWithoutScope];
    for operation in operations_for("admin") {
        assert!(operation.access["scope"].is_string(), "{} names no scope", operation.id);
        let unknown = cells(&operation, &[Actor::Anonymous, Actor::Guest]);
        assert!(unknown.iter().all(|cell| cell == "401 unauthenticated"), "{}: {unknown:?}", operation.id);
        let known = cells(&operation, &others);
        assert!(known.iter().all(|cell| cell == "403 insufficient_scope"), "{}: {known:?}", operation.id);
        let staff = cells(&operation, &[Actor::Admin]);
        assert!(staff.iter().all(|cell| cell.starts_with('2')), "{}: {staff:?}", operation.id);
    }
}

#[test]
fn what_is_for_people_with_an_account_is_closed_to_who_shows_none() {
    for operation in operations_for("customer") {
        let unknown = cells(&operation, &[Actor::Anonymous, Actor::Guest]);
        assert!(unknown.iter().all(|cell| cell == "401 unauthenticated"), "{}: {unknown:?}", operation.id);
        // What they have, or what is in the way, may be a reason; who they are is none.
        let owner = cells(&operation, &[Actor::Customer]);
        assert!(
            !owner.iter().any(|cell| cell.starts_with("401") || cell.starts_with("403")),
            "{}: {owner:?}",
            operation.id
        );
    }
}

/// What begins like this everybody sees, and whoever has an account may say something of it.
const PUBLIC: [&str; 2] = ["/v1/products/", "/v1/reviews/"];

/// A09-T05: an id of somebody else's is the id of nothing, wherever an operation of the customer takes one.
#[test]
fn what_is_the_customers_does_not_exist_for_anybody_else() {
    let others = [Actor::OtherCustomer, Actor::Seller, Actor::OtherSeller];
    let mut seen = 0;
    for operation in all_operations() {
        let is_owned = operation.variable().is_some_and(|(_, is_id)| is_id) && operation.reads_tokens();
        let is_public = PUBLIC.iter().any(|path| operation.path.starts_with(path));
        if !is_owned || is_public || operation.access["role"] == "admin" {
            continue;
        }
        seen += 1;
        let foreign = cells(&operation, &others);
        assert!(foreign.iter().all(|cell| cell == "404 not_found"), "{}: {foreign:?}", operation.id);
        let owner = cells(&operation, &[Actor::Customer]);
        assert!(owner.iter().all(|cell| cell.starts_with('2')), "{}: {owner:?}", operation.id);
    }
    assert!(seen >= 8, "{seen} operations");
}
