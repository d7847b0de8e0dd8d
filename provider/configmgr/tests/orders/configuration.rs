//! Configurations: resources with their attributes, and the resources that they refer to.

use std::collections::{BTreeMap, BTreeSet};

use configmgr::describe;
use serde_json::{Map, Value as Json};
use tfplugin::framework::schema::{AttributeKind, Block, Schema};
use tfplugin::framework::value::Value;
use tfplugin::protocol::tfplugin6::DynamicValue;

/// The type of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    Site,
    SiteSystem,
    SupRole,
    SyncSettings,
    Account,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Site => "site",
            Self::SiteSystem => "site_system",
            Self::SupRole => "sup_role",
            Self::SyncSettings => "sync_settings",
            Self::Account => "account",
        }
    }

    pub(crate) fn type_name(self) -> String {
        format!("configmgr_{}", self.name())
    }

    fn schema(self) -> Schema {
        let described = describe::resources().unwrap().into_iter();
        described
            .map(|resource| (resource.type_name, resource.schema))
            .find(|(name, _)| *name == self.type_name())
            .unwrap()
            .1
    }

    pub(crate) fn encode(self, value: &Value) -> Option<DynamicValue> {
        let msgpack = value.to_msgpack(self.schema().object_type()).unwrap();
        Some(DynamicValue { msgpack, json: Vec::new() })
    }

    pub(crate) fn decode(self, value: Option<&DynamicValue>) -> Value {
        value.map_or(Value::Null, |value| Value::from_msgpack(&value.msgpack, self.schema().object_type()).unwrap())
    }
}

/// A resource block.
#[derive(Clone, Debug)]
pub(crate) struct Resource {
    pub(crate) kind: Kind,
    /// The attributes that are written out.
    pub(crate) attributes: Map<String, Json>,
    /// The attributes that refer to another resource, with its address.
    pub(crate) references: BTreeMap<&'static str, String>,
    pub(crate) create_before_destroy: bool,
}

impl Resource {
    /// Its configuration as Terraform sends it: what is not written is null.
    pub(crate) fn config(&self, configuration: &Configuration) -> Value {
        let schema = self.kind.schema();
        let object = complete(&Json::Object(self.evaluated(configuration)), &template(&schema.block));
        Value::from_state_json(object.to_string().as_bytes(), schema.object_type()).unwrap()
    }

    fn evaluated(&self, configuration: &Configuration) -> Map<String, Json> {
        let mut attributes = self.attributes.clone();
        for (attribute, address) in &self.references {
            attributes.insert((*attribute).to_owned(), configuration[address].referenced(configuration));
        }
        attributes
    }

    /// What others refer to: a site code, a server, a user name, or the id of a role.
    fn referenced(&self, configuration: &Configuration) -> Json {
        match self.kind {
            Kind::SiteSystem => self.evaluated(configuration)["server_fqdn"].clone(),
            Kind::Site | Kind::SyncSettings | Kind::Account | Kind::SupRole => self.id(configuration).into(),
        }
    }

    /// The id of its object.
    pub(crate) fn id(&self, configuration: &Configuration) -> String {
        let of = self.evaluated(configuration);
        let text = |attribute: &str| of[attribute].as_str().unwrap().to_owned();
        match self.kind {
            Kind::Site | Kind::SyncSettings => text("site_code"),
            Kind::Account => text("user_name"),
            Kind::SiteSystem | Kind::SupRole => format!("{}/{}", text("site_code"), text("server_fqdn")),
        }
    }

    /// Writes out what it refers to, so that Terraform knows no dependency.
    pub(crate) fn without_references(&self, configuration: &Configuration) -> Self {
        Self { attributes: self.evaluated(configuration), references: BTreeMap::new(), ..self.clone() }
    }
}

/// An object with every attribute of a schema, and all of them null.
fn template(block: &Block) -> Json {
    let attributes = block.attributes.iter().map(|(name, attribute)| match &attribute.kind {
        AttributeKind::Nested(_, block) => (name, template(block)),
        AttributeKind::Plain(_) => (name, Json::Null),
    });
    let blocks = block.blocks.iter().map(|(name, nested)| (name, template(&nested.block)));
    Json::Object(attributes.chain(blocks).map(|(name, value)| (name.clone(), value)).collect())
}

fn complete(written: &Json, template: &Json) -> Json {
    match (written, template) {
        (Json::Object(written), Json::Object(template)) => {
            let attribute = |(name, nested): (&String, &Json)| {
                (name.clone(), written.get(name).map_or(Json::Null, |value| complete(value, nested)))
            };
            Json::Object(template.iter().map(attribute).collect())
        }
        (written, _) => written.clone(),
    }
}

/// The resources of a configuration by address.
pub(crate) type Configuration = BTreeMap<String, Resource>;

/// Everything a resource depends on, at any distance.
pub(crate) fn dependencies(configuration: &Configuration, address: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open = vec![address];
    while let Some(next) = open.pop() {
        let references = configuration.get(next).into_iter().flat_map(|resource| resource.references.values());
        open.extend(references.filter(|reference| found.insert((*reference).clone())).map(String::as_str));
    }
    found
}

/// The configuration as text, to see what a test did.
pub(crate) fn text(configuration: &Configuration) -> String {
    let block = |(address, resource): (&String, &Resource)| {
        let written = resource.attributes.iter().map(|(name, value)| format!("  {name} = {value}\n"));
        let references = resource.references.iter().map(|(name, to)| format!("  {name} = <{to}>\n"));
        let lifecycle = if resource.create_before_destroy { "  create_before_destroy\n" } else { "" };
        format!("{address}\n{}{lifecycle}", written.chain(references).collect::<String>())
    };
    configuration.iter().map(block).collect()
}
