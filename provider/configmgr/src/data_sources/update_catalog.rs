//! `configmgr_update_catalog`.

mod rows;
mod wanted;

pub use rows::{ClassificationRow, CompanyRow, FamilyRow, LanguageRow, ProductRow};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tfplugin::framework::context::Context;
use tfplugin::framework::data_source::DataSource;
use tfplugin::framework::diagnostics::Diagnostics;
use tfplugin::framework::value::Attr;

use super::{malformed_site_code, read};
use crate::client::Client;
use wanted::Wanted;

/// The update catalogue as a site has it: what can be subscribed, with the ids `products` and `classifications` of
/// `configmgr_sync_settings` take, what is subscribed, and how many updates that brings. A hierarchy that is not there yet
/// has no catalogue.
///
/// The numbers of updates are simulated: which updates come, are superseded and expire follows the product's rules, how many
/// there are does not.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
pub struct UpdateCatalog {
    /// Only what has this in its name, in any case. A family is also shown where one of its products is, and a company where
    /// one of its families is.
    #[schemars(length(min = 1), extend("x-terraform" = "optional"))]
    pub name: Attr<String>,
    /// Only products and families of this company: its name or id, in any case.
    #[schemars(extend("x-terraform" = "optional"))]
    pub company: Attr<String>,
    /// Only products of this family: its name or id, in any case.
    #[schemars(extend("x-terraform" = "optional"))]
    pub family: Attr<String>,
    /// The site whose catalogue it is; without it, the top-level site. A site that is not there has none.
    #[schemars(extend("x-terraform" = "optional"))]
    pub site_code: Attr<String>,
    /// Only products, classifications and languages that are subscribed (`true`), or that are not (`false`).
    #[schemars(extend("x-terraform" = "optional"))]
    pub subscribed: Attr<bool>,
    /// Version of the catalogue the site has, which each synchronisation of the top-level site raises; 0 before the first one.
    #[schemars(extend("x-terraform" = "computed"))]
    pub version: Attr<u64>,
    /// Updates up to this time are in it, RFC 3339; null before the first synchronisation.
    #[schemars(extend("x-terraform" = "computed"))]
    pub as_of: Attr<String>,
    /// Companies, by name.
    #[schemars(extend("x-terraform" = "computed"))]
    pub companies: Attr<Vec<CompanyRow>>,
    /// Families of products, by company and name.
    #[schemars(extend("x-terraform" = "computed"))]
    pub families: Attr<Vec<FamilyRow>>,
    /// Products, by company, family and name.
    #[schemars(extend("x-terraform" = "computed"))]
    pub products: Attr<Vec<ProductRow>>,
    /// Classifications, by name.
    #[schemars(extend("x-terraform" = "computed"))]
    pub classifications: Attr<Vec<ClassificationRow>>,
    /// Languages, by code.
    #[schemars(extend("x-terraform" = "computed"))]
    pub languages: Attr<Vec<LanguageRow>>,
}

pub(super) struct ReadUpdateCatalog;

impl DataSource for ReadUpdateCatalog {
    type Client = Client;
    type Model = UpdateCatalog;
    const TYPE_NAME: &'static str = "configmgr_update_catalog";

    fn validate(&self, config: &UpdateCatalog) -> Diagnostics {
        malformed_site_code(&config.site_code).into_iter().chain(Wanted::of(config).err()).collect()
    }

    fn read(&self, context: &mut Context<'_, Client>, config: UpdateCatalog) -> Result<UpdateCatalog, Diagnostics> {
        let wanted = Wanted::of(&config)?;
        let site_code = config.site_code.known().map(String::as_str);
        let Some(catalogue) = read(context, |hierarchy| hierarchy.catalogue(site_code))? else {
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
        let products = wanted.products(&catalogue);
        let families = wanted.families(&products);
        Ok(UpdateCatalog {
            version: catalogue.version.into(),
            as_of: catalogue.as_of.map(|time| time.to_string()).into(),
            companies: wanted.companies(&families).into(),
            families: families.into(),
            products: products.into(),
            classifications: wanted.classifications(&catalogue).into(),
            languages: wanted.languages(&catalogue).into(),
            ..config
        })
    }
}
