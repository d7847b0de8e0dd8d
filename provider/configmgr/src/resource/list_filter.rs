//! The filters of a list.

use hierarchy::Lookup;
use tfplugin::framework::model::Model;

/// The filters of a list.
pub trait ListFilter: Model + Send + Sync + 'static {
    /// The site whose objects are listed, with the name of the filter.
    fn site(&self) -> Option<(&'static str, &str)> {
        None
    }

    /// What finds the objects.
    fn lookup(&self) -> Lookup<'_> {
        Lookup::All
    }
}
