//! How an area registers its nouns.

/// Declares the nouns of an area, one line each: the accessor of [`crate::Store`], the module and type that it gives, and
/// the kinds of items that are kept there.
///
/// `packaging: packaging_preference::Packaging [PackagingPreferenceRecord],` becomes `Store::packaging`, which gives
/// `packaging_preference::Packaging`, and an entry of the area's `NOUNS`. A module that adds to the access patterns of
/// another joins its line: `+ listing [ListingRecord]`.
macro_rules! nouns {
    ($($(#[$doc:meta])* $name:ident: $module:ident::$type:ident [$($item:ident),*] $(+ $more:ident [$($other:ident),*])*,)*) => {
        impl $crate::Store {
            $($(#[$doc])*
            pub fn $name(&self) -> $module::$type<'_> {
                $module::$type { table: &self.table }
            })*
        }

        /// Every kind of item of this area.
        pub(crate) const NOUNS: &[$crate::shapes::Noun] = &[
            $($($crate::shapes::Noun::of::<$module::$item>(),)* $($($crate::shapes::Noun::of::<$more::$other>(),)*)*)*
        ];
    };
}

/// Lists the areas: each is a module with `NOUNS` and `partitions::ALL`.
macro_rules! areas {
    ($($area:ident),* $(,)?) => {
        /// Every area of the store.
        pub const AREAS: &[$crate::shapes::Area] = &[$($crate::shapes::Area {
            name: stringify!($area),
            nouns: $area::NOUNS,
            partitions: $area::partitions::ALL,
        }),*];
    };
}
