//! Stored objects: S3.

use std::time::{Duration, SystemTime};

use aws_sdk_s3::Client;
use aws_sdk_s3::error::DisplayErrorContext;
use aws_sdk_s3::presigning::PresigningConfig;
use aws_sdk_s3::primitives::ByteStream;
use kernel::time::Timestamp;

use crate::fault::DeliveryFault;
use crate::lazy::Lazy;

/// The objects of one bucket.
#[derive(Clone)]
pub struct Objects {
    client: Lazy<Client>,
    bucket: String,
}

/// A URL that fetches one object, for whoever has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link<'a> {
    /// The object.
    pub key: &'a str,
    /// Under what name a browser saves it.
    pub file_name: &'a str,
    /// From when it is good.
    pub from: Timestamp,
    /// For how long.
    pub seconds: u64,
}

impl Objects {
    /// The objects of `bucket`.
    pub fn new(client: Lazy<Client>, bucket: String) -> Self {
        Self { client, bucket }
    }

    /// Stores `bytes` under `key`, in place of what may be there.
    pub async fn put(&self, key: &str, media_type: &str, bytes: Vec<u8>) -> Result<(), DeliveryFault> {
        let request = self.client.put_object().bucket(&self.bucket).key(key).content_type(media_type);
        request.body(ByteStream::from(bytes)).send().await.map(|_| ()).map_err(unavailable)
    }

    /// Deletes what is under `key`, if anything is.
    pub async fn delete(&self, key: &str) -> Result<(), DeliveryFault> {
        let request = self.client.delete_object().bucket(&self.bucket).key(key);
        request.send().await.map(|_| ()).map_err(unavailable)
    }

    /// A URL that fetches an object; it is signed here, and nothing is asked for.
    pub async fn link(&self, link: &Link<'_>) -> Result<String, DeliveryFault> {
        let invalid = |error: &dyn std::fmt::Display| DeliveryFault::Invalid { detail: error.to_string() };
        let signing = PresigningConfig::builder()
            .start_time(SystemTime::from(link.from))
            .expires_in(Duration::from_secs(link.seconds))
            .build()
            .map_err(|error| invalid(&error))?;
        let request = self.client.get_object().bucket(&self.bucket).key(link.key);
        let request = request.response_content_disposition(format!("attachment; filename=\"{}\"", link.file_name));
        let signed = request.presigned(signing).await.map_err(|error| invalid(&DisplayErrorContext(error)))?;
        Ok(signed.uri().to_owned())
    }
}

fn unavailable<E: std::error::Error>(error: E) -> DeliveryFault {
    DeliveryFault::Unavailable { detail: DisplayErrorContext(error).to_string() }
}
