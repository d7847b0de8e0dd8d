//! Accounts. Their passwords are asked for when the script runs, and are in no file.

use hierarchy::{Account, Change, Kind, Object, ObjectId};
use sms_provider::class::Source;

use crate::command::{Argument, Command, wql};
use crate::reading::Reading;
use crate::step::{Risk, Step};

fn presence(account: &Account, is_present_after: bool) -> Reading {
    let condition = format!("ItemType = 'User' AND UserName = {}", wql(&account.user_name));
    Reading::presence(Source::Account, &condition, is_present_after)
}

fn new(account: &Account, site: &str) -> String {
    let password = Command::new("Read-Host").with("Prompt", format!("Password of {}", account.user_name).as_str());
    let password = format!("({})", password.switch("AsSecureString").text());
    Command::new("New-CMAccount")
        .with("UserName", account.user_name.as_str())
        .with("Password", Argument::Expression(password))
        .with("SiteCode", site)
        .text()
}

fn remove(account: &Account) -> String {
    Command::new("Remove-CMAccount").with("UserName", account.user_name.as_str()).switch("Force").text()
}

fn id(account: &Account) -> ObjectId {
    ObjectId::new(Kind::Account, &account.user_name)
}

pub(crate) fn create(account: &Account, site: &str) -> Step {
    Step::commands(format!("Register the account {}", account.user_name), id(account), site, vec![new(account, site)])
        .reading(Some(presence(account, true)))
        .undone_by(vec![remove(account)])
        .changing(vec![Change::Create(Object::Account(account.clone()))])
}

/// The password is set by hand: nothing tells whether a site has it.
pub(crate) fn set_password(account: &Account) -> Step {
    Step::task(
        format!("Set the password of the account {}", account.user_name),
        id(account),
        "Enter the new password.".to_owned(),
        Some(r"Administration > Security > Accounts > Properties > Set"),
    )
    .not_undone("the site does not return the former password")
    .takes(5, Risk::Medium)
    .changing(vec![Change::Update(Object::Account(account.clone()))])
}

pub(crate) fn delete(account: &Account, site: &str) -> Step {
    Step::commands(format!("Remove the account {}", account.user_name), id(account), site, vec![remove(account)])
        .reading(Some(presence(account, false)))
        .undone_by(vec![new(account, site)])
        .takes(1, Risk::Medium)
        .changing(vec![Change::Delete(id(account))])
}
