//! The objects in the shop's buckets.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use kernel::time::{Clock as _, after};

use crate::clock::LocalClock;
use crate::state_file::{Object, StateFile, StateFileFault};
use crate::template::BucketSpec;

/// A day, in seconds.
const DAY: i64 = 24 * 60 * 60;

/// There is no such bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("The specified bucket does not exist")]
pub struct NoSuchBucket;

/// Every object of one stack, by bucket and key.
pub struct Objects {
    /// After how many days each bucket deletes what is in it.
    buckets: BTreeMap<String, Option<u32>>,
    kept: Mutex<BTreeMap<(String, String), Object>>,
    clock: Arc<LocalClock>,
    state_file: Arc<StateFile>,
}

impl Objects {
    /// The buckets of a template, with the objects of the runs before.
    pub fn open(
        buckets: &[BucketSpec],
        clock: Arc<LocalClock>,
        state_file: Arc<StateFile>,
    ) -> Result<Self, StateFileFault> {
        let buckets = buckets.iter().map(|bucket| (bucket.name.clone(), bucket.expires_after_days)).collect();
        let kept =
            state_file.objects()?.into_iter().map(|object| ((object.bucket.clone(), object.key.clone()), object));
        Ok(Self { buckets, kept: Mutex::new(kept.collect()), clock, state_file })
    }

    fn locked(&self) -> MutexGuard<'_, BTreeMap<(String, String), Object>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn days(&self, bucket: &str) -> Result<Option<u32>, NoSuchBucket> {
        self.buckets.get(bucket).copied().ok_or(NoSuchBucket)
    }

    /// Stores an object in place of what may be there.
    pub fn put(&self, bucket: &str, key: &str, media_type: Option<String>, bytes: Vec<u8>) -> Result<(), NoSuchBucket> {
        self.days(bucket)?;
        let (bucket, key) = (bucket.to_owned(), key.to_owned());
        let object =
            Object { bucket: bucket.clone(), key: key.clone(), media_type, stored_at: self.clock.now(), bytes };
        self.state_file.keep_object(&object);
        self.locked().insert((bucket, key), object);
        Ok(())
    }

    /// An object, unless its bucket deletes what is as old.
    pub fn get(&self, bucket: &str, key: &str) -> Result<Option<Object>, NoSuchBucket> {
        let days = self.days(bucket)?;
        let place = (bucket.to_owned(), key.to_owned());
        let found = self.locked().get(&place).cloned();
        let gone = |object: &Object| {
            days.is_some_and(|days| self.clock.now() >= after(object.stored_at, i64::from(days) * DAY))
        };
        if found.as_ref().is_some_and(gone) {
            self.delete(bucket, key)?;
            return Ok(None);
        }
        Ok(found)
    }

    /// Deletes an object, if it is there.
    pub fn delete(&self, bucket: &str, key: &str) -> Result<(), NoSuchBucket> {
        self.days(bucket)?;
        self.state_file.drop_object(bucket, key);
        self.locked().remove(&(bucket.to_owned(), key.to_owned()));
        Ok(())
    }

    /// Every object that is there, by bucket and key.
    pub fn all(&self) -> Vec<Object> {
        let places: Vec<(String, String)> = self.locked().keys().cloned().collect();
        places.iter().filter_map(|(bucket, key)| self.get(bucket, key).ok().flatten()).collect()
    }
}

#[cfg(test)]
mod tests {
    use kernel::time::SignedDuration;

    use super::*;

    fn objects(state_file: StateFile) -> (Objects, Arc<LocalClock>) {
        let clock = Arc::new(LocalClock::standing("2026-01-01T00:00:00Z".parse().unwrap()));
        let bucket = BucketSpec { name: "box".into(), arn: "arn:aws:s3:::box".into(), expires_after_days: Some(2) };
        (Objects::open(&[bucket], Arc::clone(&clock), Arc::new(state_file)).unwrap(), clock)
    }

    #[test]
    fn an_object_is_there_until_it_is_deleted_or_too_old() {
        let (objects, clock) = objects(StateFile::in_memory().unwrap());
        objects.put("box", "a", None, vec![1]).unwrap();
        objects.put("box", "b", None, vec![2]).unwrap();
        objects.delete("box", "b").unwrap();
        objects.delete("box", "b").unwrap();
        assert_eq!(objects.get("box", "a").unwrap().unwrap().bytes, [1]);
        assert_eq!(objects.get("box", "b"), Ok(None));
        assert_eq!(objects.get("other", "a"), Err(NoSuchBucket));
        clock.advance(SignedDuration::from_secs(2 * DAY));
        assert_eq!((objects.get("box", "a"), objects.all().len()), (Ok(None), 0));
    }

    #[test]
    fn objects_outlive_the_run_that_stored_them() {
        let path = std::env::temp_dir().join(format!("souk-objects-{}.spool", std::process::id()));
        let open = || objects(StateFile::open(&path).unwrap()).0;
        open().put("box", "a/b", Some("application/zip".to_owned()), vec![0, 255]).unwrap();
        let found = open().get("box", "a/b").unwrap().unwrap();
        assert_eq!((found.bytes, found.media_type.as_deref()), (vec![0, 255], Some("application/zip")));
        open().delete("box", "a/b").unwrap();
        assert_eq!(open().get("box", "a/b"), Ok(None));
        std::fs::remove_file(&path).unwrap();
    }
}
