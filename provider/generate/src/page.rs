//! The registry's pages: the provider, each resource, data source, action and function, and the guides.

use std::fs;
use std::path::Path;

use acceptance_tests::binaries::repository;
use anyhow::{Context, Result};
use configmgr::describe::{self, Description};
use minijinja::{Environment, UndefinedBehavior, context};
use tfplugin::framework::function::Signature;

use crate::artifact::Artifact;
use crate::{clients_table, faults_guide, function_section, rules_guide, schema_section, site_facts_guide};

const PROVIDER_PREFIX: &str = "configmgr_";

/// Guides that are written by hand. The names of the pages are public links.
const GUIDES: [(&str, &str); 18] = [
    ("docs/guides/getting-started.md", include_str!("../templates/guides/getting-started.md")),
    (
        "docs/guides/installing-without-a-network.md",
        include_str!("../templates/guides/installing-without-a-network.md"),
    ),
    ("docs/guides/adopting-a-hierarchy.md", include_str!("../templates/guides/adopting-a-hierarchy.md")),
    ("docs/guides/central-administration-site.md", include_str!("../templates/guides/central-administration-site.md")),
    ("docs/guides/first-software-update-point.md", include_str!("../templates/guides/first-software-update-point.md")),
    ("docs/guides/synchronising.md", include_str!("../templates/guides/synchronising.md")),
    ("docs/guides/rehearsing-a-bad-day.md", include_str!("../templates/guides/rehearsing-a-bad-day.md")),
    ("docs/guides/pull-requests.md", include_str!("../templates/guides/pull-requests.md")),
    ("docs/guides/checking-plans.md", include_str!("../templates/guides/checking-plans.md")),
    ("docs/guides/from-plan-to-change-window.md", include_str!("../templates/guides/from-plan-to-change-window.md")),
    ("docs/guides/shared-hierarchies.md", include_str!("../templates/guides/shared-hierarchies.md")),
    ("docs/guides/finding-drift.md", include_str!("../templates/guides/finding-drift.md")),
    ("docs/guides/real-site.md", include_str!("../templates/guides/real-site.md")),
    ("docs/guides/testing-modules.md", include_str!("../templates/guides/testing-modules.md")),
    ("docs/guides/backing-up.md", include_str!("../templates/guides/backing-up.md")),
    ("docs/guides/upgrading.md", include_str!("../templates/guides/upgrading.md")),
    ("docs/guides/troubleshooting.md", include_str!("../templates/guides/troubleshooting.md")),
    ("docs/guides/security.md", include_str!("../templates/guides/security.md")),
];

pub(crate) fn artifacts(resources: &[Description]) -> Result<Vec<Artifact>> {
    let mut templates = Environment::new();
    templates.set_undefined_behavior(UndefinedBehavior::Strict);
    templates.add_template("index", include_str!("../templates/index.md.j2"))?;
    templates.add_template("resource", include_str!("../templates/resource.md.j2"))?;
    templates.add_template("list-resource", include_str!("../templates/list-resource.md.j2"))?;
    templates.add_template("data-source", include_str!("../templates/data-source.md.j2"))?;
    templates.add_template("action", include_str!("../templates/action.md.j2"))?;
    templates.add_template("function", include_str!("../templates/function.md.j2"))?;
    templates.add_template("rules", include_str!("../templates/guides/rules.md.j2"))?;
    templates.add_template("faults", include_str!("../templates/guides/faults.md.j2"))?;
    templates.add_template("site-facts", include_str!("../templates/guides/attributes-at-a-real-site.md.j2"))?;
    let mut pages = vec![index(&templates)?];
    for resource in resources {
        pages.push(resource_page(&templates, resource)?);
    }
    for list in describe::lists()? {
        pages.push(list_page(&templates, &list)?);
    }
    for data_source in describe::data_sources()? {
        pages.push(data_source_page(&templates, &data_source)?);
    }
    for action in describe::actions()? {
        pages.push(action_page(&templates, &action)?);
    }
    for (name, signature) in describe::functions()? {
        pages.push(function_page(&templates, name, &signature)?);
    }
    pages.extend(GUIDES.map(|(path, text)| Artifact::new(path, text)));
    pages.push(rules_guide::artifact(&templates)?);
    pages.push(faults_guide::artifact(&templates)?);
    pages.push(site_facts_guide::artifact(&templates)?);
    Ok(pages)
}

fn index(templates: &Environment<'_>) -> Result<Artifact> {
    let schema = describe::provider()?;
    let description = one_line(&schema.block.description);
    let content = templates.get_template("index")?.render(context! {
        description,
        example => example("provider/provider.tf")?,
        clients => clients_table::context()?,
        schema => schema_section::render(&schema),
    })?;
    Ok(Artifact::new("docs/index.md", content + "\n"))
}

fn resource_page(templates: &Environment<'_>, resource: &Description) -> Result<Artifact> {
    let type_name = resource.type_name;
    let folder = format!("resources/{type_name}");
    let content = templates.get_template("resource")?.render(context! {
        type_name,
        description => one_paragraph_each(&resource.schema.block.description),
        summary => one_line(&resource.schema.block.description),
        example => example(&format!("{folder}/resource.tf"))?,
        schema => schema_section::render(&resource.schema),
        import_block => example(&format!("{folder}/import-by-string-id.tf"))?,
        import_by_identity => example(&format!("{folder}/import-by-identity.tf"))?,
        identity => resource.identity.as_ref().map(schema_section::of_identity).unwrap_or_default(),
        import_command => example(&format!("{folder}/import.sh"))?,
    })?;
    Ok(Artifact::new(format!("docs/resources/{}.md", short(type_name)), content + "\n"))
}

fn list_page(templates: &Environment<'_>, list: &Description) -> Result<Artifact> {
    let type_name = list.type_name;
    let content = templates.get_template("list-resource")?.render(context! {
        type_name,
        description => one_paragraph_each(&list.schema.block.description),
        summary => one_line(&list.schema.block.description),
        example => example(&format!("list-resources/{type_name}/list-resource.tfquery.hcl"))?,
        schema => schema_section::render(&list.schema),
    })?;
    Ok(Artifact::new(format!("docs/list-resources/{}.md", short(type_name)), content + "\n"))
}

fn data_source_page(templates: &Environment<'_>, data_source: &Description) -> Result<Artifact> {
    let type_name = data_source.type_name;
    let content = templates.get_template("data-source")?.render(context! {
        type_name,
        description => one_paragraph_each(&data_source.schema.block.description),
        summary => one_line(&data_source.schema.block.description),
        example => example(&format!("data-sources/{type_name}/data-source.tf"))?,
        schema => schema_section::render(&data_source.schema),
    })?;
    Ok(Artifact::new(format!("docs/data-sources/{}.md", short(type_name)), content + "\n"))
}

fn action_page(templates: &Environment<'_>, action: &Description) -> Result<Artifact> {
    let type_name = action.type_name;
    let folder = format!("actions/{type_name}");
    let content = templates.get_template("action")?.render(context! {
        type_name,
        description => one_paragraph_each(&action.schema.block.description),
        summary => one_line(&action.schema.block.description),
        example => example(&format!("{folder}/action.tf"))?,
        invoke_command => example(&format!("{folder}/invoke.sh"))?,
        schema => schema_section::render(&action.schema),
    })?;
    Ok(Artifact::new(format!("docs/actions/{}.md", short(type_name)), content + "\n"))
}

fn function_page(templates: &Environment<'_>, name: &str, signature: &Signature) -> Result<Artifact> {
    let content = templates.get_template("function")?.render(context! {
        name,
        summary => one_line(&signature.summary),
        description => one_paragraph_each(&signature.description),
        example => example(&format!("functions/{name}/function.tf"))?,
        signature => function_section::signature(name, signature),
        arguments => function_section::arguments(signature),
        variadic => function_section::variadic(signature),
    })?;
    Ok(Artifact::new(format!("docs/functions/{name}.md"), content + "\n"))
}

/// A type without the common prefix: the registry's name for its page.
fn short(type_name: &str) -> &str {
    type_name.strip_prefix(PROVIDER_PREFIX).unwrap_or(type_name)
}

/// An example of the repository. Acceptance tests run it.
fn example(path: &str) -> Result<String> {
    let file = repository().join("examples").join(Path::new(path));
    let text = fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
    Ok(text.trim_end().to_owned())
}

/// Joins the lines of each paragraph of a doc comment; an empty line separates paragraphs.
fn one_paragraph_each(text: &str) -> String {
    text.trim().split("\n\n").map(one_line).collect::<Vec<_>>().join("\n\n")
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
