//! How the lifecycle of a noun is declared: `lifecycle!`.

/// Declares where a noun may stand, what may happen to it there, and the refusal of everything else.
///
/// A state and an action have one name, in Rust, in storage and on the wire; `ALL`, `as_str`, `allowed`, `after`, the table
/// `TRANSITIONS` and the test that every state comes to an end are written from the declaration. The refusal is a fault of its
/// own, with the members `current` and `allowed`. One lifecycle stands in one file. Names are taken as single tokens: what derives the
/// schema does not look into a captured literal.
///
/// ```ignore
/// lifecycle! {
///     /// Where a refund stands.
///     pub enum RefundState {
///         /// The provider was or will be told.
///         Pending = "pending",
///         /// The money is back.
///         Succeeded = "succeeded",
///     }
///     /// What can happen to a refund.
///     pub enum RefundAction {
///         /// The provider did it.
///         Succeed = "succeed",
///     }
///     /// The whole lifecycle of a refund.
///     transitions {
///         Pending { Succeed => Succeeded }
///     }
///     ends { Succeeded }
///     /// A change of a refund that is refused.
///     refusal RefundFault of "a refund";
/// }
/// ```
macro_rules! lifecycle {
    (
        $(#[$about_states:meta])*
        $vis:vis enum $state:ident { $($(#[$about_state:meta])* $stand:ident = $stand_name:tt),+ $(,)? }
        $(#[$about_actions:meta])*
        $vis_action:vis enum $action:ident { $($(#[$about_action:meta])* $act:ident = $act_name:tt),+ $(,)? }
        $(#[$about_table:meta])*
        transitions { $($from:ident { $($does:ident => $to:ident),+ $(,)? })+ }
        ends { $($end:ident),+ $(,)? }
        $(#[$about_refusal:meta])*
        refusal $fault:ident of $noun:literal;
    ) => {
        $(#[$about_states])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
        )]
        $vis enum $state {
            $($(#[$about_state])* #[serde(rename = $stand_name)] $stand,)+
        }

        impl $state {
            /// Every state.
            $vis const ALL: &[Self] = &[$(Self::$stand),+];

            /// The name on the wire and in keys.
            $vis fn as_str(self) -> &'static str {
                match self {
                    $(Self::$stand => $stand_name,)+
                }
            }

            /// What may happen here.
            $vis fn allowed(self) -> Vec<$action> {
                $crate::lifecycle::allowed(TRANSITIONS, self)
            }

            /// Where `action` leads to from here, if it is allowed.
            $vis fn after(self, action: $action) -> Result<Self, $fault> {
                let refused = || $fault { from: self, action, allowed: self.allowed() };
                $crate::lifecycle::next(TRANSITIONS, self, action).ok_or_else(refused)
            }
        }

        $(#[$about_actions])*
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
        )]
        $vis_action enum $action {
            $($(#[$about_action])* #[serde(rename = $act_name)] $act,)+
        }

        impl $action {
            /// The name on the wire.
            $vis_action fn as_str(self) -> &'static str {
                match self {
                    $(Self::$act => $act_name,)+
                }
            }
        }

        $(#[$about_table])*
        $vis const TRANSITIONS: &[($state, $action, $state)] = &[
            $($(($state::$from, $action::$does, $state::$to),)+)+
        ];

        kernel::faults! {
            $(#[$about_refusal])*
            #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
            #[error("{} that is {} does not {}", $noun, .from.as_str(), .action.as_str())]
            $vis struct $fault {
                /// Where it stands.
                pub from: $state,
                /// What was asked for.
                pub action: $action,
                /// What would be allowed.
                pub allowed: Vec<$action>,
            } => Conflict "invalid_state_transition" with { "current": from.as_str(), "allowed": allowed };
        }

        #[cfg(test)]
        mod lifecycle_soundness {
            use super::*;

            #[test]
            fn one_action_leads_to_one_state_and_every_state_to_an_end() {
                $crate::lifecycle::tests::assert_sound(TRANSITIONS, $state::ALL, &[$($state::$end),+]);
            }
        }
    };
}

pub(crate) use lifecycle;

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
