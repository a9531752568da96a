//! The tree that products are browsed by.

use kernel::id::CategoryId;
use kernel::slug::Slug;
use kernel::text::cleaned;
use serde::{Deserialize, Serialize};

/// The deepest level of the tree.
pub const MAX_DEPTH: usize = 6;
/// The longest name, in characters.
const MAX_NAME: usize = 255;

/// A node of the category tree.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    /// The identity, which outlives moves and renames.
    pub id: CategoryId,
    /// The name in addresses; unique.
    pub slug: Slug,
    /// The name that shoppers see.
    pub name: String,
    /// The node above; none for a root.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<CategoryId>,
    /// The ancestors, root first, without the category itself.
    #[serde(default)]
    pub path: Vec<CategoryId>,
    /// The place among its siblings, 0 first.
    pub position: u32,
    /// Over how many partitions its listings are spread.
    pub shards: u16,
}

impl Category {
    /// The category and its ancestors, root first: where a product of it is listed.
    pub fn lineage(&self) -> Vec<CategoryId> {
        self.path.iter().copied().chain([self.id]).collect()
    }
}

/// The names of categories along `A > B`, root first; a name without letter and digit has no address, so it is no level of its
/// own, and below the deepest level there is none.
pub fn path(text: &str) -> Vec<String> {
    let names = text.split('>').map(|part| cleaned(part).trim().chars().take(MAX_NAME).collect::<String>());
    names.filter(|name| Slug::of(name).is_some()).take(MAX_DEPTH).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::ulid;

    #[test]
    fn a_path_names_what_can_be_a_category() {
        assert_eq!(path("Home > Kitchen"), ["Home", "Kitchen"]);
        assert_eq!(path("緑茶 >> … > Кольца>"), ["緑茶", "Кольца"]);
        assert!(path(" ").is_empty() && path("🎁").is_empty());
        assert_eq!(path("a>b>c>d>e>f>g>h").len(), MAX_DEPTH);
    }

    #[test]
    fn a_category_belongs_to_its_ancestors_and_to_itself() {
        let id = |number| CategoryId::from_ulid(ulid(number));
        let category = Category {
            id: id(3),
            slug: "shirts".parse().unwrap(),
            name: "Shirts".to_owned(),
            parent: Some(id(2)),
            path: vec![id(1), id(2)],
            position: 0,
            shards: 1,
        };
        assert_eq!(category.lineage(), [id(1), id(2), id(3)]);
    }
}
