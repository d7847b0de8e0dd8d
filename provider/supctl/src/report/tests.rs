//! Whatever a plan says, a comment keeps its structure and its limit.

use proptest::prelude::*;
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use serde_json::{Value, json};

use super::markdown::{AZURE, BITBUCKET, GITHUB, GITLAB, Host};
use super::*;
use crate::terraform::log::{Counted, Message};

const HOSTS: [Host; 4] = [GITHUB, GITLAB, AZURE, BITBUCKET];

/// A resource that is updated, with the text wherever a plan has one.
fn change(address: &str, text: &str) -> Value {
    let values = |name: &str| {
        json!({
            "id": text, "site_code": text, "name": name, "type": "primary", "parent_site_code": null,
            "server_fqdn": text, "install_directory": text, "version": null, "timeouts": null,
        })
    };
    json!({
        "address": address, "mode": "managed", "type": "configmgr_site", "name": "x",
        "change": { "actions": ["delete", "create"], "before": values("before"), "after": values(&format!("after {text}")), "after_unknown": {},
                    "before_sensitive": {}, "after_sensitive": {}, "replace_paths": [[text]] },
    })
}

fn plan(text: &str, changes: usize) -> String {
    let changes: Vec<Value> =
        (0..changes).map(|number| change(&format!("configmgr_site.x[\"{number} {text}\"]"), text)).collect();
    let output = json!({ "actions": ["create"], "before": null, "after": { "x": [text] }, "after_unknown": false,
                         "before_sensitive": false, "after_sensitive": false });
    let mut drifted = change("configmgr_site.x", text);
    drifted["change"]["actions"] = json!(["update"]);
    let trigger = json!({ "triggering_resource_address": text, "action_trigger_event": text });
    let action = json!({ "address": text, "type": text, "name": text, "lifecycle_action_trigger": trigger });
    let deferred = json!({ "reason": text, "action_invocation": action });
    json!({
        "format_version": "1.2", "planned_values": {}, "terraform_version": text,
        "resource_changes": changes, "resource_drift": [drifted], "output_changes": { text: output },
        "action_invocations": [action], "deferred_action_invocations": [deferred],
        "configuration": { "provider_config": { "configmgr": { "name": "configmgr",
            "expressions": { "path": { "constant_value": text } } } } },
    })
    .to_string()
}

fn log(text: &str) -> Log {
    let message = Message {
        severity: "warning".to_owned(),
        summary: text.to_owned(),
        detail: format!("{text}\n  {text}"),
        address: Some(text.to_owned()),
        range: None,
    };
    Log { messages: vec![message], counted: Some(Counted { add: 0, change: 0, remove: 0 }) }
}

fn document(text: &str, changes: usize) -> document::Document {
    let json = plan(text, changes);
    let plan = Plan::read_even_if_failed(&json, Path::new("plan.json")).unwrap();
    let log = log(text);
    let sources =
        Sources { plan: Some(&plan), log: Some(&log), location: &text.into(), hierarchy: None, folder: Path::new(".") };
    let project = Project { root_module: text.to_owned(), workspace: text.to_owned() };
    let mut document = sections::document(&Report::of(project, &sources).unwrap());
    document.defuse(&Secrets::default());
    document
}

/// What a reader of Markdown sees as structure: everything but the text in code.
fn structure(comment: &str) -> Vec<String> {
    let mut in_code = false;
    let parser = Parser::new_ext(comment, Options::ENABLE_TABLES | Options::ENABLE_GFM | Options::ENABLE_TASKLISTS);
    let events = parser.filter_map(|event| match event {
        Event::Start(Tag::CodeBlock(kind)) => {
            in_code = true;
            let CodeBlockKind::Fenced(language) = kind else { return Some("indented code".to_owned()) };
            Some(format!("code {language}"))
        }
        Event::End(TagEnd::CodeBlock) => {
            in_code = false;
            None
        }
        Event::Text(_) if in_code => None,
        Event::Code(_) => Some("`code`".to_owned()),
        Event::Html(html) if html.starts_with("<!-- supctl report root=") => Some("marker".to_owned()),
        other => Some(format!("{other:?}")),
    });
    events.collect()
}

fn hostile() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "`",
        "``",
        "```",
        "````",
        "~~~",
        "\n",
        "\r\n",
        "\n\n",
        "\n```\n",
        "</details>",
        "<details>",
        "<!--",
        "-->",
        "<h1>",
        "[x](http://evil.example)",
        "![x](y)",
        "https://evil.example",
        "@team",
        "#12",
        "!3",
        "|",
        "\\",
        "\\|",
        "*",
        "_",
        "\t",
        "    ",
        "- ",
        "> ",
        "# ",
        "\u{202e}",
        "\u{0}",
        "\u{2028}",
        "&lt;",
        "{{ x }}",
        "{% raw %}",
        "é",
        "😀",
        "a",
        " ",
    ]);
    prop_oneof![prop::collection::vec(words, 0..12).prop_map(|words| words.concat()), ".{0,40}"]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_text_breaks_out_of_its_place(text in hostile()) {
        let (usual, hostile) = (document("x", 2), document(&text, 2));
        for host in HOSTS {
            prop_assert_eq!(structure(&host.comment(&hostile)), structure(&host.comment(&usual)), "{:?}", host);
        }
    }

    #[test]
    fn no_text_becomes_an_element_of_the_page(text in hostile()) {
        let page = html::page(&document(&text, 2)).unwrap();
        let tags = |page: &str| page.matches('<').count();
        let usual = html::page(&document("x", 2)).unwrap();
        // A page escapes what would begin an element.
        prop_assert_eq!(tags(&page), tags(&usual));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn a_comment_is_never_over_its_limit_nor_cut_within_a_block(
        text in hostile(), repeated in 1_usize..40, changes in 1_usize..150
    ) {
        let document = document(&text.repeat(repeated), changes);
        for host in HOSTS {
            let comment = host.comment(&document);
            prop_assert!(fit::length(&comment) <= host.limit);
            let structure = structure(&comment);
            let count = |what: &str| structure.iter().filter(|event| event.contains(what)).count();
            let headings = count("Start(Heading");
            prop_assert_eq!(count("<details>"), count("</details>"));
            // Each section is there, whole or cut: none is swallowed by an open block before it.
            prop_assert_eq!(headings + count("<details>"), document.sections.len() + 1);
        }
    }
}

#[test]
fn a_cut_comment_says_so_on_top() {
    let document = document(&"x".repeat(300), 400);
    for host in [GITHUB, AZURE, BITBUCKET] {
        let comment = host.comment(&document);
        let beginning: String = comment.lines().take(6).collect();
        assert!(beginning.contains("This comment is cut off at the limit of"), "{beginning}");
    }
}
