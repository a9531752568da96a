//! Whose data an item is: what exports and erasure go by (GDPR Articles 15, 17 and 20).

/// Whose data a kind of item is, and who may see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Person {
    /// A user's, in a partition that has nobody else's: shown to them, and erased with the partition.
    Shown(Shown),
    /// A user's, in a partition that has nobody else's: erased with it, and shown to nobody, for it opens doors.
    Secret,
    /// About a person, but not in a partition of theirs: how it is found, shown and erased, or why it stays.
    Elsewhere(&'static str),
    /// About no person.
    Nobody,
}

/// How a kind of item is shown to the user whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The file of the archive that it stands in, without an ending.
    pub file: &'static str,
    /// What it is, for the person to read.
    pub about: &'static str,
    /// The fields that are left out.
    pub without: &'static [&'static str],
    /// Whether its partition goes with the account; else a pseudonym is left in it.
    pub is_erased: bool,
}

impl Person {
    /// A user's, shown to them in the file `file` of the archive.
    pub const fn shown(file: &'static str, about: &'static str) -> Self {
        Self::shown_without(file, about, &[])
    }

    /// A user's, shown to them without some of its fields.
    pub const fn shown_without(file: &'static str, about: &'static str, without: &'static [&'static str]) -> Self {
        Self::Shown(Shown { file, about, without, is_erased: true })
    }

    /// A user's, shown to them, of which a pseudonym stays when the account goes.
    pub const fn pseudonym(file: &'static str, about: &'static str) -> Self {
        Self::Shown(Shown { file, about, without: &[], is_erased: false })
    }
}
