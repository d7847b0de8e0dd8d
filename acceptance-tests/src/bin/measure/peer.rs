//! Other providers, measured beside ours.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use acceptance_tests::binaries::PROVIDER_PREFIX;
use anyhow::{Context, Error, Result, ensure};
use serde_json::Value;

use crate::bench::Bench;
use crate::provider::Provider;

/// The binary of another provider, as the user names it.
#[derive(Clone, Debug)]
pub(crate) struct Peer {
    name: String,
    binary: PathBuf,
}

impl FromStr for Peer {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let (name, binary) = text
            .split_once('=')
            .filter(|(name, _)| !name.is_empty())
            .context("expected NAME=BINARY, such as null=./terraform-provider-null_v3.2.4")?;
        ensure!(Path::new(binary).is_file(), "there is no file {binary}");
        Ok(Self { name: name.to_owned(), binary: std::path::absolute(binary)? })
    }
}

impl Peer {
    /// Asks the binary for its schema and finds a resource to make many of.
    pub(crate) fn provider(&self, bench: &Bench) -> Result<Provider> {
        let source = format!("peer/{}", self.type_name());
        let requirement =
            format!("terraform {{\n  required_providers {{\n    peer = {{ source = \"{source}\" }}\n  }}\n}}\n");
        let mut provider =
            Provider { name: self.name.clone(), binary: self.binary.clone(), source, configuration: requirement };
        let place = bench.timed(&format!("schema-of-{}", self.name), &provider, &provider.configuration)?;
        let schema = place.run(&["providers", "schema", "-json"])?.json()?;
        let resource = resource_without_requirements(&schema).with_context(|| {
            format!(
                "the peer {} has no resource that can be created without arguments: each of its resources has a required \
                 attribute or block. Measure beside another provider, such as null with null_resource",
                self.name
            )
        })?;
        provider.configuration += &format!(
            "\nvariable \"objects\" {{\n  type = number\n}}\n\n\
             resource \"{resource}\" \"many\" {{\n  provider = peer\n  count    = var.objects\n}}\n"
        );
        Ok(provider)
    }

    /// Terraform's name of the provider: `null` of `terraform-provider-null_v3.2.4`.
    fn type_name(&self) -> &str {
        let file = self.binary.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let Some(rest) = file.strip_prefix(PROVIDER_PREFIX) else { return &self.name };
        let rest = rest.strip_suffix(std::env::consts::EXE_SUFFIX).unwrap_or(rest);
        rest.split_once("_v").map_or(rest, |(name, _)| name)
    }
}

/// The first resource of what `terraform providers schema -json` prints that has no required attribute and block.
fn resource_without_requirements(schema: &Value) -> Option<&str> {
    let providers = schema.get("provider_schemas")?.as_object()?;
    let resources = providers.values().filter_map(|provider| provider.get("resource_schemas")?.as_object()).flatten();
    resources.filter(|(_, resource)| !requires_anything(resource)).map(|(name, _)| name.as_str()).next()
}

fn requires_anything(resource: &Value) -> bool {
    let members = |pointer: &str| resource.pointer(pointer).and_then(Value::as_object).into_iter().flatten();
    members("/block/attributes").any(|(_, attribute)| attribute.get("required") == Some(&Value::Bool(true)))
        || members("/block/block_types").any(|(_, block)| block.get("min_items").is_some_and(|items| *items != 0))
}
