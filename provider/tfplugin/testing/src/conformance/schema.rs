//! Names, types and flags of schemas.

use tfplugin::protocol::tfplugin6 as wire;
use tonic::Request;
use wire::provider_server::Provider as Service;
use wire::schema::{Attribute, Block};

use super::Violations;
use super::client::Client;
use super::sketch::attribute_type;

const RULE: &str = "schema";
const NO_DESCRIPTION: &str = "it has no description: the doc comment of the struct or field is one";
/// Names that Terraform reserves at the root of a resource.
const RESERVED: [&str; 7] = ["connection", "count", "depends_on", "for_each", "lifecycle", "provider", "provisioner"];

pub(super) fn check<S: Service>(client: &Client<S>, provider: &str, found: &mut Violations) {
    let schemas = &client.schemas;
    let of_provider = schemas.provider.iter().map(|schema| ("provider".to_owned(), schema));
    let of_resources = schemas.resource_schemas.iter().map(|(name, schema)| (format!("resource {name}"), schema));
    let of_sources = schemas.data_source_schemas.iter().map(|(name, schema)| (format!("data source {name}"), schema));
    let of_ephemeral =
        schemas.ephemeral_resource_schemas.iter().map(|(name, schema)| (format!("ephemeral resource {name}"), schema));
    for (place, schema) in of_provider.chain(of_resources).chain(of_sources).chain(of_ephemeral) {
        match &schema.block {
            Some(block) => {
                if block.description.is_empty() {
                    found.add(RULE, &place, NO_DESCRIPTION);
                }
                check_block(block, &place, found);
            }
            None => found.add(RULE, &place, "it has no block, which Terraform does not survive"),
        }
        if schema.version < 0 {
            found.add(RULE, &place, "its version is negative");
        }
        let root = schema.block.iter().flat_map(|block| &block.attributes).map(|attribute| &attribute.name);
        for name in root.filter(|name| place != "provider" && RESERVED.contains(&name.as_str())) {
            found.add(RULE, format!("{place}: {name}"), "Terraform reserves this name");
        }
    }
    let types = schemas.resource_schemas.keys().chain(schemas.data_source_schemas.keys());
    for name in types.chain(schemas.ephemeral_resource_schemas.keys()) {
        if name != provider && !name.starts_with(&format!("{provider}_")) {
            found.add(RULE, name, format!("Terraform finds a type by its prefix: it must begin with {provider}_"));
        }
    }
    check_lists(client, found);
}

/// What is listed without schemas is what has schemas.
fn check_lists<S: Service>(client: &Client<S>, found: &mut Violations) {
    let schemas = &client.schemas;
    match client.answer(client.service.get_metadata(Request::new(Default::default()))) {
        Ok(listed) => {
            let mut compare = |what: &str, mut listed: Vec<String>, mut declared: Vec<&String>| {
                listed.sort();
                declared.sort();
                if listed.iter().ne(declared) {
                    found.add(RULE, what, "the metadata lists other types than have schemas");
                }
            };
            let resources = listed.resources.into_iter().map(|one| one.type_name).collect();
            compare("resources", resources, schemas.resource_schemas.keys().collect());
            let sources = listed.data_sources.into_iter().map(|one| one.type_name).collect();
            compare("data sources", sources, schemas.data_source_schemas.keys().collect());
            let functions = listed.functions.into_iter().map(|one| one.name).collect();
            compare("functions", functions, schemas.functions.keys().collect());
        }
        Err(broken) => found.add(RULE, "metadata", broken),
    }
    match client.answer(client.service.get_functions(Request::new(Default::default()))) {
        Ok(listed) if listed.functions == schemas.functions => {}
        Ok(_) => found.add(RULE, "functions", "GetFunctions answers other functions than the schemas have"),
        Err(broken) => found.add(RULE, "functions", broken),
    }
}

fn check_block(block: &Block, place: &str, found: &mut Violations) {
    check_attributes(&block.attributes, place, found);
    for nested in &block.block_types {
        let place = format!("{place}: {}", nested.type_name);
        check_name(&nested.type_name, &place, found);
        if nested.max_items > 0 && nested.min_items > nested.max_items {
            found.add(RULE, &place, "it needs more blocks than it may have");
        }
        match &nested.block {
            Some(block) => check_block(block, &place, found),
            None => found.add(RULE, &place, "it has no block"),
        }
    }
}

fn check_attributes(attributes: &[Attribute], place: &str, found: &mut Violations) {
    for attribute in attributes {
        let place = format!("{place}: {}", attribute.name);
        check_name(&attribute.name, &place, found);
        let mut expect = |holds: bool, problem: &str| {
            if !holds {
                found.add(RULE, &place, problem);
            }
        };
        let Attribute { required, optional, computed, write_only, .. } = *attribute;
        expect(required || optional || computed, "nobody sets it: neither required, optional nor computed");
        expect(!(required && (optional || computed)), "a required attribute is neither optional nor computed");
        expect(!(write_only && computed), "a write-only attribute cannot be computed");
        expect(!attribute.description.is_empty(), NO_DESCRIPTION);
        let has_type = !attribute.r#type.is_empty();
        expect(has_type != attribute.nested_type.is_some(), "it has exactly one of type and nested type");
        if let Err(wrong) = attribute_type(attribute) {
            found.add(RULE, &place, format!("its type is not one: {wrong}"));
        }
        if let Some(nested) = &attribute.nested_type {
            check_attributes(&nested.attributes, &place, found);
        }
    }
}

fn check_name(name: &str, place: &str, found: &mut Violations) {
    let lower_case = |letter: char| letter.is_ascii_lowercase() || letter == '_';
    let is_name = name.starts_with(lower_case) && name.chars().all(|one| lower_case(one) || one.is_ascii_digit());
    if !is_name {
        found.add(RULE, place, "a name has lower-case letters, digits and underscores only");
    }
}
