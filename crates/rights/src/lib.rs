//! Who may do what, decided here from facts: rights that membership records and every service follows,
//! and policies that say what each role may do. What no policy permits is denied.
//!
//! Words: a *grant* (quyền được giao) is a right as it was given to a person; it *stands* or not on a
//! day; a *duty* is a group of rpcs; a *thing* is what an rpc is about, and is in other things.

mod facts;
mod heard;
mod judge;
mod load;
mod policies;
mod precedents;
mod rights;
mod slices;
mod view;
mod weighing;

pub use facts::{Ended, Facts, Given, Link, Moment, Placed, Revoked, Right, Standing, Thing};
pub use judge::{Membership, begin};
pub use policies::{Policies, PolicyError, duties};
pub use rights::{Known, Rights};
pub use view::RightsView;
pub use weighing::{Verdict, Weighed, Who};

pub use chassis::access::Decision;
