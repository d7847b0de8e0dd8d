//! Accounts: how they are written, and that they are there as long as something uses them.

use super::finding::{RuleId, Severity};
use super::hints::{did_you_mean, listed, nearest, reference};
use super::rule::Check::{Alone, Referring, Settled};
use super::rule::Reads::{Each, Together};
use super::rule::{Case, OURS, Origin, Outcome, Problem, Rule};
use crate::change::Change;
use crate::model::{Account, Kind, Object};
use crate::store::{Lookup, View};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: RuleId("V61"),
        title: "an account is written as domain and user",
        kinds: &[Kind::Account, Kind::SiteSystem, Kind::SupRole],
        severity: Severity::Error,
        source: "ConfigMgrCBDsc, DSC_CMSoftwareUpdatePoint; New-CMSiteSystemServer wants no user principal name for \
            the proxy",
        origin: Origin::Code,
        mend: "Write user_name, proxy.account and wsus_connection_account as DOMAIN\\user, never as a user principal \
            name.",
        reads: Each(&["user_name", "proxy.account", "wsus_connection_account"]),
        check: Alone(account_has_domain),
    },
    Rule {
        id: RuleId("V62"),
        title: "an account that is used is registered",
        kinds: &[Kind::SiteSystem, Kind::SupRole],
        severity: Severity::Error,
        source: "ConfigMgrCBDsc, DSC_CMSoftwareUpdatePoint; New-CMSiteSystemServer takes an account of the site for \
            the proxy",
        origin: Origin::Code,
        mend: "Declare it as a configmgr_account, and refer to its user_name in proxy.account and \
            wsus_connection_account.",
        reads: Each(&["proxy.account", "wsus_connection_account"]),
        check: Referring(account_is_registered),
    },
    Rule {
        id: RuleId("H15"),
        title: "an account goes after what uses it",
        kinds: &[Kind::Account],
        severity: Severity::Error,
        source: OURS,
        origin: Origin::House,
        mend: "Name another account in every proxy.account and wsus_connection_account that uses this one, or none, \
            before you remove it.",
        reads: Together(&[]),
        check: Settled(|case| case.remove(account_is_unused)),
    },
];

/// The account an object names, and in which attribute.
fn named(object: &Object) -> Option<(&'static str, &str)> {
    match object {
        Object::Account(account) => Some(("user_name", account.user_name.as_str())),
        Object::SiteSystem(system) => Some(("proxy.account", system.proxy.as_ref()?.account.as_deref()?)),
        Object::SupRole(sup) => Some(("wsus_connection_account", sup.wsus_connection_account.as_deref()?)),
        Object::Site(_) | Object::SyncSettings(_) => None,
    }
}

fn account_has_domain(object: &Object) -> Vec<Problem> {
    let Some((attribute, account)) = named(object) else {
        return Vec::new();
    };
    let valid = account.split_once('\\').is_some_and(|(domain, user)| {
        !domain.is_empty() && !user.is_empty() && !user.contains('\\') && !account.contains('@')
    });
    if valid {
        return Vec::new();
    }
    vec![Problem::at(
        attribute,
        format!("{attribute} \"{account}\" is not of the form DOMAIN\\user"),
        "The product registers accounts by domain and user, not by user principal name. Write it such as \
         \"CONTOSO\\\\svc-wsus\" (in HCL the backslash is written twice).",
    )]
}

fn account_is_registered(case: &Case<'_>) -> Outcome {
    let (Change::Create(object) | Change::Update(object)) = case.change else {
        return Ok(Vec::new());
    };
    let Some((attribute, name)) = named(object) else {
        return Ok(Vec::new());
    };
    if case.view.one::<Account>(name)?.is_some() {
        return Ok(Vec::new());
    }
    let accounts = case.view.all::<Account>(Lookup::All)?;
    let near = nearest(name, accounts.iter().map(|account| account.object.user_name.as_str()));
    let attribute_name = attribute.rsplit('.').next().unwrap_or(attribute);
    Ok(vec![Problem::at(
        attribute,
        format!("account {name} is not registered"),
        format!(
            "The product uses accounts it knows.{} Refer to the account, and it is registered first:{}",
            did_you_mean(near),
            reference(attribute_name, "account", near.unwrap_or(name))
        ),
    )])
}

fn account_is_unused(account: &Account, view: &dyn View) -> Outcome {
    let mut users = Vec::new();
    for kind in [Kind::SiteSystem, Kind::SupRole] {
        let found = view.find(kind, Lookup::Account(&account.user_name))?;
        users.extend(found.into_iter().map(|user| user.object.id().to_string()));
    }
    if users.is_empty() {
        return Ok(Vec::new());
    }
    Ok(vec![Problem::new(
        "it is still in use".to_owned(),
        format!("Used by: {}. Give those another account, or none, first.", listed(&users)),
    )])
}
