//! What a file says of a field, and what it leaves unsaid.

/// What a file says of a field: nothing if it has no such column, which leaves the field as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Told<T> {
    /// The column is absent, or what it holds cannot be taken.
    #[default]
    Unsaid,
    /// The column is there; an empty field says that there is nothing.
    Said(T),
}

impl<T> Told<T> {
    /// What is said, or else what `known` knows.
    pub fn or_else(self, known: impl FnOnce() -> T) -> T {
        match self {
            Self::Said(value) => value,
            Self::Unsaid => known(),
        }
    }

    /// What is said, if anything is.
    pub fn said(self) -> Option<T> {
        match self {
            Self::Said(value) => Some(value),
            Self::Unsaid => None,
        }
    }

    /// Whether anything is said.
    pub fn is_said(&self) -> bool {
        matches!(self, Self::Said(_))
    }

    /// What is said, as `change` has it.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Told<U> {
        match self {
            Self::Said(value) => Told::Said(change(value)),
            Self::Unsaid => Told::Unsaid,
        }
    }

    /// What is said, as `change` can take it.
    pub fn and_then<U>(self, change: impl FnOnce(T) -> Told<U>) -> Told<U> {
        match self {
            Self::Said(value) => change(value),
            Self::Unsaid => Told::Unsaid,
        }
    }

    /// What is said, borrowed.
    pub fn as_ref(&self) -> Told<&T> {
        match self {
            Self::Said(value) => Told::Said(value),
            Self::Unsaid => Told::Unsaid,
        }
    }
}
