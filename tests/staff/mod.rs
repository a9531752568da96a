//! Staff: what their scopes open, who changes them, and who is invited.

mod changes;
mod invitations;
mod scopes;
