//! Requests for somebody's data, those of one user together.

use domain::identity::data_export::DataExport;
use kernel::id::{ExportId, UserId};
use table::{Entity, Index, Indexes, Key, Partition, Person, Query, Shape, Stored, Table, TableFault, key, part};

use super::partitions;

/// The item of a [`DataExport`].
#[derive(Debug)]
pub struct DataExportRecord;

impl DataExportRecord {
    /// Where a request of a user is.
    pub fn at(user: UserId, export: ExportId) -> Key {
        key!("EXPORTS", user; "EXPORT", export)
    }
}

impl Entity for DataExportRecord {
    type Value = DataExport;
    const TYPE: &'static str = "DataExport";
    const SHAPE: Shape = Shape::at("EXPORTS#{usr}", "EXPORT#{exp}");
    const PERSON: Person = Person::shown_without("data_exports", "When you asked for your data.", &["archive"]);
    const PARTITION: Partition = partitions::EXPORTS;

    fn key(export: &DataExport) -> Key {
        Self::at(export.user, export.id)
    }

    fn indexes(export: &DataExport) -> Indexes {
        Indexes { expires_at: Some(export.forgotten_at()), ..Indexes::default() }
    }
}

/// Requests for data, by their access patterns.
pub struct DataExports<'a> {
    pub(crate) table: &'a Table,
}

impl DataExports<'_> {
    /// One request of a user.
    pub async fn by_id(&self, user: UserId, export: ExportId) -> Result<Option<Stored<DataExportRecord>>, TableFault> {
        self.table.get(&DataExportRecord::at(user, export)).await
    }

    /// The requests of a user that are remembered, the latest first.
    pub async fn of_user(&self, user: UserId) -> Result<Vec<Stored<DataExportRecord>>, TableFault> {
        let query = Query::of(Index::Base, part!("EXPORTS", user)).prefix("EXPORT#").descending();
        self.table.collect(&query).await?.take_all()
    }
}
