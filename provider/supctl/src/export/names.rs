//! Names for resources.

use std::collections::{HashMap, HashSet};

use hierarchy::{Kind, Object, ObjectId};

/// A valid, unique, lower-case name for each of these objects of one kind: short where that is unique (`eur_sup1`), otherwise
/// with the domain (`eur_sup1_contoso_com`), and numbered where that is not unique either.
///
/// `taken` are the names of other resources of this kind.
pub(super) fn names<'a>(
    objects: impl IntoIterator<Item = &'a Object>,
    mut taken: HashSet<String>,
) -> HashMap<ObjectId, String> {
    let mut ids: Vec<ObjectId> = objects.into_iter().map(Object::id).collect();
    ids.sort_by_key(|id| (id.key(), id.id.clone()));
    let mut alike: HashMap<String, usize> = HashMap::new();
    for id in &ids {
        *alike.entry(short(id)).or_default() += 1;
    }
    let mut names = HashMap::new();
    for id in ids {
        let short = short(&id);
        let base = if alike.get(&short) == Some(&1) { short } else { word(&id, &id.id) };
        let numbered = (2..).map(|number| format!("{base}_{number}"));
        let free = std::iter::once(base.clone()).chain(numbered).find(|name| !taken.contains(name)).unwrap_or(base);
        taken.insert(free.clone());
        names.insert(id, free);
    }
    names
}

/// The site and the host, without the domain; the user, without the domain.
fn short(id: &ObjectId) -> String {
    if let Some((site, server)) = id.id.split_once('/') {
        let host = server.split('.').next().unwrap_or(server);
        return word(id, &format!("{site}_{host}"));
    }
    word(id, id.id.rsplit('\\').next().unwrap_or(&id.id))
}

/// A text as a Terraform identifier of ASCII letters, digits and underscores.
fn word(id: &ObjectId, text: &str) -> String {
    let text = text.to_lowercase();
    let parts: Vec<&str> = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty()).collect();
    let name = parts.join("_");
    let owner = if id.kind == Kind::Account { "account" } else { "site" };
    match name.chars().next() {
        Some(first) if first.is_ascii_alphabetic() => name,
        Some(_) => format!("{owner}_{name}"),
        None => owner.to_owned(),
    }
}

/// The file name for a site.
pub(super) fn file(site_code: &str) -> String {
    let word: String = site_code.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    format!("{}.tf", if word.is_empty() { "site" } else { &word })
}

#[cfg(test)]
mod tests {
    use hierarchy::{Account, SupRole};

    use super::*;

    fn named(objects: &[Object]) -> Vec<String> {
        let names = names(objects, HashSet::new());
        objects.iter().map(|object| names[&object.id()].clone()).collect()
    }

    fn account(user_name: &str) -> Object {
        Account { user_name: user_name.to_owned(), password_version: None }.into()
    }

    #[test]
    fn names_are_readable_valid_and_unique() {
        let cases: &[(&[&str], &[&str])] = &[
            (&["CONTOSO\\svc-wsus"], &["svc_wsus"]),
            (&["CONTOSO\\svc", "FABRIKAM\\svc"], &["contoso_svc", "fabrikam_svc"]),
            (&["CONTOSO\\gmsa-wsus$"], &["gmsa_wsus"]),
            (&["CONTOSO\\svc", "CONTOSO\\svc$", "CONTOSO\\svc-2"], &["contoso_svc", "contoso_svc_2", "svc_2"]),
            (&["A\\b_c", "A\\b-c", "A_B\\c", "A-B\\c"], &["a_b_c_3", "a_b_c_2", "a_b_c_4", "a_b_c"]),
            (&["CONTOSO\\1st"], &["account_1st"]),
            (&["CONTOSO\\管理", "CONTOSO\\名前"], &["contoso_2", "contoso"]),
            (&["CONTOSO\\ÄÖ"], &["account"]),
            (&["CONTOSO\\Jürgen ${x}"], &["j_rgen_x"]),
        ];
        for (ids, expected) in cases {
            let objects: Vec<Object> = ids.iter().map(|id| account(id)).collect();
            assert_eq!(named(&objects), *expected, "{ids:?}");
        }
    }

    #[test]
    fn servers_go_by_site_and_host() {
        let sup = |site, server| Object::from(SupRole::with_defaults(site, server, None));
        let sups = [
            sup("EUR", "SUP-1.contoso.com"),
            sup("USA", "sup-1.contoso.com"),
            sup("EUR", "sup2.contoso.com"),
            sup("EUR", "sup2.fabrikam.com"),
            sup("1AB", "sup"),
        ];
        let expected = ["eur_sup_1", "usa_sup_1", "eur_sup2_contoso_com", "eur_sup2_fabrikam_com", "site_1ab_sup"];
        assert_eq!(named(&sups), expected);
    }
}
