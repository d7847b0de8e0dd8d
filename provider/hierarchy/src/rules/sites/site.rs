//! Rules on the attributes of a site alone.

use crate::judgement::{Origin, Problem, RuleId, Severity};
use crate::model::{Kind, Object, Site, SiteType, key};
use crate::rules::folder::{is_on_drive, not_a_path};
use crate::rules::free_text::shown;
use crate::rules::pages;
use crate::rules::rule::Check::{ByType, Form, Standalone};
use crate::rules::rule::Reads::{AllOf, PerAttribute};
use crate::rules::rule::{Rule, alone};
use crate::rules::source::Source;
use crate::wording::reference;

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: RuleId("V01"),
        title: "a site code is three characters, A-Z or 0-9",
        kinds: &[Kind::Site, Kind::SiteSystem, Kind::SupRole],
        severity: Severity::Error,
        source: Source::of(&[pages::PREPARE]),
        origin: Origin::Documented,
        fix: "Write site_code and parent_site_code as three capital letters or digits, such as \"PS1\".",
        reads: PerAttribute(&["site_code", "parent_site_code"]),
        check: Form(codes_are_three_characters),
    },
    Rule {
        id: RuleId("V02"),
        title: "a site code is not a reserved name",
        kinds: &[Kind::Site],
        severity: Severity::Error,
        source: Source::of(&[pages::PREPARE]),
        origin: Origin::Documented,
        fix: "Choose a site_code other than AUX, CON, ENV, NUL, PRN and SMS.",
        reads: AllOf(&["site_code"]),
        check: Form(|object| alone(object, code_is_not_reserved)),
    },
    Rule {
        id: RuleId("V05"),
        title: "a site name has only letters, digits and hyphens",
        kinds: &[Kind::Site],
        severity: Severity::Error,
        source: Source::of(&[pages::PREPARE, pages::NEW_SECONDARY_SITE])
            .noting("sources conflict: the example of the cmdlet has spaces, so a space is a warning"),
        origin: Origin::Documented,
        fix: "Write only letters, digits and hyphens in name, and hyphens instead of spaces.",
        reads: AllOf(&["name"]),
        check: Standalone(|object| alone(object, name_has_allowed_characters)),
    },
    Rule {
        id: RuleId("V06"),
        title: "a site has a name",
        kinds: &[Kind::Site],
        severity: Severity::Error,
        source: Source::of(&[pages::SETUP_WIZARD]),
        origin: Origin::Documented,
        fix: "Give the site a name; it cannot be changed later.",
        reads: AllOf(&["name"]),
        check: Standalone(|object| alone(object, name_is_given)),
    },
    Rule {
        id: RuleId("V08"),
        title: "a site is a central administration, primary or secondary site",
        kinds: &[Kind::Site],
        severity: Severity::Error,
        source: Source::of(&[pages::DESIGN]),
        origin: Origin::Documented,
        fix: "Write type = \"central_administration\", \"primary\" or \"secondary\".",
        reads: AllOf(&["type"]),
        check: ByType,
    },
    Rule {
        id: RuleId("V09"),
        title: "a central administration site has no parent",
        kinds: &[Kind::Site],
        severity: Severity::Error,
        source: Source::of(&[pages::DESIGN]),
        origin: Origin::Documented,
        fix: "Leave out parent_site_code, or make the site a primary site.",
        reads: AllOf(&["type", "parent_site_code"]),
        check: Form(|object| alone(object, central_site_has_no_parent)),
    },
    Rule {
        id: RuleId("V10"),
        title: "a secondary site has a parent",
        kinds: &[Kind::Site],
        severity: Severity::Error,
        source: Source::of(&[pages::DESIGN]),
        origin: Origin::Documented,
        fix: "Set parent_site_code to the primary site that the secondary site belongs to.",
        reads: AllOf(&["type", "parent_site_code"]),
        check: Form(|object| alone(object, secondary_site_has_parent)),
    },
    Rule {
        id: RuleId("V14"),
        title: "a site is not its own parent",
        kinds: &[Kind::Site],
        severity: Severity::Error,
        source: Source::of(&[pages::VERIFY_NO_LOOPS])
            .noting("the page has a check for loops, and does not say what uses it"),
        origin: Origin::Inferred,
        fix: "Set parent_site_code to another site, or leave it out at the top-level site.",
        reads: AllOf(&["site_code", "parent_site_code"]),
        check: Form(|object| alone(object, site_is_not_its_parent)),
    },
    Rule {
        id: RuleId("V25"),
        title: "an install directory is a path that setup accepts",
        kinds: &[Kind::Site],
        severity: Severity::Error,
        source: Source::of(&[pages::SETUP_WIZARD, pages::NAMING_FILES]).noting(
            "the first page excludes Unicode characters and trailing spaces; the rest is what Windows accepts as a \
             path",
        ),
        origin: Origin::Documented,
        fix: "Write install_directory as a full path in ASCII without spaces at its ends, such as D:\\ConfigMgr, or leave \
            it out for the default folder.",
        reads: AllOf(&["install_directory"]),
        check: Standalone(|object| alone(object, directory_is_accepted)),
    },
    Rule {
        id: RuleId("H06"),
        title: "only the top-level site has its own version",
        kinds: &[Kind::Site],
        severity: Severity::Error,
        source: Source::of(&[pages::SERVICING, pages::INTEROPERABILITY]),
        origin: Origin::Inferred,
        fix: "Write version only at the top-level site.",
        reads: AllOf(&["parent_site_code", "version"]),
        check: Form(|object| alone(object, version_is_of_top_level_site)),
    },
    Rule {
        id: RuleId("H08"),
        title: "a version is a version of the current branch",
        kinds: &[Kind::Site],
        severity: Severity::Error,
        source: Source::of(&[pages::SERVICING]),
        origin: Origin::Inferred,
        fix: "Write version as the year and month of the release, two digits each, such as \"2509\".",
        reads: AllOf(&["version"]),
        check: Standalone(|object| alone(object, version_is_current_branch)),
    },
    Rule {
        id: RuleId("V31"),
        title: "a service connection point is at the top-level site",
        kinds: &[Kind::Site],
        severity: Severity::Error,
        source: Source::of(&[pages::SITE_SYSTEMS]),
        origin: Origin::Documented,
        fix: "The service connection point is not simulated: there is nothing to write.",
        reads: AllOf(&[]),
        check: ByType,
    },
];

const RESERVED_CODES: [&str; 6] = ["AUX", "CON", "ENV", "NUL", "PRN", "SMS"];

/// Whether a text has the form of a site code (V01).
#[must_use]
pub fn is_site_code(code: &str) -> bool {
    code.len() == 3 && code.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
}

fn codes_are_three_characters(object: &Object) -> Vec<Problem> {
    let parent = match object {
        Object::Site(site) => site.parent_site_code.as_deref(),
        _ => None,
    };
    let codes = [("site_code", object.site_code()), ("parent_site_code", parent)];
    codes.into_iter().filter_map(|(attribute, code)| not_a_code(attribute, code?)).collect()
}

fn not_a_code(attribute: &'static str, code: &str) -> Option<Problem> {
    if is_site_code(code) {
        return None;
    }
    let capitals = code.to_ascii_uppercase();
    let remedy = match (attribute, is_site_code(&capitals)) {
        ("parent_site_code", true) => format!(
            "Site codes are written in capital letters: \"{capitals}\". Refer to the parent instead of writing its \
             code:{}",
            reference(attribute, "site", &capitals)
        ),
        (_, true) => format!("Site codes are written in capital letters. Write {attribute} = \"{capitals}\"."),
        (_, false) => "A site code is exactly three capital letters or digits. Write, for example, \"PS1\".".to_owned(),
    };
    Some(Problem::at(attribute, format!("{attribute} \"{code}\" is not three characters from A-Z and 0-9"), remedy))
}

fn code_is_not_reserved(site: &Site) -> Option<Problem> {
    let code = &site.site_code;
    RESERVED_CODES.contains(&code.as_str()).then(|| {
        let reserved = RESERVED_CODES.join(", ");
        Problem::at(
            "site_code",
            format!("site_code \"{code}\" is reserved"),
            format!("Windows or the product uses these names: {reserved}. Choose another code."),
        )
    })
}

fn name_has_allowed_characters(site: &Site) -> Option<Problem> {
    let name = &site.name;
    let mut foreign: Vec<char> = name.chars().filter(|c| !c.is_ascii_alphanumeric() && *c != '-').collect();
    foreign.sort_unstable();
    foreign.dedup();
    match foreign.as_slice() {
        [] => None,
        [' '] => Some(
            Problem::at(
                "name",
                format!("name \"{name}\" has a space"),
                "The installation guide allows letters, digits and hyphens. Examples of the product's own cmdlets have \
                 spaces. To be safe, use hyphens: the name cannot be changed later.",
            )
            .into_warning(),
        ),
        _ => {
            let foreign: String = foreign.into_iter().filter(|c| *c != ' ').collect();
            Some(Problem::at(
                "name",
                format!("name \"{name}\" has characters other than letters, digits and hyphens"),
                format!("Setup accepts A-Z, a-z, 0-9 and the hyphen in a site name. Leave out \"{foreign}\"."),
            ))
        }
    }
}

fn name_is_given(site: &Site) -> Option<Problem> {
    site.name.trim().is_empty().then(|| {
        Problem::at(
            "name",
            "name is empty",
            "Setup requires a name, which cannot be changed later. Write, for example, \"Contoso-Headquarters\".",
        )
    })
}

fn central_site_has_no_parent(site: &Site) -> Option<Problem> {
    let parent = site.parent_site_code.as_ref()?;
    (site.r#type == SiteType::CentralAdministration).then(|| {
        Problem::at(
            "parent_site_code",
            format!("a central administration site cannot report to site {parent}"),
            "A central administration site is the top-level site of its hierarchy. Leave out parent_site_code, or make \
             this a primary site.",
        )
    })
}

fn secondary_site_has_parent(site: &Site) -> Option<Problem> {
    (site.r#type == SiteType::Secondary && site.parent_site_code.is_none()).then(|| {
        Problem::at(
            "parent_site_code",
            "a secondary site needs a parent site",
            "A secondary site is installed by a primary site and reports to it. Refer to that site, so that Terraform \
             installs it first:\n\n  parent_site_code = configmgr_site.<name>.site_code",
        )
    })
}

fn site_is_not_its_parent(site: &Site) -> Option<Problem> {
    let parent = site.parent_site_code.as_ref()?;
    (key(parent) == key(&site.site_code)).then(|| {
        Problem::at(
            "parent_site_code",
            "parent_site_code is the site itself",
            "A site reports to another site, or to none if it is the top-level site. Name the other site, or leave out \
             parent_site_code.",
        )
    })
}

fn directory_is_accepted(site: &Site) -> Option<Problem> {
    let directory = &site.install_directory;
    let fault = if let Some(fault) = not_a_path(directory) {
        fault
    } else if !directory.is_ascii() {
        "has characters outside ASCII".to_owned()
    } else if !is_on_drive(directory) {
        "is not on a drive".to_owned()
    } else {
        return None;
    };
    Some(Problem::at(
        "install_directory",
        format!("install_directory \"{}\" {fault}", shown(directory)),
        "The folder is a full path on a drive of the server. Setup accepts no Unicode characters and no spaces at its end, \
         and the folder cannot be changed later. Correct it, or leave it out for the default folder.",
    ))
}

fn version_is_of_top_level_site(site: &Site) -> Option<Problem> {
    let version = site.version.as_ref()?;
    let parent = site.parent_site_code.as_ref()?;
    let way = match site.r#type {
        SiteType::Secondary => "a secondary site is updated manually",
        SiteType::Primary | SiteType::CentralAdministration => "a child primary site updates automatically",
    };
    Some(Problem::at(
        "version",
        format!("version {version} is set at a child site"),
        format!(
            "All sites of a hierarchy get the version of its top-level site. In the product, {way} after its parent \
             site. In the simulation, it always has the version of {parent}. Leave out version."
        ),
    ))
}

fn version_is_current_branch(site: &Site) -> Option<Problem> {
    let version = site.version.as_ref()?;
    let month = version.get(2..).and_then(|month| month.parse::<u8>().ok());
    let digits = version.len() == 4 && version.chars().all(|c| c.is_ascii_digit());
    let valid = digits && month.is_some_and(|month| (1..=12).contains(&month));
    (!valid).then(|| {
        Problem::at(
            "version",
            format!("version \"{version}\" is not a version of the current branch"),
            "A version is the year and the month of its release, two digits each. Write, for example, \"2509\".",
        )
    })
}
