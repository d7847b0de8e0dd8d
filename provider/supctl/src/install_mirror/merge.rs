//! The part of Terraform's CLI configuration that names a mirror.

use std::path::Path;

use hcl_edit::expr::{Array, Expression};
use hcl_edit::parser::parse_body;
use hcl_edit::structure::Block;
use hcl_edit::{Decorate as _, RawString};

use super::package::{HOSTS, SOURCE};
use crate::export::string_literal;

pub(super) const INSTALLATION: &str = "provider_installation";
const MIRROR: &str = "filesystem_mirror";

/// The configuration for a user who has none.
pub(super) fn installation(mirror: &Path) -> String {
    format!("{INSTALLATION} {{\n{}  direct {{\n{}  }}\n}}\n", filesystem_mirror(mirror), addresses("exclude"))
}

fn filesystem_mirror(mirror: &Path) -> String {
    let path = string_literal(&mirror.to_string_lossy());
    format!("  {MIRROR} {{\n    path = {path}\n{}  }}\n", addresses("include"))
}

fn addresses(attribute: &str) -> String {
    let lines: String = addresses_of_hosts().map(|address| format!("      \"{address}\",\n")).collect();
    format!("    {attribute} = [\n{lines}    ]\n")
}

fn addresses_of_hosts() -> impl DoubleEndedIterator<Item = String> {
    HOSTS.iter().map(|host| format!("{host}/{SOURCE}"))
}

/// A CLI configuration in which the provider comes from the mirror only; everything else in it stays, with its comments.
///
/// # Errors
/// Why it cannot be edited safely.
pub(super) fn merged(text: &str, mirror: &Path) -> Result<String, String> {
    let parsed = |text: &str| {
        parse_body(text).map_err(|error| format!("line {}: {}", error.location().line(), error.message().trim()))
    };
    let mut body = parsed(text)?;
    let edited = match body.get_blocks(INSTALLATION).count() {
        0 => appended(text, mirror),
        1 => {
            body.get_blocks_mut(INSTALLATION).try_for_each(|installation| edit(installation, mirror))?;
            body.to_string()
        }
        _ => return Err(format!("it has several {INSTALLATION} blocks, and Terraform accepts one")),
    };
    parsed(&edited).map(|_| edited)
}

fn appended(text: &str, mirror: &Path) -> String {
    let gap = match text {
        "" => "",
        _ if text.ends_with('\n') => "\n",
        _ => "\n\n",
    };
    format!("{text}{gap}{}", installation(mirror))
}

/// Adds the mirror to the methods of installation, and takes the provider out of those that ask a registry.
fn edit(installation: &mut Block, mirror: &Path) -> Result<(), String> {
    let is_there = |block: &Block| {
        let path = block.body.get_attribute("path").and_then(|path| path.value.as_str());
        path.is_some_and(|path| Path::new(path) == mirror)
    };
    if !installation.body.get_blocks(MIRROR).any(is_there) {
        push(installation, &filesystem_mirror(mirror))?;
    }
    for block in installation.body.blocks_mut() {
        let name = block.ident.as_str().to_owned();
        match name.as_str() {
            MIRROR if is_there(block) && block.body.has_attribute("include") => list(block, "include")?,
            "direct" | "network_mirror" => list(block, "exclude")?,
            _ => {}
        }
    }
    Ok(())
}

/// Adds structures to a block, laid out as they are written.
fn push(block: &mut Block, text: &str) -> Result<(), String> {
    if block.body.prefer_oneline() {
        let before = block.decor().prefix().map(|prefix| prefix.to_string()).unwrap_or_default();
        let indent = before.rsplit('\n').next().unwrap_or_default().to_owned();
        block.body.set_prefer_oneline(false);
        block.body.decor_mut().set_suffix(indent);
    }
    for structure in parse_body(text).map_err(|error| error.to_string())? {
        block.body.push(structure);
    }
    Ok(())
}

/// Adds the addresses of the provider to an attribute with a list of addresses.
fn list(block: &mut Block, attribute: &str) -> Result<(), String> {
    let Some(mut existing) = block.body.get_attribute_mut(attribute) else {
        return push(block, &addresses(attribute));
    };
    let Expression::Array(members) = existing.value_mut() else {
        return Err(format!("{attribute} is not a list"));
    };
    for address in addresses_of_hosts().rev() {
        if !members.iter().any(|member| member.as_str() == Some(&address)) {
            prepend(members, address);
        }
    }
    Ok(())
}

/// Adds a member before the others, on a line of its own where they have one.
fn prepend(members: &mut Array, address: String) {
    let mut member = Expression::from(address);
    if let Some(first) = members.get_mut(0) {
        let before = first.decor().prefix().map(|prefix| prefix.to_string()).unwrap_or_default();
        match before.rsplit_once('\n') {
            Some((_, indent)) => member.decor_mut().set_prefix(RawString::from(format!("\n{indent}"))),
            None => {
                member.decor_mut().set_prefix(before.as_str());
                first.decor_mut().set_prefix(" ");
            }
        }
    }
    members.insert(0, member);
}

#[cfg(test)]
mod tests {
    use super::*;

    const COMMENTED: &str = "# mine\nplugin_cache_dir = \"/cache\" # fast\n";

    #[test]
    fn everything_else_stays() {
        let texts = [
            "",
            COMMENTED,
            "plugin_cache_dir = \"/cache\"",
            "provider_installation {}\n",
            "provider_installation {\n}\n",
            "provider_installation {\n  # all of them\n  direct {}\n}\n# end\n",
            "provider_installation {\n  direct {\n    # not ours\n    exclude = [\"example.com/*/*\"] # old\n  }\n}\n",
            "provider_installation {\n  network_mirror {\n    url     = \"https://mirror.example.com/\"\n    exclude = [\n      \"a/b\", # first\n      # second\n      \"c/d\"\n    ]\n  }\n}\n",
            "provider_installation {\n  filesystem_mirror {\n    path = \"/mirror\"\n    include = []\n  }\n  direct { exclude = [] }\n}\n",
            "provider_installation {\n  filesystem_mirror {\n    path = \"/mirror\"\n  }\n  filesystem_mirror {\n    path = \"/other\"\n  }\n}\n",
        ];
        let mut told = String::new();
        for text in texts {
            let edited = merged(text, Path::new("/mirror")).unwrap();
            assert_eq!(merged(&edited, Path::new("/mirror")).as_deref(), Ok(edited.as_str()), "a second time");
            for comment in text.lines().filter_map(|line| line.split_once('#')) {
                assert!(edited.contains(comment.1), "{comment:?}");
            }
            told += &format!("--- from\n{text}\n--- to\n{edited}\n");
        }
        insta::assert_snapshot!("merged", told);
    }

    #[test]
    fn what_cannot_be_edited_safely_is_refused() {
        for (text, why) in [
            ("provider_installation {\n", "line 1"),
            ("{ \"provider_installation\": {} }", "line 1"),
            ("provider_installation {\n  dev_overrides {\n    \"endpointops/configmgr\" = \"/bin\"\n  }\n}\n", "line "),
            ("provider_installation {}\nprovider_installation {}\n", "several provider_installation blocks"),
            ("provider_installation {\n  direct {\n    exclude = \"a/b\"\n  }\n}\n", "exclude is not a list"),
        ] {
            let error = merged(text, Path::new("/mirror")).unwrap_err();
            assert!(error.contains(why), "{text}: {error}");
        }
    }
}
