//! Which versions of the product run on which versions of Windows Server.

use crate::judgement::{Origin, Problem, RuleId, Severity};
use crate::model::{Kind, OperatingSystem, SiteSystem};
use crate::rules::context::{Outcome, WriteContext};
use crate::rules::pages;
use crate::rules::rule::Check::References;
use crate::rules::rule::Reads::AllOf;
use crate::rules::rule::Rule;
use crate::rules::source::Source;

pub(super) const RULES: &[Rule] = &[Rule {
    id: RuleId("V132"),
    title: "the version of the hierarchy supports the operating system of a server",
    kinds: &[Kind::SiteSystem],
    severity: Severity::Warning,
    source: Source::of(&[pages::SERVERS, pages::CLIENTS])
        .noting("the versions of Windows Server 2022 and 2025 are from the second page"),
    origin: Origin::Documented,
    fix: "Update the hierarchy, or choose a server with an earlier version of Windows Server.",
    reads: AllOf(&["operating_system"]),
    check: References(|context| context.on_write(version_supports_server)),
}];

/// The first version of the product on it, and its name; Windows Server 2016 is older than most versions.
fn first_version_on(system: OperatingSystem) -> Option<(&'static str, &'static str)> {
    match system {
        OperatingSystem::WindowsServer2016 => None,
        OperatingSystem::WindowsServer2019 => Some(("1810", "Windows Server 2019")),
        OperatingSystem::WindowsServer2022 => Some(("2107", "Windows Server 2022")),
        OperatingSystem::WindowsServer2025 => Some(("2409", "Windows Server 2025")),
    }
}

fn version_supports_server(write: &WriteContext<'_, SiteSystem>) -> Outcome {
    let Some((since, name)) = first_version_on(write.object.operating_system) else {
        return Ok(Vec::new());
    };
    // A version that is not in the configuration is not judged.
    let version =
        write.view.top_level_site()?.and_then(|top| top.version).filter(|version| version.len() == since.len());
    let Some(version) = version.filter(|version| version.as_str() < since) else {
        return Ok(Vec::new());
    };
    Ok(vec![Problem::at(
        "operating_system",
        format!("runs {name}, which version {version} does not support"),
        format!(
            "{name} is supported for site systems since version {since}. Raise version of the top-level site first, or \
             write the operating_system of the server if it is another one."
        ),
    )])
}
