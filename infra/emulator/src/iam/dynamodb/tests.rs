use serde_json::json;

use super::*;

fn tables() -> Tables {
    let key = |name: &str| json!([{ "AttributeName": name, "KeyType": "HASH" }]);
    let create = json!({
        "TableName": "shop",
        "KeySchema": key("PK"),
        "GlobalSecondaryIndexes": [{ "IndexName": "GSI1", "KeySchema": key("GSI1PK") }],
    });
    Tables::of(&[TableSpec { name: "shop".to_owned(), stream_arn: None, create, ttl_attribute: None }])
}

/// What is demanded: action, what follows the account in the ARN, and the leading keys.
fn demanded(operation: &str, body: &Value) -> Vec<(String, String, Vec<String>)> {
    let demands = tables().demands(operation, body).unwrap();
    let short = |demand: Demand| {
        let resource = demand.resource.trim_start_matches("arn:aws:dynamodb:us-east-1:000000000000:").to_owned();
        (demand.action, resource, demand.context.get(LEADING_KEYS).cloned().unwrap_or_default())
    };
    demands.into_iter().map(short).collect()
}

fn one(action: &str, resource: &str, keys: &[&str]) -> (String, String, Vec<String>) {
    (format!("dynamodb:{action}"), resource.to_owned(), keys.iter().map(|key| (*key).to_owned()).collect())
}

fn item(key: &str) -> Value {
    json!({ "PK": { "S": key }, "SK": { "S": "HEAD" } })
}

#[test]
fn one_item_is_one_demand_with_its_key() {
    for operation in ["GetItem", "DeleteItem", "UpdateItem"] {
        let body = json!({ "TableName": "shop", "Key": item("ORDER#1") });
        assert_eq!(demanded(operation, &body), [one(operation, "table/shop", &["ORDER#1"])]);
    }
    let body = json!({ "TableName": "shop", "Item": item("ORDER#1") });
    assert_eq!(demanded("PutItem", &body), [one("PutItem", "table/shop", &["ORDER#1"])]);
    let by_arn = json!({ "TableName": table_arn("shop"), "Item": item("ORDER#1") });
    assert_eq!(demanded("PutItem", &by_arn), [one("PutItem", "table/shop", &["ORDER#1"])]);
}

#[test]
fn a_batch_is_one_demand_for_each_table_with_all_its_keys() {
    let body = json!({ "RequestItems": { "shop": { "Keys": [item("A#1"), item("B#1")] } } });
    assert_eq!(demanded("BatchGetItem", &body), [one("BatchGetItem", "table/shop", &["A#1", "B#1"])]);
    let body = json!({ "RequestItems": { "shop": [
        { "PutRequest": { "Item": item("A#1") } }, { "DeleteRequest": { "Key": item("B#1") } },
    ] } });
    assert_eq!(demanded("BatchWriteItem", &body), [one("BatchWriteItem", "table/shop", &["A#1", "B#1"])]);
}

#[test]
fn each_part_of_a_transaction_demands_what_it_would_alone() {
    let key = |key: &str| json!({ "TableName": "shop", "Key": item(key) });
    let body = json!({ "TransactItems": [
        { "Put": { "TableName": "shop", "Item": item("A#1") } },
        { "Update": key("B#1") },
        { "Delete": key("C#1") },
        { "ConditionCheck": key("D#1") },
    ] });
    let expected = [
        one("PutItem", "table/shop", &["A#1"]),
        one("UpdateItem", "table/shop", &["B#1"]),
        one("DeleteItem", "table/shop", &["C#1"]),
        one("ConditionCheckItem", "table/shop", &["D#1"]),
    ];
    assert_eq!(demanded("TransactWriteItems", &body), expected);
    let body = json!({ "TransactItems": [{ "Get": key("A#1") }] });
    assert_eq!(demanded("TransactGetItems", &body), [one("GetItem", "table/shop", &["A#1"])]);
}

#[test]
fn a_query_is_about_the_partition_it_reads() {
    let values = json!({ ":k": { "S": "ORDER#1" }, ":s": { "S": "LINES" } });
    for (expression, names) in [
        ("PK = :k", json!({})),
        ("#p = :k AND begins_with(#s, :s)", json!({ "#p": "PK", "#s": "SK" })),
        ("(SK=:s)and(:k=PK)", json!({})),
        ("#s BETWEEN :s AND :s AND (#p = :k)", json!({ "#p": "PK", "#s": "SK" })),
    ] {
        let body = json!({ "TableName": "shop", "KeyConditionExpression": expression,
            "ExpressionAttributeNames": names, "ExpressionAttributeValues": values });
        assert_eq!(demanded("Query", &body), [one("Query", "table/shop", &["ORDER#1"])], "{expression}");
    }
    let body = json!({ "TableName": "shop", "IndexName": "GSI1", "KeyConditionExpression": "GSI1PK = :k",
        "ExpressionAttributeValues": values });
    assert_eq!(demanded("Query", &body), [one("Query", "table/shop/index/GSI1", &["ORDER#1"])]);
    let old = json!({ "TableName": "shop", "KeyConditions": {
        "PK": { "ComparisonOperator": "EQ", "AttributeValueList": [{ "S": "ORDER#1" }] } } });
    assert_eq!(demanded("Query", &old), [one("Query", "table/shop", &["ORDER#1"])]);
}

#[test]
fn a_query_whose_partition_cannot_be_told_is_unclear() {
    let values = json!({ ":k": { "S": "ORDER#1" } });
    for expression in ["SK = :k", "PK < :k", "GSI1PK = :k", "", "PK = :other"] {
        let body =
            json!({ "TableName": "shop", "KeyConditionExpression": expression, "ExpressionAttributeValues": values });
        assert_eq!(tables().demands("Query", &body), Err(Unclear), "{expression}");
    }
}

#[test]
fn everything_else_demands_what_it_is_called() {
    let scan = json!({ "TableName": "shop", "IndexName": "GSI1" });
    assert_eq!(demanded("Scan", &scan), [one("Scan", "table/shop/index/GSI1", &[])]);
    assert_eq!(demanded("ListTables", &json!({})), [one("ListTables", "*", &[])]);
}
