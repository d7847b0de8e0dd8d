//! The hierarchy as a Terraform configuration.

use std::collections::{BTreeSet, HashMap, HashSet};

use hierarchy::{AsFound, Kind, Location, Object, ObjectId, Severity, StoreError, Stored, View, rules};

use super::expression::{Expression, block};
use super::non_default::{self, NonDefault};
use super::string_literal::string_literal;
use super::{names, order, reference::Addresses};

/// A resource block and an import block for each object.
pub(crate) struct Configuration {
    resources: Vec<Resource>,
    /// Attributes that HCL cannot express, each with the id of its object.
    pub(crate) inexpressible: Vec<(ObjectId, String)>,
}

struct Resource {
    id: ObjectId,
    site_code: Option<String>,
    address: String,
    text: String,
}

impl Configuration {
    /// The configuration of all objects of a view, without objects that were created implicitly and have their defaults.
    pub(crate) fn of(view: &dyn View) -> Result<Self, StoreError> {
        let mut objects = order::top_down(view)?;
        let top_level = top_level(&objects);
        retain_declared(&mut objects);
        let mut configuration = Self::new(&objects, &top_level, Addresses::default(), &|_| HashSet::new());
        if AsFound::of(view)?.is_some() {
            configuration.note_refusals(&objects);
        }
        Ok(configuration)
    }

    /// Says in a comment what a simulated hierarchy refuses, and a real site has.
    fn note_refusals(&mut self, objects: &[Stored<Object>]) {
        let of_id: HashMap<ObjectId, &Object> =
            objects.iter().map(|stored| (stored.object.id(), &stored.object)).collect();
        for resource in &mut self.resources {
            let findings = of_id.get(&resource.id).map(|object| rules::check_standalone(object, &BTreeSet::new()));
            let errors = findings.into_iter().flatten().filter(|finding| finding.severity == Severity::Error);
            // A name of a real site may have what would end the comment.
            let comments = errors.map(|finding| {
                let summary = finding.summary.replace(char::is_control, " ");
                format!("# A simulated hierarchy refuses this. {summary}\n")
            });
            resource.text.insert_str(0, &comments.collect::<String>());
        }
    }

    /// The configuration of some objects, which refers to others by the addresses of their resources. `taken` has the names of
    /// these resources.
    pub(crate) fn beside(
        view: &dyn View,
        chosen: &HashSet<(Kind, String)>,
        managed: &HashMap<(Kind, String), String>,
        taken: &dyn Fn(Kind) -> HashSet<String>,
    ) -> Result<Self, StoreError> {
        let mut objects = order::top_down(view)?;
        let top_level = top_level(&objects);
        let identity = |object: &Object| (object.kind(), object.id().key());
        let mut addresses = Addresses::default();
        for Stored { object, .. } in &objects {
            managed.get(&identity(object)).into_iter().for_each(|address| addresses.add(object, address.clone()));
        }
        objects.retain(|stored| chosen.contains(&identity(&stored.object)));
        Ok(Self::new(&objects, &top_level, addresses, taken))
    }

    fn new(
        objects: &[Stored<Object>],
        top_level: &[String],
        mut addresses: Addresses,
        taken: &dyn Fn(Kind) -> HashSet<String>,
    ) -> Self {
        let of_kind = |kind| {
            let alike = objects.iter().map(|stored| &stored.object).filter(move |object| object.kind() == kind);
            names::names(alike, taken(kind))
        };
        let names: HashMap<ObjectId, String> = Kind::ALL.into_iter().flat_map(of_kind).collect();
        let schemas = HashMap::from(Kind::ALL.map(|kind| (kind, kind.schema().to_value())));
        let mut configuration = Self { resources: Vec::new(), inexpressible: Vec::new() };
        for Stored { object, .. } in objects {
            let (id, kind) = (object.id(), object.kind());
            let (Some(name), Some(schema)) = (names.get(&id), schemas.get(&kind)) else { continue };
            let refer = |path: &str, text: &str| addresses.refer(object, path, text);
            let NonDefault { attributes, inexpressible } =
                non_default::non_default(object, is_at(top_level, object), schema, &refer);
            let text = block(&format!("resource \"configmgr_{kind}\" \"{name}\""), &attributes);
            configuration.inexpressible.extend(inexpressible.into_iter().map(|path| (id.clone(), path)));
            let address = format!("configmgr_{kind}.{name}");
            addresses.add(object, address.clone());
            let site_code = object.site_code().map(str::to_owned);
            configuration.resources.push(Resource { id, site_code, address, text });
        }
        configuration
    }

    /// The number of objects it manages.
    pub(crate) fn len(&self) -> usize {
        self.resources.len()
    }

    /// The whole configuration as one text.
    pub(crate) fn text(&self, hierarchy: &Location) -> String {
        let parts = [header(hierarchy), self.blocks()];
        parts.iter().filter(|part| !part.is_empty()).cloned().collect::<Vec<_>>().join("\n")
    }

    /// Its blocks, without the provider.
    pub(crate) fn blocks(&self) -> String {
        let resources = self.resources.iter().map(|resource| resource.text.clone());
        resources.chain(self.imports()).collect::<Vec<_>>().join("\n")
    }

    /// The configuration as files, by name: one for each site, one for the accounts, and one for the import blocks, which can be
    /// deleted after the first apply.
    pub(crate) fn files(&self, hierarchy: &Location) -> Vec<(String, String)> {
        let mut files = vec![("versions.tf".to_owned(), header(hierarchy))];
        for resource in &self.resources {
            let name = resource.site_code.as_deref().map_or_else(|| "accounts.tf".to_owned(), names::file);
            match files.iter_mut().find(|(known, _)| *known == name) {
                Some((_, text)) => {
                    text.push('\n');
                    text.push_str(&resource.text);
                }
                None => files.push((name, resource.text.clone())),
            }
        }
        files.extend(self.imports().map(|text| ("imports.tf".to_owned(), text)));
        files
    }

    fn imports(&self) -> Option<String> {
        let import = |resource: &Resource| {
            let to = ("to".to_owned(), Expression::Verbatim(resource.address.clone()));
            let id = ("id".to_owned(), Expression::Text(resource.id.id.clone()));
            block("import", &vec![to, id])
        };
        let blocks: Vec<String> = self.resources.iter().map(import).collect();
        let comment = "# These blocks import each object as it is. Delete them after the first apply.\n\n";
        (!blocks.is_empty()).then(|| format!("{comment}{}", blocks.join("\n")))
    }
}

/// Leaves out what is there only because a role was installed: implicit servers and settings with their defaults.
pub(crate) fn retain_declared(objects: &mut Vec<Stored<Object>>) {
    let top_level = top_level(objects);
    objects.retain(|Stored { object, declared, .. }| {
        *declared || !non_default::is_all_defaults(object, is_at(&top_level, object))
    });
}

/// Whether an object is at one of these sites.
fn is_at(sites: &[String], object: &Object) -> bool {
    object.site_code().is_some_and(|code| sites.contains(&code.to_lowercase()))
}

/// The codes of top-level sites, in lower case.
fn top_level(objects: &[Stored<Object>]) -> Vec<String> {
    let code = |stored: &Stored<Object>| match &stored.object {
        Object::Site(site) if site.is_top_level() => Some(site.site_code.to_lowercase()),
        _ => None,
    };
    objects.iter().filter_map(code).collect()
}

/// Import blocks came with Terraform 1.5.
fn header(hierarchy: &Location) -> String {
    let place = match hierarchy {
        Location::File(path) => format!("path = {}", string_literal(&path.to_string_lossy())),
        Location::Database(url) => format!("database_url = {}", string_literal(&url.to_string())),
    };
    format!(
        r#"terraform {{
  required_version = ">= 1.5"

  required_providers {{
    configmgr = {{
      source = "endpointops/configmgr"
    }}
  }}
}}

provider "configmgr" {{
  {place}
}}
"#
    )
}
