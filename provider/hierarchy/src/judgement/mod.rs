//! What a rule says, without any rule.

mod finding;
mod order;
mod origin;
mod problem;

pub use finding::{Finding, RuleId, Severity};
pub use order::Order;
pub use origin::Origin;
pub(crate) use problem::{Problem, out_of_range};
