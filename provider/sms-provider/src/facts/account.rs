use hierarchy::Kind;

use super::Confidence::{Documented, Unknown};
use super::ParameterType::{SecureString, String};
use super::{Fact, Parameter};
use crate::class::Source::Account;
use crate::codec;

const NEW: &str = "New-CMAccount";

const fn fact(attribute: &'static str) -> Fact {
    Fact::of(Kind::Account, attribute)
}

pub(super) const FACTS: &[Fact] = &[
    fact("user_name")
        .set_by(&[Parameter::of(NEW, "UserName", String)])
        .read(&[Account.column("UserName")], &codec::TEXT)
        .from(Documented, "SMS_SCI_Reserved")
        .note("Real sites also have names with a DNS domain."),
    fact("password_wo")
        .set_by(&[Parameter::of(NEW, "Password", SecureString)])
        .unknown("Reserved2 has the encrypted password. It is never read.")
        .from(Documented, "SMS_SCI_Reserved"),
    fact("password_wo_version").unknown("The product has no such setting.").from(Unknown, ""),
];
