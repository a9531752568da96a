//! How faults are declared: `faults!`.

/// Declares faults: the type as it stands, and its [`Fault`](crate::fault::Fault) with every part and its codes as data.
///
/// Words and sources are those of `thiserror`, whose derive and attributes stand as ever. Behind `=>` a variant says what the
/// caller is told:
///
/// ```ignore
/// faults! {
///     /// A check-out that is refused.
///     #[derive(Debug, thiserror::Error)]
///     pub enum CheckoutFault {
///         /// There is nothing to buy.
///         #[error("the cart is empty")]
///         CartEmpty => Invalid "cart_empty";
///         /// A guest must say where mails go.
///         #[error("say where to write to")]
///         EmailRequired => Invalid "email_required" at "/email";
///         /// A twin of the command is running.
///         #[error("the same command is running; ask again shortly")]
///         Twin => Conflict "idempotency_in_progress" after 1;
///         /// The buyer agreed to another price.
///         #[error("the price is not the one that was quoted")]
///         PriceChanged {
///             /// What it costs now.
///             quote: Box<Quote>,
///         } => Conflict "price_changed" with { "quote": quote };
///         /// The table failed.
///         #[error(transparent)]
///         Table(#[from] TableFault);
///     }
/// }
/// ```
///
/// * `=> Kind "code"`: a class of [`FaultKind`](crate::fault::FaultKind) and the stable code.
/// * `at pointer`: the field at fault; a literal, a field, or an expression in parentheses.
/// * `with { "name": value }`: further members of the problem document.
/// * `after seconds`: when trying again makes sense; like a pointer, and of type `u32`.
/// * No `=>`: the variant carries another fault, which answers for everything; what is said by `at`, `with` or `after`
///   is said instead of it.
///
/// The three clauses come in this order and may use the fields of their variant by name, as references. The field of a tuple is
/// named for that: `Closed(status: InvitationStatus) => Conflict "…" with { "current": status };`. A fault that is one struct is
/// declared likewise, `pub struct Shortage { … } => Conflict "insufficient_stock";`, or `pub struct Unfit(PasswordFault);` around
/// another one.
#[macro_export]
macro_rules! faults {
    // The type is declared as it stands, variant by variant: [head] {variants so far} {rows so far} what is left.
    (@enum [$($head:tt)+] [$name:ident] { $($declared:tt)* } { $($rows:tt)* }) => {
        $($head)+ { $($declared)* }
        $crate::faults! { @impl $name $($rows)* }
    };
    // A variant with named fields.
    (@enum $head:tt $name:tt { $($declared:tt)* } $rows:tt
        $(#[$($meta:tt)+])* $variant:ident { $($(#[$($about:tt)+])* $field:ident: $type:ty),+ $(,)? } => $($rest:tt)+
    ) => {
        $crate::faults! { @clauses
            [$head $name { $($declared)* $(#[$($meta)+])* $variant { $($(#[$($about)+])* $field: $type),+ }, } $rows]
            [Self::$variant { $($field),+ }] [$($field)+] $($rest)+
        }
    };
    // A variant with a tuple whose fields are named for the clauses.
    (@enum $head:tt $name:tt { $($declared:tt)* } $rows:tt
        $(#[$($meta:tt)+])* $variant:ident($($(#[$($about:tt)+])* $field:ident: $type:ty),+ $(,)?) => $($rest:tt)+
    ) => {
        $crate::faults! { @clauses
            [$head $name { $($declared)* $(#[$($meta)+])* $variant($($(#[$($about)+])* $type),+), } $rows]
            [Self::$variant($($field),+)] [$($field)+] $($rest)+
        }
    };
    // A variant with a tuple that no clause looks at.
    (@enum $head:tt $name:tt { $($declared:tt)* } $rows:tt
        $(#[$($meta:tt)+])* $variant:ident($($(#[$($about:tt)+])* $type:ty),+ $(,)?) => $($rest:tt)+
    ) => {
        $crate::faults! { @clauses
            [$head $name { $($declared)* $(#[$($meta)+])* $variant($($(#[$($about)+])* $type),+), } $rows]
            [Self::$variant(..)] [] $($rest)+
        }
    };
    // A variant without fields.
    (@enum $head:tt $name:tt { $($declared:tt)* } $rows:tt $(#[$($meta:tt)+])* $variant:ident => $($rest:tt)+) => {
        $crate::faults! { @clauses
            [$head $name { $($declared)* $(#[$($meta)+])* $variant, } $rows] [Self::$variant] [] $($rest)+
        }
    };
    // A variant that carries another fault.
    (@enum $head:tt $name:tt { $($declared:tt)* } { $($rows:tt)* }
        $(#[$($meta:tt)+])* $variant:ident($(#[$($about:tt)+])* $type:ty)
        $(at $at:tt)? $(with { $($member:literal: $value:expr),+ $(,)? })? $(after $after:tt)?;
        $($rest:tt)*
    ) => {
        $crate::faults! { @enum $head $name { $($declared)* $(#[$($meta)+])* $variant($(#[$($about)+])* $type), }
            {
                $($rows)*
                {
                    [Self::$variant(fault)] [fault] (carries fault $type)
                    [$($at)?] [$($($member: $value),+)?] [$($after)?]
                }
            }
            $($rest)*
        }
    };

    // What a variant says of itself becomes a row, and the next variant is read.
    (@clauses [$head:tt $name:tt $declared:tt { $($rows:tt)* }] $pattern:tt $fields:tt
        $kind:ident $code:literal
        $(at $at:tt)? $(with { $($member:literal: $value:expr),+ $(,)? })? $(after $after:tt)?;
        $($rest:tt)*
    ) => {
        $crate::faults! { @enum $head $name $declared
            {
                $($rows)*
                { $pattern $fields (says $kind $code) [$($at)?] [$($($member: $value),+)?] [$($after)?] }
            }
            $($rest)*
        }
    };

    // Every part of the trait, for every row.
    (@impl $name:ident $({
        [$($pattern:tt)+] [$($field:ident)*] $how:tt [$($at:tt)?] [$($with:tt)*] [$($after:tt)?]
    })+) => {
        impl $crate::fault::Fault for $name {
            fn codes() -> ::std::vec::Vec<$crate::fault::Code> {
                [$($crate::faults!(@codes $how)),+].concat()
            }

            fn code(&self) -> &'static str {
                match self {
                    $($($pattern)+ => { _ = ($($field,)*); $crate::faults!(@code $how) })+
                }
            }

            fn kind(&self) -> $crate::fault::FaultKind {
                match self {
                    $($($pattern)+ => { _ = ($($field,)*); $crate::faults!(@kind $how) })+
                }
            }

            fn pointer(&self) -> ::std::option::Option<::std::string::String> {
                match self {
                    $($($pattern)+ => { _ = ($($field,)*); $crate::faults!(@pointer $how $($at)?) })+
                }
            }

            fn members(&self) -> $crate::fault::Members {
                match self {
                    $($($pattern)+ => { _ = ($($field,)*); $crate::faults!(@members $how $($with)*) })+
                }
            }

            fn retry_after(&self) -> ::std::option::Option<u32> {
                match self {
                    $($($pattern)+ => { _ = ($($field,)*); $crate::faults!(@after $how $($after)?) })+
                }
            }
        }
    };

    (@codes (says $kind:ident $code:literal)) => {
        ::std::vec![$crate::fault::Code::new($crate::fault::FaultKind::$kind, $code)]
    };
    (@codes (carries $fault:ident $type:ty)) => { <$type as $crate::fault::Fault>::codes() };
    (@code (says $kind:ident $code:literal)) => { $code };
    (@code (carries $fault:ident $type:ty)) => { $crate::fault::Fault::code($fault) };
    (@kind (says $kind:ident $code:literal)) => { $crate::fault::FaultKind::$kind };
    (@kind (carries $fault:ident $type:ty)) => { $crate::fault::Fault::kind($fault) };
    (@pointer $how:tt $at:tt) => { ::std::option::Option::Some(::std::string::ToString::to_string(&$at)) };
    (@pointer (says $($own:tt)*)) => { ::std::option::Option::None };
    (@pointer (carries $fault:ident $type:ty)) => { $crate::fault::Fault::pointer($fault) };
    (@members $how:tt $($member:literal: $value:expr),+) => {
        $crate::fault::Members::from_iter([$($crate::fault::member($member, &$value)),+])
    };
    (@members (says $($own:tt)*)) => { $crate::fault::Members::new() };
    (@members (carries $fault:ident $type:ty)) => { $crate::fault::Fault::members($fault) };
    (@after $how:tt $after:tt) => { ::std::option::Option::Some($crate::fault::seconds($after)) };
    (@after (says $($own:tt)*)) => { ::std::option::Option::None };
    (@after (carries $fault:ident $type:ty)) => { $crate::fault::Fault::retry_after($fault) };

    // A struct has one row.
    (@struct [$name:ident] $pattern:tt $fields:tt $kind:ident $code:literal
        $(at $at:tt)? $(with { $($member:literal: $value:expr),+ $(,)? })? $(after $after:tt)?;
        $($rest:tt)*
    ) => {
        $crate::faults! { @impl $name
            { $pattern $fields (says $kind $code) [$($at)?] [$($($member: $value),+)?] [$($after)?] }
        }
        $crate::faults! { $($rest)* }
    };

    // What may be declared, one after another.
    () => {};
    ($(#[$($meta:tt)+])* $vis:vis enum $name:ident { $($variants:tt)+ } $($rest:tt)*) => {
        $crate::faults! { @enum [$(#[$($meta)+])* $vis enum $name] [$name] {} {} $($variants)+ }
        $crate::faults! { $($rest)* }
    };
    ($(#[$($meta:tt)+])* $vis:vis struct $name:ident {
        $($(#[$($about:tt)+])* $seen:vis $field:ident: $type:ty),+ $(,)?
    } => $($rest:tt)+) => {
        $(#[$($meta)+])*
        $vis struct $name { $($(#[$($about)+])* $seen $field: $type),+ }
        $crate::faults! { @struct [$name] [Self { $($field),+ }] [$($field)+] $($rest)+ }
    };
    ($(#[$($meta:tt)+])* $vis:vis struct $name:ident($seen:vis $field:ident: $type:ty) => $($rest:tt)+) => {
        $(#[$($meta)+])*
        $vis struct $name($seen $type);
        $crate::faults! { @struct [$name] [Self($field)] [$field] $($rest)+ }
    };
    ($(#[$($meta:tt)+])* $vis:vis struct $name:ident($seen:vis $type:ty) => $($rest:tt)+) => {
        $(#[$($meta)+])*
        $vis struct $name($seen $type);
        $crate::faults! { @struct [$name] [Self(..)] [] $($rest)+ }
    };
    ($(#[$($meta:tt)+])* $vis:vis struct $name:ident($seen:vis $type:ty); $($rest:tt)*) => {
        $(#[$($meta)+])*
        $vis struct $name($seen $type);
        $crate::faults! { @impl $name { [Self(fault)] [fault] (carries fault $type) [] [] [] } }
        $crate::faults! { $($rest)* }
    };
    ($(#[$($meta:tt)+])* $vis:vis struct $name:ident => $($rest:tt)+) => {
        $(#[$($meta)+])*
        $vis struct $name;
        $crate::faults! { @struct [$name] [Self] [] $($rest)+ }
    };
}

#[cfg(test)]
mod tests {
    use crate::fault::{Code, Fault, FaultKind};
    use serde_json::{Value, json};

    const MOST: u32 = 5;

    faults! {
        /// Everything that a fault can say of itself.
        #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
        enum Small {
            /// Nothing but its code.
            #[error("at most {} of these, or {MOST}", u32::MAX)]
            Plain => Invalid "small_limit";
            /// A field of the request.
            #[error("not a number")]
            Pointed => Invalid "validation_failed" at "/small";
            /// Fields of its own, of which one is told.
            #[error("{wanted} of {available}")]
            Short {
                /// How many were wanted.
                wanted: u32,
                /// How many there are.
                available: u32,
            } => Conflict "too_few" with { "available": available, "most": MOST } after 3;
            /// A pause of its own.
            #[error("wait for {0} seconds")]
            Busy(pause: u32) => TooMany "rate_limited" after pause;
            /// What no clause looks at.
            #[error("{0} lies beyond {1}")]
            Beyond(u32, u32) => Forbidden "beyond";
            /// A pointer that is put together.
            #[error("{0} must not be there")]
            Unwanted(field: &'static str) => Invalid "unwanted" at (format!("/{field}/value"));
        }

        /// One struct with fields.
        #[derive(Debug, thiserror::Error)]
        #[error("only {available} are there")]
        struct Shortage {
            available: i64,
        } => Conflict "insufficient_stock" with { "available": available };

        /// A struct without fields.
        #[derive(Debug, thiserror::Error)]
        #[error("gone")]
        pub(crate) struct Gone => Gone "token_spent" at "/token";

        /// A struct with words for the log.
        #[derive(Debug, thiserror::Error)]
        #[error("broken: {0}")]
        struct Broken(String) => Internal "internal";

        /// A struct with a field that is told.
        #[derive(Debug, thiserror::Error)]
        #[error("{0} cannot be turned off")]
        struct Required(what: &'static str) => Invalid "validation_failed" at (format!("/{what}/email"));

        /// A struct around another fault, with words of its own.
        #[derive(Debug, thiserror::Error)]
        #[error("the password {0}")]
        struct Around(Small);

        /// What is made of other faults.
        #[derive(Debug, thiserror::Error)]
        enum Large {
            /// All of it.
            #[error(transparent)]
            Small(#[from] Small);
            /// All but the field, which has another name here.
            #[error("it is too small")]
            Renamed(Around) at "/large";
            /// The stock.
            #[error(transparent)]
            Shortage(#[from] Shortage);
            /// A failure that is no fault has a code here.
            #[error(transparent)]
            Number(#[from] std::num::ParseIntError) => Malformed "malformed_number";
        }
    }

    /// All that a caller is told by a fault.
    fn told(fault: &dyn Fault) -> Value {
        json!([fault.kind().status(), fault.code(), fault.pointer(), fault.members(), fault.retry_after()])
    }

    #[test]
    fn a_variant_tells_what_it_says_and_nothing_else() {
        assert_eq!(told(&Small::Plain), json!([422, "small_limit", null, {}, null]));
        assert_eq!(told(&Small::Pointed), json!([422, "validation_failed", "/small", {}, null]));
        let short = Small::Short { wanted: 7, available: 2 };
        assert_eq!(told(&short), json!([409, "too_few", null, {"available": 2, "most": 5}, 3]));
        assert_eq!(told(&Small::Busy(9)), json!([429, "rate_limited", null, {}, 9]));
        assert_eq!(told(&Small::Beyond(1, 2)), json!([403, "beyond", null, {}, null]));
        assert_eq!(told(&Small::Unwanted("name")), json!([422, "unwanted", "/name/value", {}, null]));
    }

    #[test]
    fn a_struct_is_a_fault_as_well() {
        let shortage = Shortage { available: 2 };
        assert_eq!(told(&shortage), json!([409, "insufficient_stock", null, {"available": 2}, null]));
        assert_eq!(told(&Gone), json!([410, "token_spent", "/token", {}, null]));
        assert_eq!(told(&Broken("no key".to_owned())), json!([500, "internal", null, {}, null]));
        assert_eq!(told(&Required("orders")), json!([422, "validation_failed", "/orders/email", {}, null]));
    }

    #[test]
    fn a_fault_within_another_answers_for_every_part() {
        for small in [Small::Plain, Small::Pointed, Small::Short { wanted: 7, available: 2 }, Small::Busy(9)] {
            assert_eq!(told(&Large::from(small.clone())), told(&small));
            assert_eq!(told(&Around(small.clone())), told(&small));
            let mut renamed = told(&small);
            renamed[2] = json!("/large");
            assert_eq!(told(&Large::Renamed(Around(small))), renamed);
        }
        let shortage = Shortage { available: 1 };
        assert_eq!(told(&Large::from(shortage)), json!([409, "insufficient_stock", null, {"available": 1}, null]));
        let number = Large::from("x".parse::<u32>().unwrap_err());
        assert_eq!(told(&number), json!([400, "malformed_number", null, {}, null]));
    }

    #[test]
    fn the_words_are_those_of_the_error() {
        assert_eq!(Small::Plain.to_string(), "at most 4294967295 of these, or 5");
        assert_eq!(Small::Short { wanted: 7, available: 2 }.to_string(), "7 of 2");
        assert_eq!(Large::from(Small::Busy(9)).to_string(), "wait for 9 seconds");
        assert_eq!(Around(Small::Busy(9)).to_string(), "the password wait for 9 seconds");
        assert_eq!(Large::Renamed(Around(Small::Plain)).to_string(), "it is too small");
    }

    #[test]
    fn the_codes_are_data_those_of_the_faults_within_included() {
        let small = [
            Code::new(FaultKind::Invalid, "small_limit"),
            Code::new(FaultKind::Invalid, "validation_failed"),
            Code::new(FaultKind::Conflict, "too_few"),
            Code::new(FaultKind::TooMany, "rate_limited"),
            Code::new(FaultKind::Forbidden, "beyond"),
            Code::new(FaultKind::Invalid, "unwanted"),
        ];
        assert_eq!(Small::codes(), small);
        assert_eq!(Around::codes(), small);
        let mut large = [small, small].concat();
        large.push(Code::new(FaultKind::Conflict, "insufficient_stock"));
        large.push(Code::new(FaultKind::Malformed, "malformed_number"));
        assert_eq!(Large::codes(), large);
    }
}
