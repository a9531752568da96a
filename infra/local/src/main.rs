//! The shop on one machine.

fn main() {}
