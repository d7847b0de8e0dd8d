use super::Hierarchy;
use crate::store::StoreError;
use crate::sync::Catalogue;

impl Hierarchy {
    /// The update catalog of a site, or of the top-level site; `None` if the site does not exist.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn catalogue(&self, site_code: Option<&str>) -> Result<Option<Catalogue>, StoreError> {
        self.look(|view, _, seen| {
            let site = match site_code {
                Some(code) => view.site(code)?,
                None => view.top_level_site()?,
            };
            site.map(|site| Catalogue::of(view, &site.site_code, &seen)).transpose()
        })
    }
}
