use super::Hierarchy;
use crate::facts::Moment;
use crate::sync::{MetadataPackage, PackageError, before_change, metadata_package};

impl Hierarchy {
    /// The update metadata the top-level site has, to be imported elsewhere.
    ///
    /// # Errors
    /// When it has none, or the store cannot be read.
    pub fn export_metadata(&self) -> Result<MetadataPackage, PackageError> {
        self.look(|view, now, seen| Ok(metadata_package::export(view, now, &seen)))?
    }

    /// Takes in update metadata by hand. The next synchronisation brings it into the site's database and down the hierarchy.
    ///
    /// # Errors
    /// When the hierarchy synchronises with somebody, has newer metadata, or the store cannot be written.
    pub fn import_metadata(&self, package: &MetadataPackage) -> Result<(), PackageError> {
        let mut transaction = self.begin()?;
        let now = Moment::of(self.time_in(&*transaction)?);
        before_change(&mut *transaction, now)?;
        metadata_package::import(package, &mut *transaction)?;
        Ok(transaction.commit()?)
    }
}
