//! Reading the transition tables of the nouns.

/// One row of a lifecycle: in this state, this action leads to that state.
pub(crate) type Transition<S, A> = (S, A, S);

/// The state that `action` leads to from `from`, if it is allowed there.
pub(crate) fn next<S: Copy + PartialEq, A: Copy + PartialEq>(
    table: &[Transition<S, A>],
    from: S,
    action: A,
) -> Option<S> {
    table.iter().find(|row| row.0 == from && row.1 == action).map(|row| row.2)
}

/// The actions that are allowed in `from`, in the table's order.
pub(crate) fn allowed<S: Copy + PartialEq, A: Copy + PartialEq>(table: &[Transition<S, A>], from: S) -> Vec<A> {
    table.iter().filter(|row| row.0 == from).map(|row| row.1).collect()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Asserts that one action leads to one state only, and that every state reaches one of `ends`.
    pub(crate) fn assert_sound<S, A>(table: &[Transition<S, A>], states: &[S], ends: &[S])
    where
        S: Copy + PartialEq + std::fmt::Debug,
        A: Copy + PartialEq + std::fmt::Debug,
    {
        for (index, row) in table.iter().enumerate() {
            let twin = table.iter().skip(index + 1).find(|other| other.0 == row.0 && other.1 == row.1);
            assert!(twin.is_none(), "{row:?} and {twin:?}");
        }
        for state in states {
            let mut reached = vec![*state];
            let mut seen = 0;
            while let Some(at) = reached.get(seen).copied() {
                seen += 1;
                let found: Vec<S> = table.iter().filter(|row| row.0 == at).map(|row| row.2).collect();
                for to in found {
                    if !reached.contains(&to) {
                        reached.push(to);
                    }
                }
            }
            assert!(reached.iter().any(|state| ends.contains(state)), "{state:?} never ends");
        }
    }
}
