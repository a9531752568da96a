//! What is made when it is first needed.

use std::sync::{Arc, LazyLock};

/// A client that is made when it is first needed; clones share it.
///
/// A function starts without what most of its requests do not use.
pub struct Lazy<C>(Arc<LazyLock<C, Make<C>>>);

/// Makes a client.
type Make<C> = Box<dyn FnOnce() -> C + Send>;

impl<C> Lazy<C> {
    /// The client that `make` will make.
    pub fn new(make: impl FnOnce() -> C + Send + 'static) -> Self {
        Self(Arc::new(LazyLock::new(Box::new(make))))
    }
}

impl<C> std::ops::Deref for Lazy<C> {
    type Target = C;

    fn deref(&self) -> &C {
        &self.0
    }
}

impl<C> Clone for Lazy<C> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[test]
    fn it_is_made_once_for_all_clones_and_not_before_it_is_used() {
        let made = Arc::new(AtomicU32::new(0));
        let counter = made.clone();
        let lazy = Lazy::new(move || counter.fetch_add(1, Ordering::Relaxed));
        let clone = lazy.clone();
        assert_eq!(made.load(Ordering::Relaxed), 0);
        assert_eq!((*lazy, *clone), (0, 0));
        assert_eq!(made.load(Ordering::Relaxed), 1);
    }
}
