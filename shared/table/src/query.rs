//! Queries of one partition, of the table or of an index.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;

use crate::AttributeValue;

/// Which keys a query goes by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Index {
    /// The table itself, read consistently.
    Base,
    /// GSI1, by owner.
    Owner,
    /// GSI2, by relation.
    Relation,
    /// GSI3, work that is due; holds keys only.
    Work,
}

impl Index {
    fn name(self) -> Option<&'static str> {
        match self {
            Self::Base => None,
            Self::Owner => Some("GSI1"),
            Self::Relation => Some("GSI2"),
            Self::Work => Some("GSI3"),
        }
    }

    /// The names of the partition and sort key attributes.
    pub(crate) fn key_names(self) -> (&'static str, &'static str) {
        match self {
            Self::Base => ("PK", "SK"),
            Self::Owner => ("GSI1PK", "GSI1SK"),
            Self::Relation => ("GSI2PK", "GSI2SK"),
            Self::Work => ("GSI3PK", "GSI3SK"),
        }
    }
}

/// Which sort keys a query takes.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Range {
    All,
    Prefix(String),
    Between(String, String),
    UpTo(String),
}

/// One partition's items in sort-key order.
#[derive(Clone, Debug)]
pub struct Query {
    pub(crate) index: Index,
    pk: String,
    range: Range,
    pub(crate) descending: bool,
}

impl Query {
    /// All of the partition `pk`, ascending.
    pub fn of(index: Index, pk: String) -> Self {
        Self { index, pk, range: Range::All, descending: false }
    }

    /// Only sort keys that begin with `prefix`.
    pub fn prefix(self, prefix: impl Into<String>) -> Self {
        Self { range: Range::Prefix(prefix.into()), ..self }
    }

    /// Only sort keys from `low` to `high`, both included.
    pub fn between(self, low: impl Into<String>, high: impl Into<String>) -> Self {
        Self { range: Range::Between(low.into(), high.into()), ..self }
    }

    /// Only sort keys up to `high`, included.
    pub fn up_to(self, high: impl Into<String>) -> Self {
        Self { range: Range::UpTo(high.into()), ..self }
    }

    /// Greatest sort key first.
    pub fn descending(self) -> Self {
        Self { descending: true, ..self }
    }

    pub(crate) fn request(&self, client: &Client, table: &str) -> QueryFluentBuilder {
        let (pk, sk) = self.index.key_names();
        let text = |value: &String| AttributeValue::S(value.clone());
        let request = client
            .query()
            .table_name(table)
            .set_index_name(self.index.name().map(Into::into))
            .scan_index_forward(!self.descending)
            .expression_attribute_names("#pk", pk)
            .expression_attribute_values(":pk", text(&self.pk));
        // Indexes cannot be read consistently; the table always is.
        let request = if self.index == Index::Base { request.consistent_read(true) } else { request };
        let request = if self.range == Range::All { request } else { request.expression_attribute_names("#sk", sk) };
        match &self.range {
            Range::All => request.key_condition_expression("#pk = :pk"),
            Range::Prefix(prefix) => request
                .key_condition_expression("#pk = :pk AND begins_with(#sk, :low)")
                .expression_attribute_values(":low", text(prefix)),
            Range::Between(low, high) => request
                .key_condition_expression("#pk = :pk AND #sk BETWEEN :low AND :high")
                .expression_attribute_values(":low", text(low))
                .expression_attribute_values(":high", text(high)),
            Range::UpTo(high) => request
                .key_condition_expression("#pk = :pk AND #sk <= :high")
                .expression_attribute_values(":high", text(high)),
        }
    }
}
