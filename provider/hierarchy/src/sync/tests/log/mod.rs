//! What an administrator reads in the logs.

mod format;
mod read;

use super::*;

fn minutes(count: i64) -> SignedDuration {
    SignedDuration::from_mins(count)
}

impl Hierarchy {
    /// A run of all sites, and maintenance after it.
    fn run(&self) {
        self.synchronize(None, Extent::Full).unwrap();
        self.wait_until_idle(&mut |_| ()).unwrap();
        self.pass(minutes(5));
    }

    fn lines(&self, file: LogFile, site: &str) -> Vec<String> {
        self.log(file, Some(site)).unwrap().iter().map(ToString::to_string).collect()
    }

    fn messages(&self, file: LogFile, site: &str) -> Vec<String> {
        self.log(file, Some(site)).unwrap().into_iter().map(|entry| entry.message).collect()
    }
}
