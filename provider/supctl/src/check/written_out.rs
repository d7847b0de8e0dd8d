//! Ids that a configuration writes out, although the same plan creates the object: Terraform knows no order between the two.

use std::collections::HashMap;

use hierarchy::{AuditedObject, Kind, ObjectId, PlannedAction};
use serde_json::Value;

use crate::shared::diagnostic::Diagnostic;
use crate::terraform::plan::{Configuration, ResourceChange};
use crate::terraform::source::module_at;

/// An attribute that names another object.
struct Name {
    of: Kind,
    attribute: &'static str,
    /// The kind of object it names, and the attribute to refer to.
    to: (Kind, &'static str),
}

const fn name(of: Kind, attribute: &'static str, to: Kind, property: &'static str) -> Name {
    Name { of, attribute, to: (to, property) }
}

const NAMES: [Name; 6] = [
    name(Kind::Site, "parent_site_code", Kind::Site, "site_code"),
    name(Kind::SiteSystem, "site_code", Kind::Site, "site_code"),
    name(Kind::SupRole, "site_code", Kind::Site, "site_code"),
    name(Kind::SupRole, "upstream_sup_id", Kind::SupRole, "id"),
    name(Kind::SupRole, "wsus_connection_account", Kind::Account, "user_name"),
    name(Kind::SyncSettings, "sup_role_id", Kind::SupRole, "id"),
];

/// A warning for each id that is written out, with the reference to write instead.
pub(super) fn warnings(
    resources: &[&ResourceChange<'_>],
    objects: &[AuditedObject],
    configuration: &Configuration,
) -> Vec<Diagnostic> {
    let planned = || resources.iter().copied().zip(objects);
    let created: HashMap<(Kind, String), &ResourceChange<'_>> = planned()
        .filter(|(_, audited)| is_created(audited))
        .map(|(resource, audited)| ((audited.id().kind, audited.id().key()), resource))
        .collect();
    let mut warnings = Vec::new();
    for (resource, audited) in planned().filter(|(_, audited)| is_written(audited)) {
        for Name { attribute, to: (kind, property), .. } in NAMES.iter().filter(|name| name.of == audited.id().kind) {
            let Some(id) = constant(resource, attribute, configuration) else { continue };
            if let Some(to) = created.get(&(*kind, ObjectId::new(*kind, id).key())) {
                warnings.push(warning(resource, attribute, id, to, property));
            }
        }
    }
    warnings
}

fn is_created(audited: &AuditedObject) -> bool {
    matches!(audited, AuditedObject::Put { part: PlannedAction::Create | PlannedAction::Replace { .. }, .. })
}

fn is_written(audited: &AuditedObject) -> bool {
    match audited {
        AuditedObject::Put { part: PlannedAction::Write { before }, object, .. } => **before != *object,
        AuditedObject::Put { .. } => true,
        AuditedObject::Removed(_) => false,
    }
}

/// The value of an attribute, if it is written out in the block of a resource.
fn constant<'a>(resource: &ResourceChange<'_>, attribute: &str, configuration: &'a Configuration) -> Option<&'a str> {
    let module = module_at(&configuration.root_module, resource.module_address.as_deref().unwrap_or_default())?;
    let mut blocks = module.resources.iter();
    let block = blocks.find(|block| block.r#type == resource.r#type && block.name == resource.name)?;
    block.expressions.get(attribute)?.get("constant_value").and_then(Value::as_str)
}

fn warning(
    resource: &ResourceChange<'_>,
    attribute: &str,
    id: &str,
    to: &ResourceChange<'_>,
    property: &str,
) -> Diagnostic {
    let summary =
        format!("{}: {attribute} = \"{id}\" is not a reference, and the plan creates {}", resource.address, to.address);
    let order = "Terraform knows no order between the two, and the apply of a saved plan may be refused.";
    let fix = if resource.module_address == to.module_address {
        let within = to.module_address.as_deref().and_then(|module| to.address.strip_prefix(module));
        let address = within.map_or(to.address.as_str(), |within| within.trim_start_matches('.'));
        format!("Write:\n\n  {attribute} = {address}.{property}")
    } else {
        format!(
            "Pass {property} of {} to the module: as an output of one module, and a variable of the other.",
            to.address
        )
    };
    Diagnostic::warning(summary, format!("{order} {fix}"))
}
