//! `supctl owners`: who manages an object.

use hierarchy::*;

use crate::support::Console;

const ROLE: &str = "EUR/sup-eur1.contoso.com";

/// The contoso hierarchy, in which two resources own a role, and a third one may import it.
fn owned() -> Console {
    let console = Console::contoso();
    let (hierarchy, id) = (console.hierarchy(), ObjectId::new(Kind::SupRole, ROLE));
    for (mark, actor) in [(1, "alice"), (2, "ci/pull-request-42"), (3, "carol")] {
        let author = Author { actor: actor.to_owned(), origin: "terraform".to_owned() };
        hierarchy.import(&id, Mark([mark; 8]), RunId(1), &author).unwrap();
        if mark < 3 {
            hierarchy.confirm_import(&id, Mark([mark; 8]), RunId(2), &author).unwrap();
        }
    }
    console
}

#[test]
fn owners_are_shown_and_cleared() {
    let console = owned();
    let role = format!("sup_role/{ROLE}");
    let told = console.told(&[
        &["owners", ROLE],
        &["owners", "site/EUR"],
        &["owners", &role, "--json"],
        &["owners", ROLE, "--clear"],
        &["owners", "EUR/sup-eur9.contoso.com"],
        &["owners", &role, "--clear"],
        &["owners", &role, "--clear"],
    ]);
    insta::with_settings!({ filters => [(r"2126-11-22([T ])[\d:.]+", "2126-11-22${1}HH:MM:SS")] }, {
        insta::assert_snapshot!("owners", told);
    });
}
