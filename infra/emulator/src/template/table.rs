//! Tables of the template.

use serde_json::{Map, Value, json};

use super::fault::TemplateFault;
use super::intrinsics::Scope;

/// A DynamoDB table.
#[derive(Clone, Debug)]
pub struct TableSpec {
    /// The name of the table.
    pub name: String,
    /// The ARN of its stream, if it has one.
    pub stream_arn: Option<String>,
    /// The body of the `CreateTable` call that makes it: keys, indexes and stream as in the template.
    pub create: Value,
    /// The attribute that holds the second at which an item expires.
    pub ttl_attribute: Option<String>,
}

/// The properties that `CreateTable` takes as they stand. Encryption, backups, deletion protection and tags mean
/// nothing to an embedded database.
const TAKEN: [&str; 5] =
    ["AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes", "LocalSecondaryIndexes", "BillingMode"];

impl TableSpec {
    pub(super) fn read(scope: &Scope<'_>, logical: &str, properties: &Value, at: &str) -> Result<Self, TemplateFault> {
        let name = scope.name_of(logical, at, 0)?;
        let properties = scope.resolve(properties, at)?;
        let mut create = Map::from_iter([("TableName".to_owned(), Value::from(name.clone()))]);
        for property in TAKEN {
            if let Some(value) = properties.get(property) {
                create.insert(property.to_owned(), value.clone());
            }
        }
        let view = properties.get("StreamSpecification").and_then(|stream| stream.get("StreamViewType"));
        if let Some(view) = view {
            create.insert("StreamSpecification".to_owned(), json!({ "StreamEnabled": true, "StreamViewType": view }));
        }
        Ok(Self {
            stream_arn: view.map(|_| super::intrinsics::arn("dynamodb", &format!("table/{name}/stream/local"))),
            name,
            create: Value::Object(create),
            ttl_attribute: ttl_attribute(&properties),
        })
    }
}

fn ttl_attribute(properties: &Value) -> Option<String> {
    let ttl = properties.get("TimeToLiveSpecification")?;
    let enabled = matches!(ttl.get("Enabled")?, Value::Bool(true)) || ttl.get("Enabled")?.as_str() == Some("true");
    enabled.then(|| ttl.get("AttributeName")?.as_str().map(str::to_owned)).flatten()
}
