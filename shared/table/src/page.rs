//! Pages of a list.

use kernel::secret::LinkKey;

use crate::cursor::{self, Position};
use crate::error::TableFault;

/// What a cursor calls the place in a list that was read whole.
const PLACE: &str = "place";

/// How much of a list is wanted, and where it goes on.
#[derive(Clone, Debug)]
pub struct PageRequest {
    /// At most so many entries: 1 to 100.
    pub limit: u16,
    /// The sealed cursor of the page before, if any.
    pub cursor: Option<String>,
    /// The key that seals cursors.
    pub seal: LinkKey,
    /// Who asks for what: a cursor is only good for the same caller and query.
    pub scope: String,
}

impl PageRequest {
    /// Refuses a cursor that was not sealed for this scope and a list of `shards` shards.
    pub fn check(&self, shards: usize) -> Result<(), TableFault> {
        cursor::open(self, shards).map(|_| ())
    }
}

/// Some entries of a list, and where it goes on.
#[derive(Clone, Debug)]
pub struct Page<T> {
    /// The entries.
    pub items: Vec<T>,
    /// The sealed cursor of the next page; `None` at the end.
    pub next_cursor: Option<String>,
}

impl<T> Page<T> {
    /// A page of a list that was read whole, for it is bounded: by the `place` of each entry, greatest first.
    ///
    /// Places are the list's own, and no two entries have the same.
    pub fn of_whole(items: Vec<T>, request: &PageRequest, place: impl Fn(&T) -> String) -> Result<Self, TableFault> {
        let behind = match cursor::open(request, 1)?.pop() {
            Some(Position::After(at)) => at.get(PLACE).cloned(),
            Some(Position::Start | Position::End) | None => None,
        };
        let mut placed: Vec<(String, T)> = items.into_iter().map(|item| (place(&item), item)).collect();
        placed.retain(|(place, _)| behind.as_ref().is_none_or(|behind| place < behind));
        placed.sort_by(|(one, _), (other, _)| other.cmp(one));
        let is_last = placed.len() <= usize::from(request.limit);
        placed.truncate(usize::from(request.limit));
        let last = placed.last().map(|(place, _)| Position::After([(PLACE.to_owned(), place.clone())].into()));
        let next_cursor = last.filter(|_| !is_last).map(|last| cursor::seal(&[last], request));
        Ok(Self { items: placed.into_iter().map(|(_, item)| item).collect(), next_cursor })
    }

    /// The same page with every entry changed.
    pub fn map<U>(self, change: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(change).collect(), next_cursor: self.next_cursor }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(limit: u16, cursor: Option<String>) -> PageRequest {
        PageRequest { limit, cursor, seal: LinkKey::from_hex(&"07".repeat(32)).unwrap(), scope: "ana /list".into() }
    }

    fn page(items: &[u32], limit: u16, cursor: Option<String>) -> Page<u32> {
        Page::of_whole(items.to_vec(), &request(limit, cursor), |item| format!("{item:04}")).unwrap()
    }

    #[test]
    fn a_list_that_was_read_whole_is_told_page_by_page_whatever_comes_and_goes() {
        let first = page(&[3, 1, 5, 4, 2], 2, None);
        assert_eq!(first.items, [5, 4]);
        // What the cursor stood at is gone, and something new came before it.
        let second = page(&[3, 1, 6, 2], 2, first.next_cursor);
        assert_eq!(second.items, [3, 2]);
        let third = page(&[3, 1, 6, 2], 2, second.next_cursor);
        assert_eq!((third.items, third.next_cursor), (vec![1], None));
        assert_eq!(page(&[1, 2], 2, None).next_cursor, None, "a page that ends the list says so");
        assert!(page(&[], 2, None).items.is_empty());
    }
}
