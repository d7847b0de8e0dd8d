use super::Hierarchy;
use crate::facts::Moment;
use crate::sync::{MetadataPackage, PackageError, SettingDifference, before_change, metadata_package};

impl Hierarchy {
    /// The update metadata of the top-level site, to be imported elsewhere.
    ///
    /// # Errors
    /// If it has none, or the store cannot be read.
    pub fn export_metadata(&self) -> Result<MetadataPackage, PackageError> {
        self.look(|view, now, seen| Ok(metadata_package::export(view, now, &seen)))?
    }

    /// Imports update metadata. The next synchronization adds it to the site database, and then to all sites. Returns
    /// the settings in which the exporting hierarchy differs.
    ///
    /// # Errors
    /// If the hierarchy has a synchronization source or newer metadata, or the store cannot be written.
    pub fn import_metadata(&self, package: &MetadataPackage) -> Result<Vec<SettingDifference>, PackageError> {
        let mut transaction = self.begin_simulated()?;
        let now = Moment::of(self.time_in(&*transaction)?);
        before_change(&mut *transaction, now)?;
        let differences = metadata_package::import(package, &mut *transaction)?;
        transaction.commit()?;
        Ok(differences)
    }
}
