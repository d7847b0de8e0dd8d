//! Mistakes in a provider's code, all told at once, as those of its author.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::{BTreeMap, HashMap};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tfplugin::prelude::*;
use tfplugin::protocol::tfplugin6::get_provider_schema;
use tfplugin::protocol::tfplugin6::provider_server::Provider as _;
use tonic::Request;

#[derive(Serialize, Deserialize, JsonSchema)]
struct Config {
    #[schemars(extend("x-terraform" = "optional"))]
    host: String,
    #[schemars(extend("x-terraform" = "optional"))]
    version: Attr<String>,
    #[schemars(extend("x-terraform" = "computed"))]
    region: Attr<String>,
}

/// Each field has a mistake, or two.
#[derive(Serialize, Deserialize, JsonSchema)]
struct Wrong {
    #[schemars(extend("x-terraform" = "computed"))]
    id: String,
    #[schemars(extend("x-terraform" = "optional"))]
    note: String,
    #[schemars(extend("x-terraform" = "optional computed", "default" = "many"))]
    size: i64,
    #[schemars(extend("x-terraform" = "optional sensible"))]
    token: Attr<String>,
    #[schemars(extend("x-terraform" = "optional write_only replace stable"))]
    secret_wo: String,
    #[schemars(extend("x-terraform" = "computed replace"))]
    place: Attr<String>,
    #[schemars(extend("x-terraform" = "required"))]
    count: i64,
    unsaid: Attr<String>,
    #[schemars(extend("x-terraform" = "optional"))]
    part: Attr<Part>,
    #[schemars(extend("x-terraform" = "optional"))]
    numbered: Attr<BTreeMap<u32, String>>,
    #[schemars(extend("x-terraform" = "optional"))]
    gaps: Attr<Vec<Option<String>>>,
    #[schemars(extend("x-terraform" = "optional"))]
    shape: Attr<Shape>,
    #[schemars(extend("x-terraform" = "optional"), range(min = 9, max = 3))]
    crossed: Attr<i64>,
    #[schemars(extend("x-terraform" = "optional computed", "default" = {}))]
    leaf: Attr<Leaf>,
    #[schemars(extend("x-terraform" = "block"))]
    any: Vec<Any>,
}

#[derive(Serialize, Deserialize, JsonSchema)]
enum Shape {
    Circle { radius: i64 },
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Any {
    #[schemars(extend("x-terraform" = "optional"))]
    value: Attr<Dynamic>,
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Part {
    #[schemars(extend("x-terraform" = "optional"))]
    label: String,
    #[schemars(extend("x-terraform" = "block"))]
    rule: Vec<Leaf>,
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Leaf {
    #[schemars(extend("x-terraform" = "required"))]
    name: String,
}

/// Right for a resource.
#[derive(Serialize, Deserialize, JsonSchema)]
struct Right {
    #[schemars(extend("x-terraform" = "computed stable"))]
    id: Attr<String>,
    #[schemars(extend("x-terraform" = "required replace"))]
    name: String,
    #[schemars(extend("x-terraform" = "optional computed", "default" = 1))]
    size: i64,
    #[schemars(extend("x-terraform" = "optional write_only"))]
    secret_wo: Option<String>,
    #[schemars(extend("x-terraform" = "block"))]
    rule: Vec<Leaf>,
}

/// A resource and a data source of a name, with a struct.
macro_rules! object {
    ($kind:ident, $name:literal, $model:ty, $($keys:literal)*) => {
        struct $kind;

        impl Resource for $kind {
            type Client = ();
            type Model = $model;
            const TYPE_NAME: &'static str = $name;

            fn create(&self, _: &mut Context<'_, ()>, create: Create<$model>) -> Result<$model, Failure<$model>> {
                Ok(create.planned)
            }

            fn read(&self, _: &mut Context<'_, ()>, state: $model) -> Result<Option<$model>, Diagnostics> {
                Ok(Some(state))
            }

            fn update(&self, _: &mut Context<'_, ()>, update: Update<$model>) -> Result<$model, Failure<$model>> {
                Ok(update.planned)
            }

            fn delete(&self, _: &mut Context<'_, ()>, _: $model) -> Result<(), Diagnostics> {
                Ok(())
            }
        }

        impl DataSource for $kind {
            type Client = ();
            type Model = $model;
            const TYPE_NAME: &'static str = $name;
            const LOOKED_UP_BY: &'static [&'static str] = &[$($keys),*];

            fn read(&self, _: &mut Context<'_, ()>, config: $model) -> Result<$model, Diagnostics> {
                Ok(config)
            }
        }
    };
}

object!(WrongObject, "test_wrong", Wrong,);
object!(OtherPrefix, "tset_right", Right, "name" "nam");
object!(Unshared, "test_unshared", Right,);
object!(RightObject, "test_right", Right, "name");

/// Each attribute has a mistake.
#[derive(Serialize, Deserialize, JsonSchema)]
struct WrongIdentity {
    #[schemars(extend("x-terraform" = "ignore_case"))]
    neither: String,
    #[schemars(extend("x-terraform" = "required_for_import optional_for_import"))]
    both: Option<String>,
    #[schemars(extend("x-terraform" = "required_for_import sensitive"))]
    sensitive: String,
    #[schemars(extend("x-terraform" = "optional_for_import"))]
    never_null: String,
    #[schemars(extend("x-terraform" = "required_for_import"))]
    unknown: Attr<String>,
    #[schemars(extend("x-terraform" = "required_for_import"))]
    map: HashMap<String, String>,
    #[schemars(extend("x-terraform" = "required_for_import"))]
    object: Leaf,
    #[schemars(extend("x-terraform" = "required_for_import"))]
    objects: Vec<Leaf>,
    #[schemars(extend("x-terraform" = "required_for_import"))]
    lists: Vec<Vec<String>>,
    #[schemars(extend("x-terraform" = "required_for_import ignore_case"))]
    number: u8,
    #[schemars(extend("x-terraform" = "required_for_import"))]
    #[serde(rename = "Capital")]
    capital: String,
}

impl Identity for WrongIdentity {}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Anonymous {}

impl Identity for Anonymous {}

macro_rules! identified {
    ($kind:ident, $name:literal, $identity:ident) => {
        object!($kind, $name, Right, "name");

        impl IdentifiedResource for $kind {
            type Identity = $identity;

            fn identity(&self, _: &Right) -> Option<$identity> {
                None
            }
        }
    };
}

identified!(WronglyIdentified, "test_wrongly_identified", WrongIdentity);
identified!(Unidentified, "test_unidentified", Anonymous);

/// Its filters are those of the provider, which have a mistake.
impl ListedResource for Unidentified {
    type Filter = Config;

    fn list(&self, _: &mut Context<'_, ()>, _: Config, _: &mut List<'_, Right>) -> Result<(), Diagnostics> {
        Ok(())
    }
}

/// What an action cannot have.
#[derive(Serialize, Deserialize, JsonSchema)]
struct WrongAction {
    #[schemars(extend("x-terraform" = "computed"))]
    result: Attr<String>,
    #[schemars(extend("x-terraform" = "optional computed", "default" = 1))]
    times: i64,
    #[schemars(extend("x-terraform" = "optional write_only"))]
    token_wo: String,
    /// Outside of the configuration, Terraform adds an attribute of this name.
    #[schemars(extend("x-terraform" = "optional"))]
    count: Option<i64>,
}

struct Act;

impl Action for Act {
    type Client = ();
    type Config = WrongAction;
    const TYPE_NAME: &'static str = "tset_act";

    fn invoke(&self, _: &mut Context<'_, ()>, _: WrongAction, _: &Progress) -> Result<(), Diagnostics> {
        Ok(())
    }
}

struct Careless;

impl Provider for Careless {
    type Config = Config;
    type Client = ();

    fn configure(&self, _: Config, _: &str) -> Result<(), Diagnostics> {
        Ok(())
    }

    fn register(&self, registry: &mut Registry<()>) {
        registry.resource(WrongObject);
        registry.resource(RightObject);
        registry.resource(RightObject);
        registry.identified_resource(WronglyIdentified);
        registry.listed_resource(Unidentified);
        registry.data_source(OtherPrefix);
        registry.data_source(Unshared);
        registry.data_source(WrongObject);
        registry.data_source(RightObject);
        registry.action(Act);
        registry.action(Act);
        let names = [("Name", "A name."), ("other", "Another."), ("other", "Another.")];
        registry
            .function(Function::new("greet", names, |one: String, two: String, three: String| Ok(one + &two + &three)));
        registry.function(Function::new("nothing", [("unit", "Nothing.")], |(): ()| Ok(HashMap::from([("k", ())]))));
    }
}

#[test]
fn all_mistakes_are_told_at_once() {
    let error = ProviderServer::new(Careless).check("test").unwrap_err();
    insta::assert_snapshot!(error);
}

/// A provider that is not served by name has the same mistakes, but for the prefix.
#[tokio::test]
async fn terraform_is_told_when_it_asks_for_the_schemas() {
    let server = ProviderServer::new(Careless);
    let response =
        server.get_provider_schema(Request::new(get_provider_schema::Request {})).await.unwrap().into_inner();
    let [diagnostic] = response.diagnostics.as_slice() else { panic!("{:?}", response.diagnostics) };
    assert_eq!(diagnostic.summary, "Internal provider error");
    assert!(diagnostic.detail.contains("data source test_unshared, Right.size: only a resource has defaults"));
    assert!(diagnostic.detail.contains("This is a bug in the provider, not in your configuration."));
    assert!(!diagnostic.detail.contains("begin the name with"));
}

/// A data source that finds an object of a resource: the struct is the same, its words are others.
#[tokio::test]
async fn a_resource_and_a_data_source_share_a_struct() {
    struct Shared;
    impl Provider for Shared {
        type Config = Empty;
        type Client = ();
        fn configure(&self, _: Empty, _: &str) -> Result<(), Diagnostics> {
            Ok(())
        }
        fn register(&self, registry: &mut Registry<()>) {
            registry.resource(RightObject);
            registry.data_source(RightObject);
        }
    }
    let server = ProviderServer::new(Shared);
    assert_eq!(server.check("test"), Ok(()));
    let response =
        server.get_provider_schema(Request::new(get_provider_schema::Request {})).await.unwrap().into_inner();
    let block = response.data_source_schemas["test_right"].block.clone().unwrap();
    let said = |attribute: &tfplugin::protocol::tfplugin6::schema::Attribute| {
        let nested = attribute.nested_type.as_ref().map_or(0, |nested| nested.attributes.len());
        format!("{} required={} computed={} nested={nested}", attribute.name, attribute.required, attribute.computed)
    };
    assert!(block.block_types.is_empty());
    assert_eq!(
        block.attributes.iter().map(said).collect::<Vec<_>>(),
        [
            "id required=false computed=true nested=0",
            "name required=true computed=false nested=0",
            "rule required=false computed=true nested=1",
            "secret_wo required=false computed=true nested=0",
            "size required=false computed=true nested=0",
        ]
    );
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Empty {}
