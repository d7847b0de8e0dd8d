use super::Hierarchy;
use crate::store::StoreError;
use crate::sync::Catalogue;

impl Hierarchy {
    /// The update catalogue of a site, or of the top-level site; none where there is no such site.
    ///
    /// # Errors
    /// When the store cannot be read.
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
