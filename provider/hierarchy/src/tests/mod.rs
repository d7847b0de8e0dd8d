//! The hierarchy as a whole, and what the tests of all its modules share.

mod as_found;
mod backup;
mod contract;
mod damage;
pub(crate) mod fixture;
mod installation;
mod many_writers;
pub(crate) mod memory;
mod properties;
mod reads;
mod two_sides;
mod verification;
