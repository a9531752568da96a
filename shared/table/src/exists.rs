//! Whether there is a table at all: a question of whoever deploys one.

use aws_sdk_dynamodb::operation::describe_table::DescribeTableError;

use crate::Table;
use crate::error::TableFault;

impl Table {
    /// Whether DynamoDB knows a table of this name; whoever asks needs `dynamodb:DescribeTable`, which no function has.
    pub async fn exists(&self) -> Result<bool, TableFault> {
        match self.client()?.describe_table().table_name(&*self.name).send().await {
            Ok(_) => Ok(true),
            Err(error) if error.as_service_error().is_some_and(DescribeTableError::is_resource_not_found_exception) => {
                Ok(false)
            }
            Err(error) => Err(TableFault::of(error)),
        }
    }
}
