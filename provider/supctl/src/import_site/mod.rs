//! A hierarchy is read from a real site.

mod text;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use hierarchy::{Action, Hierarchy, ImportError, ImportedSite, NotKnown, Object, ObjectId, Remark, SystemClock};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use sms_provider::dump::{Dump, DumpError};
use sms_provider::reader::{self, ReadError};

use crate::cli::Cli;
use crate::shared::error::{Hint, Result};
use crate::shared::json::print_json;
use crate::shared::place::location;
use crate::shared::room::Room;

const EXAMPLES: &str = "DUMP is the file that Export-CMHierarchy.ps1 wrote (\"supctl collector\" prints that script), or a folder of saved \
     answers of the administration service, one file or several a class: SMS_Site.json, SMS_SCI_SysResUse.json, \
     SMS_SCI_Component.json, SMS_UpdateCategoryInstance.json, SMS_SUPSyncStatus.json, SMS_Alert.json, \
     SMS_SCI_Reserved.json.

The hierarchy is as it was found: nothing in it is simulated, and nothing but another import changes it. Nothing that a site \
     has is refused: \"supctl check\" says what rules find. Importing a later dump into the same file updates it, and \
     \"supctl history\" shows what the site changed. Owners stay.

Nothing of this was tried at a real site. A dump names servers, accounts and sites: keep it confidential.

Examples:
  supctl import-site hierarchy.json --to prod.db
  supctl --path prod.db check
  supctl --path prod.db export --hcl --out infra

Exit codes: 0 imported, 1 failed: nothing was changed.";

/// Read a hierarchy from a real site
#[derive(Args, Clone, Debug)]
#[command(after_help = EXAMPLES, override_usage = "supctl import-site <DUMP> --to <PLACE>")]
pub(crate) struct Arguments {
    /// The file or folder with what was collected.
    #[arg(value_name = "DUMP")]
    dump: PathBuf,

    /// The file or the URL of the database to write: a new one, or one that was read from the same site before.
    #[arg(long, value_name = "PLACE")]
    to: String,
}

impl Arguments {
    /// The place to write, as it was written.
    pub(crate) fn place(&self) -> &str {
        &self.to
    }
}

/// What `supctl import-site --json` prints.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SiteImport {
    /// The file or folder that was read.
    pub(crate) from: String,
    /// The file, or the URL of the database without the password.
    pub(crate) to: String,
    /// The code of the top-level site.
    pub(crate) site_code: String,
    /// When the hierarchy was collected.
    pub(crate) collected_at: Timestamp,
    /// What collected it.
    pub(crate) collector: String,
    /// When the dump that was imported before was collected; null for the first one.
    pub(crate) former: Option<Timestamp>,
    /// The number of objects.
    pub(crate) objects: usize,
    /// Objects that are new at the site.
    pub(crate) created: Vec<ObjectId>,
    /// Objects that changed at the site.
    pub(crate) changed: Vec<ObjectId>,
    /// Objects that are gone at the site.
    pub(crate) removed: Vec<ObjectId>,
    /// Objects that were found before, and are kept because their class could not be read.
    pub(crate) kept: Vec<ObjectId>,
    /// What is not known. It is not compared.
    pub(crate) not_known: Vec<NotKnown>,
    /// What the site said of objects that no attribute has.
    pub(crate) remarks: Vec<Remark>,
    /// The names of what was collected and not read, by class.
    pub(crate) unread: BTreeMap<String, BTreeSet<String>>,
    /// Why classes are not known whose rows are objects, by class: objects may be missing.
    pub(crate) gaps: BTreeMap<String, String>,
}

impl Hint for DumpError {
    fn hint(&self) -> String {
        self.remedy().to_owned()
    }
}

impl Hint for ReadError {
    fn hint(&self) -> String {
        self.remedy().to_owned()
    }
}

impl Hint for ImportError {
    fn hint(&self) -> String {
        self.remedy().to_owned()
    }
}

/// Reads the dump, and writes the hierarchy.
pub(crate) fn run(out: &mut impl Write, cli: &Cli, arguments: &Arguments) -> Result<ExitCode> {
    let from = arguments.dump.display().to_string();
    let dump = Dump::read(&arguments.dump)?;
    let found = reader::read(&dump, &from, Timestamp::now())?;
    let to = location(&arguments.to)?;
    let counts = text::Counts::of(&found.objects);
    let imported = Hierarchy::open(&to, Arc::new(SystemClock))?.import_site(found)?;
    let import = SiteImport::of(imported, from, to.to_string());
    if cli.json {
        print_json(out, &import)?;
    } else {
        text::print(out, Room::of_output(), &import, &counts)?;
    }
    Ok(ExitCode::SUCCESS)
}

impl SiteImport {
    fn of(imported: ImportedSite, from: String, to: String) -> Self {
        let ImportedSite { former, as_found, objects, changes, kept } = imported;
        let with = |action: Action| -> Vec<ObjectId> {
            changes.iter().filter(|entry| entry.action == action).map(|entry| entry.object.clone()).collect()
        };
        let is_first = former.is_none();
        Self {
            from,
            to,
            site_code: as_found.site_code,
            collected_at: as_found.collected_at,
            collector: as_found.collector,
            former: former.map(|former| former.collected_at),
            objects,
            created: if is_first { Vec::new() } else { with(Action::Create) },
            changed: with(Action::Update),
            removed: with(Action::Delete),
            kept,
            not_known: as_found.not_known,
            remarks: as_found.remarks,
            unread: as_found.unread,
            gaps: as_found.gaps,
        }
    }
}

/// The number of objects of a type.
fn count(objects: &[Object], is_of_type: fn(&Object) -> bool) -> usize {
    objects.iter().filter(|object| is_of_type(object)).count()
}
