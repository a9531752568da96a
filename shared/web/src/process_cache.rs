//! Process cache. What a function remembers from one request to the next, for as long as its process lives.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Rooms for what is worth keeping in memory, such as look-ups that hardly change: one room a type, empty at first.
///
/// It belongs to the function, so two shops in one process share nothing. Nothing may depend on it: the next request may meet
/// another process.
#[derive(Debug, Default)]
pub struct ProcessCache {
    rooms: Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>,
}

impl ProcessCache {
    /// The room of type `T`.
    pub fn get<T: Default + Send + Sync + 'static>(&self) -> Arc<T> {
        let mut rooms = self.rooms.lock().unwrap_or_else(PoisonError::into_inner);
        let room = rooms.entry(TypeId::of::<T>()).or_insert_with(|| Arc::new(T::default()));
        Arc::clone(room).downcast().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[test]
    fn a_room_is_the_same_whoever_enters_and_each_type_has_its_own() {
        let memory = ProcessCache::default();
        memory.get::<AtomicU32>().store(7, Ordering::Relaxed);
        assert_eq!(memory.get::<AtomicU32>().load(Ordering::Relaxed), 7);
        assert_eq!(*memory.get::<String>(), "");
    }
}
