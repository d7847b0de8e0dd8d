//! From two states of a hierarchy to the steps that make the second of the first at a real site.
//!
//! [`Runbook::between`] has the steps, in the order in which the product needs them. [`script::script`] writes them as a script
//! of PowerShell, [`markdown::markdown`] for people who approve a change. Nothing was run at a real site.

mod command;
pub mod markdown;
mod order;
mod reading;
mod runbook;
pub mod script;
mod state;
mod step;
mod steps;

pub use reading::Reading;
pub use runbook::{Runbook, Stop};
pub use state::State;
pub use step::{Risk, Step, Undo, Work};
