//! The one list of areas.
//!
//! Whatever must know every area goes by it: the local host, the API's document, the log, the measurement, the contract tests. No
//! function knows it, so each binary holds its own area alone.

use runtime::Function;

/// Every area, by name.
pub static ALL: &[&Function] = &[
    &catalog::FUNCTION,
    &identity::FUNCTION,
    &inventory::FUNCTION,
    &notifications::FUNCTION,
    &orders::FUNCTION,
    &payments::FUNCTION,
    &portal::FUNCTION,
    &pricing::FUNCTION,
    &profiles::FUNCTION,
    &projections::FUNCTION,
    &relay::FUNCTION,
    &reviews::FUNCTION,
    &shopping::FUNCTION,
];

/// The area of that name.
pub fn find(name: &str) -> Option<&'static Function> {
    ALL.iter().copied().find(|function| function.name == name)
}
