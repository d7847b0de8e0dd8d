//! Accounts: how they are written, and that they stay registered while something uses them.

use super::chapter::Chapter;
use super::context::{Outcome, RuleContext};
use super::free_text::{fault, shown};
use super::pages;
use super::rule::Check::{Conflicts, References, Standalone};
use super::rule::Reads::{AllOf, PerAttribute};
use super::rule::Rule;
use super::source::Source;
use crate::change::Change;
use crate::judgement::{Origin, Problem, RuleId, Severity};
use crate::model::{Account, Kind, Object, ObjectId};
use crate::store::{Lookup, StoreError, View};
use crate::wording::{did_you_mean, listed, nearest, reference};

pub(super) const CHAPTER: Chapter = Chapter { title: "Accounts", parts: &[RULES] };

const RULES: &[Rule] = &[
    Rule {
        id: RuleId("V61"),
        title: "an account is written as domain and user",
        kinds: &[Kind::Account, Kind::SiteSystem, Kind::SupRole],
        severity: Severity::Error,
        source: Source::of(&[pages::DSC_SITE_SYSTEM, pages::NEW_ACCOUNT])
            .noting("the tool excludes user principal names for the proxy; the cmdlet's example has domain and user"),
        origin: Origin::Code,
        fix: "Write user_name, proxy.account, installation_account and wsus_connection_account as DOMAIN\\user, not \
            as a user principal name.",
        reads: PerAttribute(&["user_name", "proxy.account", "installation_account", "wsus_connection_account"]),
        check: Standalone(account_has_domain),
    },
    Rule {
        id: RuleId("H20"),
        title: "domain and user of an account are names that Windows accepts",
        kinds: &[Kind::Account, Kind::SiteSystem, Kind::SupRole],
        severity: Severity::Error,
        source: Source::of(&[pages::USER_NAMING, pages::DIRECTORY_NAMING]),
        origin: Origin::Inferred,
        fix: "Write the domain, a backslash and the user's logon name of at most 20 characters, as Windows shows them, \
            without spaces at the ends.",
        reads: PerAttribute(&["user_name", "proxy.account", "installation_account", "wsus_connection_account"]),
        check: Standalone(account_is_a_windows_name),
    },
    Rule {
        id: RuleId("V62"),
        title: "every account in use is registered",
        kinds: &[Kind::SiteSystem, Kind::SupRole],
        severity: Severity::Error,
        source: Source::of(&[pages::DSC_SITE_SYSTEM])
            .noting("for the accounts of a server; that it holds for the connection to WSUS is inferred"),
        origin: Origin::Code,
        fix: "Register the account as a configmgr_account. Refer to its user_name in proxy.account, \
            installation_account and wsus_connection_account.",
        reads: PerAttribute(&["proxy.account", "installation_account", "wsus_connection_account"]),
        check: References(account_is_registered),
    },
    Rule {
        id: RuleId("H15"),
        title: "an account that is removed is no longer used",
        kinds: &[Kind::Account],
        severity: Severity::Error,
        source: Source::THIS_PROJECT,
        origin: Origin::House,
        fix: "In the same run or before, set another account in every proxy.account, installation_account and \
            wsus_connection_account that names the removed one, or none.",
        reads: AllOf(&[]),
        check: Conflicts(|context| context.on_removal_alone(account_is_unused)),
    },
];

/// The accounts an object names, with the attributes that name them.
fn named(object: &Object) -> Vec<(&'static str, &str)> {
    let accounts = match object {
        Object::Account(account) => vec![("user_name", Some(&account.user_name))],
        Object::SiteSystem(system) => system.accounts().to_vec(),
        Object::SupRole(sup) => vec![("wsus_connection_account", sup.wsus_connection_account.as_ref())],
        Object::Site(_) | Object::SyncSettings(_) => Vec::new(),
    };
    accounts.into_iter().filter_map(|(attribute, account)| Some((attribute, account?.as_str()))).collect()
}

fn account_has_domain(object: &Object) -> Vec<Problem> {
    let malformed = named(object).into_iter().filter(|(_, account)| !is_of_domain(account));
    malformed
        .map(|(attribute, account)| {
            Problem::at(
                attribute,
                format!("{attribute} \"{account}\" is not of the form DOMAIN\\user"),
                "The product registers accounts by domain and user, not by user principal name. Write, for example, \
                 \"CONTOSO\\\\svc-wsus\" (in HCL, a backslash is written twice).",
            )
        })
        .collect()
}

/// What Windows accepts in no logon name.
const FORBIDDEN_IN_USER: &str = "\"/[]:;|=,+*?<>";
/// The longest logon name, in characters.
const LONGEST_USER: usize = 20;
/// What Windows accepts in no name of a domain.
const FORBIDDEN_IN_DOMAIN: &str = "\"/:*?<>|, '";
/// The longest DNS name of a domain, in characters.
const LONGEST_DOMAIN: usize = 255;

fn account_is_a_windows_name(object: &Object) -> Vec<Problem> {
    let problem = |(attribute, account): (&'static str, &str)| {
        // An account without a domain is refused for that (V61).
        let (domain, user) = account.split_once('\\')?;
        let of_domain = fault(domain, FORBIDDEN_IN_DOMAIN, LONGEST_DOMAIN).map(|fault| ("domain", fault));
        let of_user = || fault(user, FORBIDDEN_IN_USER, LONGEST_USER).map(|fault| ("user", fault));
        let (part, fault) = of_domain.or_else(of_user).filter(|_| is_of_domain(account))?;
        Some(Problem::at(
            attribute,
            format!("the {part} of {attribute} \"{}\" {fault}", shown(account)),
            "The product finds the account in Windows by domain and logon name. Write both as Windows shows them, for \
             example \"CONTOSO\\\\svc-wsus\" (in HCL, a backslash is written twice).",
        ))
    };
    named(object).into_iter().filter_map(problem).collect()
}

fn is_of_domain(account: &str) -> bool {
    account.split_once('\\').is_some_and(|(domain, user)| {
        !domain.is_empty() && !user.is_empty() && !user.contains('\\') && !account.contains('@')
    })
}

fn account_is_registered(context: &RuleContext<'_>) -> Outcome {
    let (Change::Create(object) | Change::Update(object)) = context.change else {
        return Ok(Vec::new());
    };
    let mut problems = Vec::new();
    for (attribute, name) in named(object) {
        if context.view.one::<Account>(name)?.is_none() {
            problems.push(not_registered(attribute, name, context.view)?);
        }
    }
    Ok(problems)
}

fn not_registered(attribute: &'static str, name: &str, view: &dyn View) -> Result<Problem, StoreError> {
    let accounts = view.all::<Account>(Lookup::All)?;
    let near = nearest(name, accounts.iter().map(|account| account.object.user_name.as_str()));
    let attribute_name = attribute.rsplit('.').next().unwrap_or(attribute);
    Ok(Problem::at(
        attribute,
        format!("account {name} is not registered"),
        format!(
            "The product uses only registered accounts.{} Refer to the account, so that Terraform registers it \
             first:{}",
            did_you_mean(near),
            reference(attribute_name, "account", near.unwrap_or(name))
        ),
    ))
}

fn account_is_unused(account: &Account, view: &dyn View) -> Outcome {
    let users = view.users_of(&ObjectId::new(Kind::Account, &account.user_name))?;
    let users: Vec<String> = users.iter().map(ToString::to_string).collect();
    if users.is_empty() {
        return Ok(Vec::new());
    }
    Ok(vec![Problem::new(
        "still in use".to_owned(),
        format!("Used by: {}. Set another account there, or none, in the same run or before.", listed(&users)),
    )])
}
