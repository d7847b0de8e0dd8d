//! Where a hierarchy is kept. Only this module knows SQL.

mod error;
mod view;

pub use error::StoreError;
pub use view::{Lookup, View};
