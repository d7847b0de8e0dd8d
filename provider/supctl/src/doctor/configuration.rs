//! The configuration of Terraform around the hierarchy.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use hcl_edit::expr::{Expression, Object, ObjectKey};
use hcl_edit::parser::parse_body;
use hcl_edit::structure::{Block, Body};
use hierarchy::Location;
use hierarchy::environment::{DATABASE_URL_VARIABLE, PATH_VARIABLE, path_variable};

use super::{Examined, State, Subject};
use crate::shared::input;
use crate::terraform::cli_configuration;

const NAME: &str = "configmgr";
const SOURCE: &str = "endpointops/configmgr";

/// The hosts that a source may begin with.
const HOSTS: [&str; 2] = ["registry.terraform.io/", "registry.opentofu.org/"];

/// Examines the configuration in this folder, and that of Terraform itself.
pub(super) fn examine(location: &Location) -> Vec<Examined> {
    let mut examined = in_folder(location);
    let development = development_folders();
    if !development.is_empty() {
        let folders: Vec<String> = development.iter().map(|folder| folder.display().to_string()).collect();
        examined.push(Examined::warning(
            Subject::Configuration,
            format!("dev_overrides replaces the provider by the one in {}", folders.join(", ")),
            "For other work than developing the provider, remove it from the CLI configuration.",
        ));
    }
    examined
}

fn in_folder(location: &Location) -> Vec<Examined> {
    let subject = Subject::Configuration;
    let files = files(Path::new("."));
    if files.is_empty() {
        return vec![Examined::skipped(subject, "there is no configuration of Terraform in this folder")];
    }
    let mut examined = Vec::new();
    let mut bodies = Vec::new();
    for file in files {
        match text(&file).as_deref().map(parse_body) {
            Some(Ok(body)) => bodies.push(body),
            _ => examined.push(Examined::error(
                subject,
                format!("{} cannot be read", file.display()),
                "terraform validate shows where its mistake is.",
            )),
        }
    }
    // The requirement may be in a file that cannot be read.
    let requirement = requirement(&bodies);
    if examined.is_empty() || requirement.state != State::Warning {
        examined.push(requirement);
    }
    examined.extend(places(&bodies, location));
    examined
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let is_configuration = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "tf" || ending == "tofu");
    let mut files: Vec<PathBuf> =
        entries.map(|entry| PathBuf::from(entry.file_name())).filter(is_configuration).collect();
    files.sort();
    files
}

/// Whether the provider is required under its source.
fn requirement(bodies: &[Body]) -> Examined {
    let subject = Subject::Configuration;
    let required = bodies.iter().flat_map(|body| body.get_blocks("terraform"));
    let required = required.flat_map(|block| block.body.get_blocks("required_providers"));
    let found =
        required.filter_map(|block| block.body.get_attribute(NAME)).find_map(|attribute| match &attribute.value {
            Expression::Object(object) => Some(text_of(object, "source").unwrap_or_default()),
            _ => None,
        });
    let declaration = format!(
        "Write:\n\n  terraform {{\n    required_providers {{\n      {NAME} = {{ source = \"{SOURCE}\" }}\n    }}\n  }}"
    );
    match found {
        Some(source) if without_host(&source).eq_ignore_ascii_case(SOURCE) => {
            Examined::ok(subject, format!("required_providers has {NAME} with the source {source}"))
        }
        Some(source) => Examined::error(
            subject,
            format!("required_providers has {NAME} with the source \"{source}\", which is another provider"),
            declaration,
        ),
        None => Examined::warning(
            subject,
            format!("no file in this folder has {NAME} in required_providers: Terraform looks for hashicorp/{NAME}"),
            declaration,
        ),
    }
}

/// Where the provider blocks and the environment differ from the hierarchy that was examined.
fn places(bodies: &[Body], examined: &Location) -> Vec<Examined> {
    let is_ours = |block: &&Block| block.labels.iter().any(|label| label.as_str() == NAME);
    let blocks: Vec<_> = bodies.iter().flat_map(|body| body.get_blocks("provider")).filter(is_ours).collect();
    let in_blocks: Vec<(Attribute, &Expression)> = blocks
        .iter()
        .flat_map(|block| {
            Attribute::ALL
                .iter()
                .filter_map(|attribute| Some((*attribute, &block.body.get_attribute(attribute.name)?.value)))
        })
        .collect();
    let of_blocks = in_blocks.iter().filter_map(|(attribute, value)| attribute.compared(value, examined));
    of_blocks.chain(Attribute::ALL.iter().filter_map(|attribute| attribute.variable(!in_blocks.is_empty()))).collect()
}

/// An attribute of the provider block that says where the hierarchy is.
#[derive(Clone, Copy)]
struct Attribute {
    name: &'static str,
    /// The option of this program that says the same.
    option: &'static str,
    variable: &'static str,
    location: fn(&str) -> Option<Location>,
    /// Whether the value may be shown.
    is_public: bool,
}

impl Attribute {
    const ALL: [Self; 2] = [
        Self {
            name: "path",
            option: "--path",
            variable: PATH_VARIABLE,
            location: |path| Some(Location::from(path)),
            is_public: true,
        },
        Self {
            name: "database_url",
            option: "--database-url",
            variable: DATABASE_URL_VARIABLE,
            location: |url| Location::database(url).ok(),
            is_public: false,
        },
    ];

    /// The finding where a block has another place than the one that was examined.
    fn compared(&self, value: &Expression, examined: &Location) -> Option<Examined> {
        let Self { name, option, .. } = self;
        let Expression::String(value) = value else {
            let finding = format!("{name} in the provider block is an expression; compare it with {option} yourself");
            return Some(Examined::skipped(Subject::Configuration, finding));
        };
        let location = (self.location)(value.as_str());
        if location.as_ref().is_some_and(|location| is_same(location, examined)) {
            return None;
        }
        let shown = location.map_or_else(|| "no valid URL".to_owned(), |location| format!("\"{location}\""));
        let argument = if self.is_public { format!("'{}'", value.as_str()) } else { "URL".to_owned() };
        Some(Examined::warning(
            Subject::Configuration,
            format!("the provider block has {name} = {shown}, and {examined} was examined"),
            format!("To examine that hierarchy, run:\n\n  supctl doctor {option} {argument}"),
        ))
    }

    /// The finding about the environment variable, if it is set.
    fn variable(&self, is_in_block: bool) -> Option<Examined> {
        let Self { variable, .. } = self;
        let value = path_variable(variable)?;
        let value = value.to_string_lossy();
        let shown = (self.location)(&value).map_or_else(|| "no valid URL".to_owned(), |location| location.to_string());
        let finding = format!("{variable} is {shown}");
        Some(if is_in_block {
            Examined::warning(
                Subject::Configuration,
                format!("{finding}, and a provider block has another place, which Terraform uses"),
                format!("Remove path and database_url from the block, or unset {variable}."),
            )
        } else {
            Examined::ok(Subject::Configuration, finding)
        })
    }
}

fn is_same(one: &Location, other: &Location) -> bool {
    let absolute = |path: &Path| std::path::absolute(path).map(path_clean::clean).ok();
    match (one, other) {
        (Location::File(one), Location::File(other)) => absolute(one) == absolute(other),
        (one, other) => one.to_string() == other.to_string(),
    }
}

fn without_host(source: &str) -> &str {
    HOSTS.iter().find_map(|host| source.strip_prefix(host)).unwrap_or(source)
}

fn text_of(object: &Object, name: &str) -> Option<String> {
    let value = object.iter().find_map(|(key, value)| match key {
        ObjectKey::Ident(ident) if ident.as_str() == name => Some(value.expr()),
        ObjectKey::Expression(Expression::String(text)) if text.as_str() == name => Some(value.expr()),
        _ => None,
    })?;
    match value {
        Expression::String(text) => Some(text.as_str().to_owned()),
        _ => None,
    }
}

/// The folders that replace the provider during development, by the CLI configuration of Terraform.
pub(super) fn development_folders() -> Vec<PathBuf> {
    let text = cli_configuration::file().and_then(|file| text(&file)).unwrap_or_default();
    // Quoted names, which only the older syntax of this file allows, are no attributes for a parser of configurations.
    let Some((_, overrides)) = text.split_once("dev_overrides") else { return Vec::new() };
    let lines = overrides.split('}').next().into_iter().flat_map(str::lines).map(str::trim);
    let assignments = lines.filter(|line| !line.starts_with(['#', '/'])).filter_map(|line| line.split_once('='));
    let ours = assignments.filter(|(address, _)| without_host(unquoted(address)).eq_ignore_ascii_case(SOURCE));
    ours.map(|(_, folder)| PathBuf::from(unquoted(folder))).collect()
}

fn unquoted(text: &str) -> &str {
    text.trim().trim_matches('"')
}

fn text(file: &Path) -> Option<String> {
    let bytes = input::read(file).ok()?;
    input::decoded(&bytes).map(Cow::into_owned)
}
