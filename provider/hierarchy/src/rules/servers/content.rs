//! The folder of the update files.

use crate::judgement::{Origin, Problem, RuleId, Severity};
use crate::model::{Kind, SiteSystem};
use crate::rules::folder::{is_on_drive, is_on_share, not_a_path};
use crate::rules::free_text::shown;
use crate::rules::pages;
use crate::rules::rule::Check::Form;
use crate::rules::rule::Reads::AllOf;
use crate::rules::rule::{Rule, alone};
use crate::rules::source::Source;

pub(super) const RULES: &[Rule] = &[Rule {
    id: RuleId("H24"),
    title: "the update files of WSUS are in a folder of a drive or a share",
    kinds: &[Kind::SiteSystem],
    severity: Severity::Error,
    source: Source::of(&[pages::WSUS_PLAN, pages::SHARED_DATABASE, pages::NAMING_FILES]),
    origin: Origin::Inferred,
    fix: "Write wsus.content_path as a full path, such as D:\\WSUS, or as a share, such as \\\\server\\share.",
    reads: AllOf(&["wsus.content_path"]),
    check: Form(|object| alone(object, content_has_a_place)),
}];

fn content_has_a_place(system: &SiteSystem) -> Option<Problem> {
    let path = system.wsus.content_path.as_ref()?;
    let fault = not_a_path(path).or_else(|| {
        let has_place = is_on_drive(path) || is_on_share(path);
        (!has_place).then(|| "is neither on a drive nor on a share".to_owned())
    })?;
    Some(Problem::at(
        "wsus.content_path",
        format!("wsus.content_path \"{}\" {fault}", shown(path)),
        "WSUS stores update files in a folder of a drive, or on a share that several servers use. Write, for example, \
         \"D:\\\\WSUS\" or \"\\\\\\\\files.contoso.com\\\\WSUS\" (in HCL, a backslash is written twice).",
    ))
}
