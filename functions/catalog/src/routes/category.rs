//! Categories, for everybody.

use axum::extract::State;
use axum::response::Response;
use domain::catalog::category::Category;
use kernel::id::CategoryId;
use kernel::slug::Slug;
use serde::Serialize;
use store::catalog::category::CategoryRecord;
use table::Key;
use utoipa::ToSchema;
use web::reply::cached;
use web::{App, Cx, IfNoneMatch, ListView, Problem, Reply, ValidPath};

use crate::id_or_slug::IdOrSlug;
use crate::memory;

/// How long an answer may be kept, in seconds.
const SECONDS: u32 = 60;

/// A category with everything below it.
#[derive(Debug, Serialize, ToSchema)]
pub struct CategoryNodeView {
    /// The category.
    id: CategoryId,
    /// Its name in addresses.
    slug: Slug,
    /// Its name for people.
    name: String,
    /// The categories directly below, in their order.
    #[schema(no_recursion)]
    children: Vec<CategoryNodeView>,
}

/// A category and the way to it.
#[derive(Debug, Serialize, ToSchema)]
pub struct CategoryView {
    /// The category.
    id: CategoryId,
    /// Its name in addresses.
    slug: Slug,
    /// Its name for people.
    name: String,
    /// The category above; `null` for a root.
    parent_id: Option<CategoryId>,
    /// The way from the root to the category itself.
    breadcrumbs: Vec<BreadcrumbView>,
}

/// A step on the way to a category.
#[derive(Debug, Serialize, ToSchema)]
pub struct BreadcrumbView {
    /// The category.
    id: CategoryId,
    /// Its name in addresses.
    slug: Slug,
    /// Its name for people.
    name: String,
}

impl From<&Category> for BreadcrumbView {
    fn from(category: &Category) -> Self {
        Self { id: category.id, slug: category.slug.clone(), name: category.name.clone() }
    }
}

/// List all categories, as a tree.
#[utoipa::path(get, path = "/v1/categories", operation_id = "list_categories", tag = "catalog",
    params(("If-None-Match" = Option<String>, Header, description = "The tag of the answer that the caller has.")),
    responses(
        (status = 200, description = "The roots with everything below them; all in one page.",
            body = ListView<CategoryNodeView>,
            headers(("ETag" = String), ("Cache-Control" = String))),
        (status = 304, description = "The caller has them.")))]
pub async fn list_categories(cx: Cx, known: IfNoneMatch) -> Reply<Response> {
    let tree = cx.store.categories().tree().await?;
    Ok(cached(&ListView { items: below(None, &tree), next_cursor: None }, SECONDS, &known))
}

/// The categories directly below `parent`, each with what is below it.
fn below(parent: Option<CategoryId>, tree: &[Category]) -> Vec<CategoryNodeView> {
    let children = tree.iter().filter(|category| category.parent == parent);
    let node = |category: &Category| CategoryNodeView {
        id: category.id,
        slug: category.slug.clone(),
        name: category.name.clone(),
        children: below(Some(category.id), tree),
    };
    children.map(node).collect()
}

/// Get a category with its breadcrumbs.
#[utoipa::path(get, path = "/v1/categories/{id_or_slug}", operation_id = "get_category", tag = "catalog",
    params(("id_or_slug" = String, Path, description = "The category's id or slug.", example = "home-kitchen"),
        ("If-None-Match" = Option<String>, Header, description = "The tag of the answer that the caller has.")),
    responses(
        (status = 200, description = "The category.", body = CategoryView,
            headers(("ETag" = String), ("Cache-Control" = String))),
        (status = 304, description = "The caller has it."),
        (status = 400, description = "malformed_id")))]
pub async fn get_category(
    cx: Cx,
    State(app): State<App>,
    ValidPath(name): ValidPath<IdOrSlug<CategoryId>>,
    known: IfNoneMatch,
) -> Reply<Response> {
    let category = memory::category(&app, &cx, name).await?.ok_or_else(Problem::not_found)?;
    let keys: Vec<Key> = category.path.iter().map(|above| CategoryRecord::at(*above)).collect();
    let mut found = cx.store.table().batch(&keys).await?;
    let mut breadcrumbs = Vec::new();
    for key in &keys {
        breadcrumbs.extend(found.take::<CategoryRecord>(key)?.map(|above| BreadcrumbView::from(&*above)));
    }
    breadcrumbs.push(BreadcrumbView::from(&category));
    let Category { id, slug, name, parent, .. } = category;
    Ok(cached(&CategoryView { id, slug, name, parent_id: parent, breadcrumbs }, SECONDS, &known))
}

#[cfg(test)]
mod tests {
    use kernel::id::Ulid;

    use super::*;

    #[test]
    fn the_tree_is_built_from_the_flat_list() {
        let id = |number: u128| CategoryId::from_ulid(Ulid::from(number));
        let category = |number: u128, parent: Option<u128>, slug: &str| Category {
            id: id(number),
            slug: slug.parse().unwrap(),
            name: slug.to_owned(),
            parent: parent.map(id),
            path: Vec::new(),
            position: 0,
            shards: 1,
        };
        let flat = [category(1, None, "home"), category(2, None, "pantry"), category(3, Some(1), "home-kitchen")];
        let tree = below(None, &flat);
        assert_eq!(tree.iter().map(|node| node.slug.as_str()).collect::<Vec<_>>(), ["home", "pantry"]);
        assert_eq!(tree[0].children[0].slug.as_str(), "home-kitchen");
        assert!(tree[1].children.is_empty());
    }
}
