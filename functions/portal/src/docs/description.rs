//! The parts of an OpenAPI document that the page shows.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};

use super::schema::Schema;

/// The methods in the order in which they are shown.
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// The document.
#[derive(Debug, Deserialize)]
pub(crate) struct Description {
    pub(crate) info: Info,
    #[serde(default)]
    pub(crate) tags: Vec<Tag>,
    paths: Ordered<BTreeMap<String, Operation>>,
    #[serde(default)]
    pub(crate) components: Components,
}

/// What the API is.
#[derive(Debug, Deserialize)]
pub(crate) struct Info {
    pub(crate) title: String,
    #[serde(default)]
    pub(crate) description: String,
    pub(crate) version: String,
}

/// A group of operations.
#[derive(Debug, Deserialize)]
pub(crate) struct Tag {
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) description: String,
}

/// What operations share.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Components {
    pub(crate) schemas: Ordered<Schema>,
}

/// One thing that can be asked for.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Operation {
    #[serde(rename = "operationId")]
    pub(crate) id: String,
    #[serde(default)]
    pub(crate) summary: String,
    #[serde(default)]
    pub(crate) description: String,
    #[serde(default)]
    pub(crate) tags: Vec<String>,
    #[serde(default)]
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) request_body: Option<Body>,
    #[serde(default)]
    pub(crate) responses: Ordered<Response>,
    #[serde(default)]
    pub(crate) security: Vec<BTreeMap<String, Vec<String>>>,
}

/// A value in the path, the query or a header.
#[derive(Debug, Deserialize)]
pub(crate) struct Parameter {
    pub(crate) name: String,
    #[serde(rename = "in")]
    pub(crate) place: String,
    #[serde(default)]
    pub(crate) description: String,
    #[serde(default)]
    pub(crate) required: bool,
    #[serde(default)]
    pub(crate) schema: Schema,
    pub(crate) example: Option<serde_json::Value>,
}

/// What is sent along.
#[derive(Debug, Deserialize)]
pub(crate) struct Body {
    #[serde(default)]
    pub(crate) description: String,
    pub(crate) content: Ordered<Media>,
}

/// What comes back.
#[derive(Debug, Deserialize)]
pub(crate) struct Response {
    #[serde(default)]
    pub(crate) description: String,
    #[serde(default)]
    pub(crate) headers: Ordered<Header>,
    #[serde(default)]
    pub(crate) content: Ordered<Media>,
}

/// A header of an answer.
#[derive(Debug, Deserialize)]
pub(crate) struct Header {}

/// Content of one media type.
#[derive(Debug, Deserialize)]
pub(crate) struct Media {
    #[serde(default)]
    pub(crate) schema: Schema,
}

/// An operation, and how it is asked for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked<'a> {
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) operation: &'a Operation,
}

impl Description {
    /// All operations, by path.
    pub(crate) fn operations(&self) -> Vec<Asked<'_>> {
        let mut all = Vec::new();
        for (path, item) in self.paths.iter() {
            let asked = |method: &&'static str| Some(Asked { method, path, operation: item.get(*method)? });
            all.extend(METHODS.iter().filter_map(asked));
        }
        all
    }

    /// The schema with this name.
    pub(crate) fn schema(&self, name: &str) -> Option<&Schema> {
        self.components.schemas.iter().find(|(known, _)| known == name).map(|(_, schema)| schema)
    }
}

/// A JSON object in the order in which it is written.
#[derive(Clone, Debug)]
pub(crate) struct Ordered<T>(Vec<(String, T)>);

impl<T> Default for Ordered<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> std::ops::Deref for Ordered<T> {
    type Target = [(String, T)];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Ordered<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for Members<T> {
            type Value = Ordered<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Ordered<T>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Ordered(members))
            }
        }

        deserializer.deserialize_map(Members(PhantomData))
    }
}
