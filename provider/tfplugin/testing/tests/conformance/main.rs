//! The conformance suite, on a provider that keeps all rules, and on one that breaks each.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod notes;
mod tampered;

use serde_json::json;
use tfplugin::framework::server::ProviderServer;
use tfplugin_testing::conformance::{Object, Suite};

use notes::Notes;
use tampered::Tampered;

fn suite() -> Suite {
    let first = json!({ "title": "a", "tag": [{ "name": "x" }] });
    let changed = json!({ "title": "a", "text": "t", "place": "attic", "secret_wo": "hunter2", "tag": [{ "name": "x" }, { "name": "y" }] });
    let replaced = json!({ "title": "b" });
    let note = Object::new("notes_note", [first, changed, replaced]).read_by("notes_note", json!({ "id": "4" }));
    Suite::new("notes")
        .given("notes_note", json!({ "title": "z" }))
        .given("notes_note", json!({ "title": "z" }))
        .list("notes_note", json!({ "title": "z" }))
        .resource(note)
        .function("shout", [json!("a")])
        .action("notes_stamp", json!({ "text": "seen" }))
}

#[test]
fn a_provider_that_keeps_all_rules() {
    assert_eq!(suite().check(ProviderServer::new(Notes::default())).to_string(), "");
}

/// Each fault of the wire, and the rule that finds it. Others may find it too.
#[test]
fn each_rule_finds_what_breaks_it() {
    let cases: &[(&str, &str)] = &[
        ("an attribute that nobody sets", "schema"),
        ("a description is missing", "schema"),
        ("a data source has no description", "schema"),
        ("a name in capitals", "schema"),
        ("a reserved name", "schema"),
        ("the metadata lists nothing", "schema"),
        ("other functions are listed", "schema"),
        ("another resource", "covered"),
        ("validation refuses what is unknown", "valid-configuration"),
        ("validation accepts everything", "required-null"),
        ("validation accepts everything", "read-only"),
        ("validation accepts everything", "bad-request"),
        ("the configured title is planned in capitals", "plan"),
        ("the configured title is planned in capitals", "empty-plan"),
        ("the configured title is planned in capitals", "import"),
        ("the secret is planned", "plan"),
        ("a block is forgotten in the plan", "plan"),
        ("the plan is another one each time", "plan-again"),
        ("the plan replaces in turn", "plan-again"),
        ("the apply forgets the text", "apply"),
        ("the apply stores the secret", "apply"),
        ("the apply leaves the id unknown", "apply"),
        ("the apply answers nothing", "apply"),
        ("the read changes the revision", "read"),
        ("the read loses the private data", "read"),
        ("the read finds nothing", "read"),
        ("the upgrade loses the title", "upgrade"),
        ("the upgrade fails", "upgrade"),
        ("the import returns two objects", "import"),
        ("the import returns another type", "import"),
        ("the import takes an empty id", "import"),
        ("the schema of the identity is ambiguous", "identity"),
        ("the identity is a map", "identity"),
        ("a type without objects has an identity", "identity"),
        ("the planned identity is not known", "plan"),
        ("the apply answers no identity", "identity"),
        ("the read answers no identity", "identity"),
        ("the read answers another identity", "identity"),
        ("the import by identity finds nothing", "identity"),
        ("the generated configuration has a rank", "generated-configuration"),
        ("nothing is generated without a state", "generated-configuration"),
        ("the removal leaves the object", "delete"),
        ("a second removal fails", "delete"),
        ("the data source changes its argument", "data-source"),
        ("the data source leaves a value unknown", "data-source"),
        ("the data source counts its reads", "data-source"),
        ("the function counts its calls", "function"),
        ("the function takes fewer arguments", "function"),
        ("the action is not completed", "action"),
        ("the action is completed twice", "action"),
        ("the action has an empty event", "action"),
        ("the action fails", "action"),
        ("the action is deferred", "action"),
        ("an object is listed without its identity", "list"),
        ("an object is listed without a name", "list"),
        ("a list has another order each time", "list"),
        ("a list has more than its limit", "list"),
        ("a list leaves out the objects", "list"),
        ("a list fails", "list"),
        ("an unknown type breaks the call off", "bad-request"),
    ];
    for (fault, rule) in cases {
        let found = suite().check(Tampered::new(fault));
        assert!(found.all().iter().any(|violation| violation.rule == *rule), "{fault}: {rule} is not among\n{found}");
    }
}

#[test]
fn a_case_that_cannot_be_run_is_told() {
    let cases = [
        (suite().without("notes_note").function("whisper", []), "covered: whisper: the provider has no such function"),
        (
            Suite::new("notes")
                .resource(Object::new("notes_note", [json!({ "titel": "a" })]))
                .function("shout", [json!("a")]),
            "covered: notes_note: the suite writes \"titel\", which the schema does not have",
        ),
        (
            Suite::new("notes").function("shout", [json!("a")]),
            "covered: resource notes_note: the suite has no case for it",
        ),
        (Suite::new("notes").function("shout", [json!("a")]), "covered: data source notes_note: the suite has no case"),
        (suite().configured(json!({ "host": 1 })), "valid-configuration: provider: the suite writes \"host\""),
    ];
    for (suite, expected) in cases {
        let found = suite.check(ProviderServer::new(Notes::default())).to_string();
        assert!(found.contains(expected), "{expected}:\n{found}");
    }
}
