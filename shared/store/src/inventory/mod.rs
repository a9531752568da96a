//! What there is to sell.

pub mod partitions;
pub mod stock_level;
pub mod stock_movement;

nouns! {
    /// Stock cells and their movements.
    stock: stock_level::Stock [StockLevelRecord] + stock_movement [StockMovementRecord],
}
