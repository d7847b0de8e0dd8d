//! `configmgr_update_catalog`.

mod filter;
mod model;

pub use model::{ClassificationRow, CompanyRow, FamilyRow, LanguageRow, ProductRow, UpdateCatalog};

use tfplugin::framework::context::Context;
use tfplugin::framework::data_source::DataSource;
use tfplugin::framework::diagnostics::Diagnostics;

use super::read::read;
use super::site_filter::malformed_site_code;
use crate::client::Client;
use filter::Filter;

pub(crate) struct ReadUpdateCatalog;

impl DataSource for ReadUpdateCatalog {
    type Client = Client;
    type Model = UpdateCatalog;
    const TYPE_NAME: &'static str = "configmgr_update_catalog";

    fn validate(&self, config: &UpdateCatalog) -> Diagnostics {
        malformed_site_code(&config.site_code).into_iter().collect()
    }

    fn read(&self, context: &mut Context<'_, Client>, config: UpdateCatalog) -> Result<UpdateCatalog, Diagnostics> {
        let categories = context.client.categories()?;
        let filter = Filter::of(&config, &categories)?;
        filter.former_names(&config).into_iter().for_each(|warning| context.warn(warning));
        let site_code = config.site_code.known().map(String::as_str);
        let Some(catalog) = read(context, |hierarchy| hierarchy.catalog(site_code))? else {
            return Ok(UpdateCatalog {
                version: 0.into(),
                companies: Vec::new().into(),
                families: Vec::new().into(),
                products: Vec::new().into(),
                classifications: Vec::new().into(),
                languages: Vec::new().into(),
                ..config
            });
        };
        let products = filter.products(&catalog);
        let families = filter.families(&products);
        Ok(UpdateCatalog {
            version: catalog.version.into(),
            as_of: catalog.as_of.map(|time| time.to_string()).into(),
            companies: filter.companies(&families).into(),
            families: families.into(),
            products: products.into(),
            classifications: filter.classifications(&catalog).into(),
            languages: filter.languages(&catalog).into(),
            ..config
        })
    }
}
