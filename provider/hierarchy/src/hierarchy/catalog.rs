use super::Hierarchy;
use crate::store::StoreError;
use crate::sync::Catalog;

impl Hierarchy {
    /// The update catalog of a site, or of the top-level site; `None` if the site does not exist.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn catalog(&self, site_code: Option<&str>) -> Result<Option<Catalog>, StoreError> {
        self.look(|view, _, seen| {
            let site = match site_code {
                Some(code) => view.site(code)?,
                None => view.top_level_site()?,
            };
            site.map(|site| Catalog::of(view, &site.site_code, &seen)).transpose()
        })
    }
}
