//! Code that several commands share.

pub(crate) mod actor;
pub(crate) mod as_found;
pub(crate) mod attributes;
pub(crate) mod change;
pub(crate) mod count;
pub(crate) mod diagnostic;
pub(crate) mod error;
pub(crate) mod failures;
pub(crate) mod input;
pub(crate) mod json;
pub(crate) mod markdown;
pub(crate) mod outline;
pub(crate) mod place;
pub(crate) mod reference;
pub(crate) mod room;
pub(crate) mod sarif;
pub(crate) mod since;
pub(crate) mod sites;
pub(crate) mod style;
pub(crate) mod summary;
pub(crate) mod table;
pub(crate) mod times;
pub(crate) mod verification;
pub(crate) mod whole_file;
pub(crate) mod word_diff;
