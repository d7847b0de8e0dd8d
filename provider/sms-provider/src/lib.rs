//! The SMS Provider of a real site: where it has each attribute of ours, a script that collects it, and reading what the
//! script or the administration service wrote.
//!
//! [`facts`] is the table everything else is made from. Nothing here was run against a real site: each row says how sure it
//! is and where it is from.

pub mod class;
pub mod codec;
pub mod collector;
pub mod dump;
pub mod facts;
pub mod reader;
pub mod stub;
mod version;
mod zone;
