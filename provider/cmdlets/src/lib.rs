//! Checks PowerShell scripts against the reference of the cmdlets they use. For tests.
//!
//! `pages.json` has the facts: what the page of each cmdlet says of its parameter sets, and the types, aliases and values of
//! its parameters. A script is parsed by a grammar of PowerShell; a command without a page, or with what its page does not
//! have, is a mistake. So a script that passes is documented. It was not run.

mod check;
mod reference;
mod script;

pub use check::mistakes;
pub use reference::{Cmdlet, Parameter, ParameterSet, Reference};
