//! Makes the configuration match the hierarchy: edits its literals, and imports what no state has.

mod comments;
mod edit;
mod folder;

use std::collections::{HashMap, HashSet};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use hcl_edit::expr::{Expression, TraversalOperator};
use hcl_edit::parser::parse_expr;
use hierarchy::{Hierarchy, Kind};
use serde_json::Value;
use tempfile::NamedTempFile;

use super::comparison::identity;
use super::recorded::Recorded;
use crate::export::{Configuration, create};
use crate::findings::{Finding, What, Whole};
use crate::shared::diagnostic::Diagnostic;
use crate::shared::error::Result;
use folder::Folder;

/// The file with what was unmanaged.
const FILE: &str = "adopted.tf";

/// What was written, and what was not.
pub(super) struct Adoption {
    /// The files that changed.
    pub(super) files: Vec<PathBuf>,
    /// The values that were edited.
    pub(super) edited: usize,
    /// The objects that were added with an import block.
    pub(super) imported: usize,
    pub(super) left: Vec<Left>,
}

/// Something to change by hand.
pub(super) struct Left {
    /// The address, or the object that has none.
    pub(super) object: String,
    /// The file and the line of the block.
    pub(super) place: Option<String>,
    pub(super) attribute: Option<String>,
    /// The value in the hierarchy.
    pub(super) value: Option<Value>,
    pub(super) why: &'static str,
}

/// Edits the files in a folder for all findings that no rule ignores.
///
/// # Errors
/// When a file cannot be read, edited or written. Then none has changed, or all before it are complete.
pub(super) fn adopt(
    source: &Path,
    hierarchy: &Hierarchy,
    recorded: &[Recorded],
    findings: &[Finding],
) -> Result<Adoption> {
    let mut folder = Folder::read(source)?;
    let mut adoption = Adoption { files: Vec::new(), edited: 0, imported: 0, left: Vec::new() };
    let unmanaged: HashSet<_> = of(findings, What::Unmanaged).map(|finding| identity(&finding.object())).collect();
    let configuration = match unmanaged.is_empty() {
        true => None,
        false => Some(configuration(hierarchy, recorded, &folder, &unmanaged)?),
    };
    for finding in of(findings, What::Drift) {
        adoption.edit(&mut folder, finding);
    }
    adoption.left.extend(of(findings, What::Missing).map(|finding| Left {
        attribute: None,
        value: None,
        why: "it is not in the hierarchy: remove its block",
        ..Left::of(finding)
    }));
    let mut changed = folder.changed()?;
    if let Some(configuration) = configuration {
        adoption.imported = configuration.len();
        let unsayable = configuration.inexpressible.iter();
        adoption.left.extend(unsayable.map(|(id, path)| Left {
            object: id.to_string(),
            place: None,
            attribute: Some(path.clone()),
            value: Some(Value::Null),
            why: "HCL cannot express it",
        }));
        let file = path_clean::clean(source.join(FILE));
        if file.exists() {
            let what = format!("{} already exists, and --adopt overwrites nothing", file.display());
            return Err(Diagnostic::error(what, "Apply it and rename it, or move it. No file was changed.").into());
        }
        changed.push((file, configuration.blocks()));
    }
    write(&changed)?;
    adoption.files = changed.into_iter().map(|(file, _)| file).collect();
    Ok(adoption)
}

fn of(findings: &[Finding], what: What) -> impl Iterator<Item = &Finding> {
    findings.iter().filter(move |finding| finding.what == what && finding.ignored.is_none())
}

/// Blocks for unmanaged objects, which refer to the resources of this module that manage the others.
fn configuration(
    hierarchy: &Hierarchy,
    recorded: &[Recorded],
    folder: &Folder,
    unmanaged: &HashSet<(Kind, String)>,
) -> Result<Configuration> {
    let addresses = recorded.iter().filter(|resource| !resource.address.starts_with("module."));
    let addresses: HashMap<_, _> =
        addresses.map(|resource| (identity(&resource.id), resource.address.clone())).collect();
    let taken = |kind: Kind| folder.names(&format!("configmgr_{kind}"));
    Ok(hierarchy.read(|view| Configuration::beside(view, unmanaged, &addresses, &taken))?)
}

impl Adoption {
    /// Edits the attributes of an object that drifted.
    fn edit(&mut self, folder: &mut Folder, finding: &Finding) {
        let mut done = HashSet::new();
        for attribute in &finding.attributes {
            // Several authors changed parts of one set.
            if !done.insert(attribute.path()) {
                continue;
            }
            let labels = labels(finding.address.as_deref().unwrap_or_default());
            let outcome = match (labels, &attribute.whole) {
                (Err(why), _) => Err(why),
                (Ok(_), None) => Err("it is sensitive"),
                (Ok(_), Some(Whole { now: Value::Null, .. })) => Err("it is not set in the hierarchy"),
                (Ok([r#type, name]), Some(whole)) => folder.set([&r#type, &name], attribute.path(), whole),
            };
            match outcome {
                Ok(()) => self.edited += 1,
                Err(why) => self.left.push(Left {
                    attribute: Some(attribute.path().to_owned()),
                    value: attribute.whole.as_ref().map(|whole| whole.now.clone()),
                    why,
                    ..Left::of(finding)
                }),
            }
        }
    }
}

impl Left {
    fn of(finding: &Finding) -> Self {
        let place = finding.file.iter().zip(finding.line).map(|(file, line)| format!("{file}:{line}")).next();
        let object = finding.address.clone().unwrap_or_else(|| finding.name());
        Self { object, place, attribute: None, value: None, why: "" }
    }
}

/// The type and the name in the address of a single resource of the root module.
fn labels(address: &str) -> Result<[String; 2], &'static str> {
    let Ok(Expression::Traversal(traversal)) = parse_expr(address) else { return Err("its address is not known") };
    let root = traversal.expr.as_variable().map(|name| name.as_str().to_owned()).unwrap_or_default();
    let steps: Vec<_> = traversal.operators.iter().map(|step| step.value()).collect();
    match steps.as_slice() {
        _ if root == "module" => Err("it is in a module"),
        [TraversalOperator::GetAttr(name)] => Ok([root, name.as_str().to_owned()]),
        _ => Err("its block has count or for_each"),
    }
}

/// Writes each file as a whole, or not at all.
fn write(files: &[(PathBuf, String)]) -> Result<(), Diagnostic> {
    let mut ready = Vec::new();
    for (file, text) in files.iter().filter(|(file, _)| file.exists()) {
        let cannot = |error: io::Error| cannot_write(file, &error);
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut new = NamedTempFile::new_in(folder).map_err(cannot)?;
        new.write_all(text.as_bytes()).map_err(cannot)?;
        let permissions = file.metadata().map_err(cannot)?.permissions();
        new.as_file().set_permissions(permissions).map_err(cannot)?;
        ready.push((new, file));
    }
    for (file, text) in files.iter().filter(|(file, _)| !file.exists()) {
        create(file, text).map_err(|error| cannot_write(file, &error))?;
    }
    for (new, file) in ready {
        new.persist(file).map_err(|error| cannot_write(file, &error.error))?;
    }
    Ok(())
}

fn cannot_write(file: &Path, error: &io::Error) -> Diagnostic {
    Diagnostic::error(format!("{} cannot be written: {error}", file.display()), "")
}
