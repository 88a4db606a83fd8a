//! Closed lists that a domain and its contract both have, under the same names.

/// One table per enum, read in both directions; `wire` is the contract's module where it stands. The contract's
/// unspecified value is none of the domain's.
///
/// ```text
/// choices! {
///     stage: Stage <=> Stage { Preliminary, Final }
/// }
/// ```
///
/// gives `From<Stage> for wire::Stage`, and `stage(wire::Stage) -> Option<Stage>`.
#[macro_export]
macro_rules! choices {
    ($($read:ident: $wire:ident <=> $own:ident { $($value:ident),+ })+) => {$(
        impl From<$own> for wire::$wire {
            fn from(own: $own) -> Self {
                match own { $($own::$value => Self::$value),+ }
            }
        }

        pub(crate) fn $read(choice: wire::$wire) -> Option<$own> {
            match choice {
                wire::$wire::Unspecified => None,
                $(wire::$wire::$value => Some($own::$value)),+
            }
        }
    )+};
}
