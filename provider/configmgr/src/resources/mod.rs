//! The resources, each in a file of its own. What they share is in `resource`.

mod account;
mod identities;
mod ids;
mod site;
mod site_system;
mod sup_role;
mod sync_settings;

pub use account::{Account, AccountFilter};
pub use identities::{AccountIdentity, ServerIdentity, SiteIdentity};
pub(crate) use ids::looks_like_site_code;
pub use site::{Site, SiteFilter};
pub use site_system::{SiteSystem, SiteSystemFilter};
pub use sup_role::{SupRole, SupRoleFilter};
pub use sync_settings::{SyncSettings, SyncSettingsFilter};

#[cfg(test)]
mod tests {
    use tfplugin::framework::schema::{AttributeKind, Block, Schema};

    use super::*;
    use crate::resource::{ResourceModel, Values};

    fn has(block: &Block, path: &str) -> bool {
        let (name, rest) = path.split_once('.').unwrap_or((path, ""));
        block.attributes.get(name).is_some_and(|attribute| match &attribute.kind {
            AttributeKind::Nested(_, nested) => rest.is_empty() || has(nested, rest),
            AttributeKind::Plain(_) => rest.is_empty(),
        })
    }

    fn treated_in_vain<M: ResourceModel>() -> Vec<&'static str> {
        let schema = Schema::of::<Values<M>>(0).unwrap();
        let paths = M::TREATMENT.iter().map(|(path, _)| *path);
        paths.filter(|path| !has(&schema.block, path)).collect()
    }

    #[test]
    fn every_treated_attribute_is_declared() {
        let in_vain = [
            treated_in_vain::<Account>(),
            treated_in_vain::<Site>(),
            treated_in_vain::<SiteSystem>(),
            treated_in_vain::<SupRole>(),
            treated_in_vain::<SyncSettings>(),
        ];
        assert_eq!(in_vain.concat(), [""; 0]);
    }
}
