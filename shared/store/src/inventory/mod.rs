//! What there is to sell.

pub mod cell;
pub mod movement;
pub mod partitions;

nouns! {
    /// Stock cells and their movements.
    stock: cell::Stock [CellItem] + movement [MovementItem],
}
