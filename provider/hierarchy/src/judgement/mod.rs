//! The terms of rules, without any rule: finding, problem, order, origin.

mod finding;
mod order;
mod origin;
mod problem;

pub use finding::{Finding, RuleId, Severity};
pub use order::Order;
pub use origin::Origin;
pub(crate) use problem::{Problem, out_of_range};
