//! `supctl check`: on a hierarchy and on plans.

use std::fs;

use hierarchy::*;
use serde_json::{Map, Value, json};

use crate::support::{Console, drifted, encodings, site, values};

/// A plan as `terraform show -json` prints it, with parts that a check ignores.
fn plan(resource_changes: &[Value]) -> Value {
    json!({
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "planned_values": { "root_module": {} },
        "resource_changes": resource_changes,
        "configuration": {
            "provider_config": { "configmgr": { "name": "configmgr" } },
            "root_module": {
                "module_calls": {
                    "europe": { "source": "./modules/region", "module": { "module_calls": {
                        "wsus": { "source": "../wsus", "module": {} },
                    } } },
                    "bought": { "source": "contoso/region/configmgr", "module": {} },
                },
            },
        },
        "errored": false,
    })
}

/// The planned change of the resource at an address.
fn resource(address: &str, actions: &[&str], before: &Value, after: &Value, after_unknown: &Value) -> Value {
    let (module, resource) = match address.rfind(".configmgr_") {
        Some(end) => (Some(&address[..end]), &address[end + 1..]),
        None => (None, address),
    };
    let (r#type, name) = resource.split_once('.').unwrap();
    json!({
        "address": address,
        "module_address": module,
        "mode": "managed",
        "type": r#type,
        "name": name.split('[').next(),
        "provider_name": "registry.terraform.io/endpointops/configmgr",
        "change": { "actions": actions, "before": before, "after": after, "after_unknown": after_unknown },
    })
}

fn creates(address: &str, object: impl Into<Object>) -> Value {
    resource(address, &["create"], &Value::Null, &values(object), &json!({}))
}

fn keeps(address: &str, object: impl Into<Object>) -> Value {
    let values = values(object);
    resource(address, &["no-op"], &values, &values, &json!({}))
}

fn removes(address: &str, object: impl Into<Object>) -> Value {
    resource(address, &["delete"], &values(object), &Value::Null, &json!({}))
}

/// The resource, with an attribute that is known after apply.
fn without(mut resource: Value, attribute: &str) -> Value {
    let change = &mut resource["change"];
    change["after"].as_object_mut().map(|after| after.remove(attribute));
    change["after_unknown"][attribute] = true.into();
    resource
}

fn sup(site: &str, host: &str, upstream: Option<&str>) -> SupRole {
    SupRole::with_defaults(site, &format!("{host}.contoso.com"), upstream)
}

fn cas() -> Site {
    site("CAS", SiteType::CentralAdministration, None)
}

/// A plan with mistakes in every place where a resource can be declared.
fn mistaken() -> Value {
    let proxied = SupRole { use_proxy_for_sync: true, ..sup("CAS", "sup-cas", None) };
    plan(&[
        creates("configmgr_site.cas", cas()),
        creates("module.europe[\"a.b\"].configmgr_site.this[0]", site("EUR", SiteType::Primary, None)),
        creates("module.europe[\"a.b\"].module.wsus.configmgr_sup_role.this", sup("EUR", "sup-eur", None)),
        creates("module.bought.configmgr_sup_role.cas", proxied),
        creates("configmgr_account.wsus", Account { user_name: "svc-wsus".to_owned(), password_version: None }),
        json!({
            "address": "data.configmgr_x.y", "mode": "data", "type": "configmgr_x", "name": "y",
            "change": { "actions": ["read"], "before": null, "after": {}, "after_unknown": {} },
        }),
        json!({
            "address": "terraform_data.x", "mode": "managed", "type": "terraform_data", "name": "x",
            "change": { "actions": ["create"], "before": null, "after": {}, "after_unknown": { "id": true } },
        }),
    ])
}

fn with_files(console: Console) -> Console {
    let folder = console.folder.path().join("infra");
    let file = |name: &str, text: &str| {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    file("sites.tf", "\n# resource \"configmgr_site\" \"cas\" {\nresource \"configmgr_site\" \"cas\" {\n}\n");
    file("accounts.tf", "resource \"configmgr_account\" \"wsus\" {}\n");
    file("modules/region/main.tf", "module \"wsus\" {}\n\nresource \"configmgr_site\" \"this\" {\n}\n");
    file("modules/wsus/main.tf", "\n\n\n  resource \"configmgr_sup_role\" \"this\" {\n}\n");
    console
}

fn with_plan(console: Console, plan: &Value) -> Console {
    fs::write(console.folder.path().join("plan.json"), plan.to_string()).unwrap();
    console
}

/// A folder without a hierarchy.
fn alone() -> Console {
    let console = Console::empty();
    fs::remove_dir_all(console.folder.path().join(".configmgr")).unwrap();
    console
}

fn exit_code(console: &Console, arguments: &[&str]) -> i32 {
    console.command(arguments).output().unwrap().status.code().unwrap()
}

fn json_of(console: &Console, arguments: &[&str]) -> Value {
    serde_json::from_slice(&console.command(arguments).output().unwrap().stdout).unwrap()
}

/// Rule and address of each finding in a plan.
/// The findings, except what is said of every site without a software update point and of HTTP.
fn found(console: &Console) -> Vec<String> {
    let report = json_of(console, &["check", "--plan", "plan.json", "--json"]);
    let findings = report["findings"].as_array().unwrap().iter();
    let findings = findings.filter(|it| it["rule"] != "V130" && it["rule"] != "V131");
    let mut found: Vec<String> =
        findings.map(|it| format!("{} {}", it["rule"].as_str().unwrap(), it["address"].as_str().unwrap())).collect();
    found.sort();
    found
}

/// A hierarchy that a change at the console left incomplete.
fn unfinished() -> Console {
    let console = drifted();
    let second = SupRole::with_defaults("EUR", "sup-eur2.contoso.com", Some("CAS/sup-cas.contoso.com"));
    console.change("bob", "supctl", Change::Update(second.into()));
    console
}

#[test]
fn a_hierarchy() {
    insta::assert_snapshot!("check", unfinished().says(&["check"]));
    insta::assert_snapshot!("check_json", unfinished().says(&["check", "--json"]));
    insta::assert_snapshot!("check_empty", Console::empty().says(&["check"]));
}

#[test]
fn a_plan() {
    let console = with_plan(with_files(alone()), &mistaken());
    insta::assert_snapshot!("check_plan", console.says(&["check", "--plan", "plan.json", "--source", "infra"]));
    insta::assert_snapshot!("check_plan_json", console.says(&["check", "--plan", "plan.json", "--json"]));
}

#[test]
fn an_id_that_is_written_out_is_named_with_its_reference() {
    let block = |r#type: &str, name: &str, expressions: Value| json!({ "type": r#type, "name": name, "expressions": expressions });
    let eur = || site("EUR", SiteType::Primary, Some("CAS"));
    let mut plan = plan(&[
        creates("configmgr_site.cas", cas()),
        creates("configmgr_site.eur", eur()),
        creates("module.europe[\"a\"].configmgr_site.eur", site("DEU", SiteType::Primary, Some("CAS"))),
        creates("module.europe[\"a\"].configmgr_sup_role.a", sup("DEU", "sup-a", None)),
        keeps("configmgr_sup_role.old", sup("CAS", "sup-cas", None)),
        creates("configmgr_sync_settings.cas", SyncSettings::top_level_defaults("CAS/sup-cas.contoso.com")),
    ]);
    let parent = json!({ "parent_site_code": { "constant_value": "cas" }, "name": { "constant_value": "CAS" } });
    let root = &mut plan["configuration"]["root_module"];
    root["resources"] = json!([
        block("configmgr_site", "cas", json!({ "site_code": { "constant_value": "CAS" } })),
        block("configmgr_site", "eur", parent.clone()),
        block(
            "configmgr_sync_settings",
            "cas",
            json!({ "sup_role_id": { "constant_value": "CAS/sup-cas.contoso.com" } })
        ),
    ]);
    root["module_calls"]["europe"]["module"]["resources"] = json!([
        block("configmgr_site", "eur", parent),
        block(
            "configmgr_sup_role",
            "a",
            json!({
                "site_code": { "constant_value": "DEU" },
                "upstream_sup_id": { "references": ["var.upstream"] },
            })
        ),
    ]);
    let said = with_plan(alone(), &plan).says(&["check", "--plan", "plan.json"]);
    let (_, remarks) = said.split_once("--- stderr\n").unwrap();
    let remarks = remarks.split_whitespace().collect::<Vec<_>>().join(" ");
    for said in [
        "configmgr_site.eur: parent_site_code = \"cas\" is not a reference, and the plan creates configmgr_site.cas",
        "parent_site_code = configmgr_site.cas.site_code",
        "site_code = configmgr_site.eur.site_code",
        "Pass site_code of configmgr_site.cas to the module",
    ] {
        assert!(remarks.contains(said), "{said} is missing in: {remarks}");
    }
    assert_eq!(remarks.matches("is not a reference").count(), 3, "{remarks}");
}

#[test]
fn a_plan_as_sarif() {
    let console = with_plan(with_files(alone()), &mistaken());
    let sarif = json_of(&console, &["check", "--plan", "plan.json", "--source", "infra", "--sarif"]);
    assert_eq!(sarif["version"], "2.1.0");
    let run = &sarif["runs"][0];
    insta::assert_json_snapshot!("check_sarif_results", run["results"]);
    let driver = &run["tool"]["driver"];
    assert_eq!(driver["name"], "supctl");
    let rules = driver["rules"].as_array().unwrap();
    insta::assert_json_snapshot!("check_sarif_rule", rules.iter().find(|rule| rule["id"] == "V18"));
    assert_eq!(rules.len(), hierarchy::rules::table().len());
    for rule in rules {
        for text in ["/id", "/shortDescription/text", "/help/text"] {
            assert!(rule.pointer(text).and_then(Value::as_str).is_some_and(|text| !text.is_empty()), "{rule}");
        }
        assert!(["error", "warning"].contains(&rule["defaultConfiguration"]["level"].as_str().unwrap()), "{rule}");
    }
    for result in run["results"].as_array().unwrap() {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
    }
}

#[test]
fn a_hierarchy_as_sarif() {
    let sarif = json_of(&unfinished(), &["check", "--sarif"]);
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let location = &results.first().unwrap()["locations"][0];
    insta::assert_json_snapshot!("check_sarif_of_hierarchy", location);
}

#[test]
fn a_finding_is_recognized_where_lines_and_words_move() {
    let prints = |plan: &Value, source: &str| -> Vec<String> {
        let console = with_plan(with_files(alone()), plan);
        let sarif = json_of(&console, &["check", "--plan", "plan.json", "--source", source, "--sarif"]);
        let results = sarif["runs"][0]["results"].as_array().unwrap().clone();
        let results = results.iter().filter(|it| it["ruleId"] != "V130");
        results.map(|it| it["partialFingerprints"]["finding/v1"].as_str().unwrap().to_owned()).collect()
    };
    let of_two = |code: &str| {
        plan(&[
            creates("configmgr_site.a", site("AAA", SiteType::Primary, None)),
            creates("configmgr_site.b", site(code, SiteType::Primary, None)),
        ])
    };
    let (one, other) = (prints(&of_two("BBB"), "."), prints(&of_two("CCC"), "infra"));
    assert_eq!((one.len(), other.len()), (2, 2));
    assert_eq!(one[0], other[0], "the words name another site");
    assert_ne!(one[1], other[1], "it is another site");
    let all = prints(&mistaken(), ".");
    let different: std::collections::BTreeSet<&String> = all.iter().collect();
    assert_eq!(different.len(), all.len());
}

#[test]
fn exit_codes() {
    let warned = SyncSettings {
        supersedence: Some(Supersedence {
            feature_updates: SupersedenceRule { expire_immediately: true, ..SupersedenceRule::default() },
            ..Supersedence::default()
        }),
        ..SyncSettings::top_level_defaults("CAS/sup-cas.contoso.com")
    };
    let mut server = SiteSystem::with_defaults("CAS", "sup-cas.contoso.com");
    server.wsus.ssl_configured = true;
    let fine = [
        creates("configmgr_site.cas", cas()),
        creates("configmgr_site_system.cas", server),
        creates("configmgr_sup_role.cas", SupRole { require_ssl: true, ..sup("CAS", "sup-cas", None) }),
    ];
    let doubtful = [&fine[..], &[creates("configmgr_sync_settings.cas", warned)]].concat();
    for (resources, code, strict) in [(&fine[..], 0, 0), (&doubtful, 0, 2), (&fine[1..], 1, 1)] {
        let console = with_plan(alone(), &plan(resources));
        assert_eq!(exit_code(&console, &["check", "--plan", "plan.json"]), code);
        for format in ["--json", "--sarif"] {
            assert_eq!(exit_code(&console, &["check", "--plan", "plan.json", "--strict", format]), strict);
        }
    }
}

#[test]
fn what_a_plan_does_is_understood() {
    let contoso = Console::contoso;
    let eur = || site("EUR", SiteType::Primary, Some("CAS"));
    let account = |version| Account { user_name: "CONTOSO\\svc-wsus".to_owned(), password_version: version };
    let replica = || sup("EUR", "sup-eur2", Some("EUR/sup-eur1.contoso.com"));
    let ber = || sup("BER", "sup-ber", Some("EUR/sup-eur1.contoso.com"));
    let replaces = |address: &str, before: SupRole, after: SupRole, actions: &[&str]| {
        resource(address, actions, &values(before), &values(after), &json!({}))
    };
    type Case = (&'static str, fn() -> Console, Vec<Value>, &'static [&'static str]);
    let cases: Vec<Case> = vec![
        (
            "the hierarchy counts",
            contoso,
            vec![creates("configmgr_site.a", site("AAA", SiteType::Primary, None))],
            &["V18 configmgr_site.a", "V21 configmgr_site.a"],
        ),
        (
            "no hierarchy, no conflict",
            alone,
            vec![creates("configmgr_site.a", site("AAA", SiteType::Primary, None))],
            &[],
        ),
        ("what is there is there", contoso, vec![creates("configmgr_site.a", eur())], &["V03 configmgr_site.a"]),
        ("what is kept is there as well", contoso, vec![keeps("configmgr_site.a", eur())], &[]),
        (
            "a key changes",
            contoso,
            vec![removes("configmgr_sup_role.r[\"a\"]", replica()), creates("configmgr_sup_role.r[\"b\"]", replica())],
            &["H25 configmgr_sup_role.r[\"b\"]"],
        ),
        (
            "the only one of a secondary moves",
            contoso,
            vec![replaces(
                "configmgr_sup_role.r",
                ber(),
                sup("BER", "sup-new", Some("EUR/sup-eur1.contoso.com")),
                &["create", "delete"],
            )],
            &[],
        ),
        (
            "a removal leaves something behind",
            contoso,
            vec![removes("configmgr_sup_role.r", sup("EUR", "sup-eur1", Some("CAS/sup-cas.contoso.com")))],
            &["H13 configmgr_sup_role.r", "V72 configmgr_sup_role.r"],
        ),
        (
            "what is forgotten stays",
            contoso,
            vec![resource("configmgr_site.a", &["forget"], &values(eur()), &Value::Null, &json!({}))],
            &[],
        ),
        (
            "an account is raised",
            contoso,
            vec![resource(
                "configmgr_account.a",
                &["update"],
                &values(account(Some(1))),
                &values(account(Some(2))),
                &json!({}),
            )],
            &[],
        ),
        (
            "nothing is known of what it hangs below",
            alone,
            vec![
                without(creates("configmgr_site.cas", cas()), "site_code"),
                without(creates("configmgr_site.a", eur()), "parent_site_code"),
                without(creates("configmgr_sup_role.a", sup("EUR", "a", None)), "server_fqdn"),
                without(creates("configmgr_site_system.a", SiteSystem::with_defaults("EUR", "b.contoso.com")), "wsus"),
                without(creates("configmgr_account.a", account(None)), "user_name"),
            ],
            &[],
        ),
        (
            "what is known besides is judged",
            alone,
            vec![without(creates("configmgr_site.a", Site { server_fqdn: "short".to_owned(), ..cas() }), "site_code")],
            &["V22 configmgr_site.a"],
        ),
    ];
    for (what, console, resources, expected) in cases {
        let mut resources = resources;
        for _ in 0..2 {
            resources.reverse();
            assert_eq!(found(&with_plan(console(), &plan(&resources))), expected, "{what}");
        }
    }
}

#[test]
fn a_plan_that_renames_a_resource_gets_its_moved_block() {
    let [from, to] = ["configmgr_site.child[\"a\"]", "module.europe.configmgr_site.child[\"b\"]"];
    let eur = site("EUR", SiteType::Primary, Some("CAS"));
    let console = with_plan(Console::contoso(), &plan(&[removes(from, eur.clone()), creates(to, eur)]));
    let report = json_of(&console, &["check", "--plan", "plan.json", "--json"]);
    let finding = &report["findings"][0];
    assert_eq!((&finding["rule"], &finding["address"]), (&json!("H25"), &json!(to)));
    let block = format!("moved {{\n    from = {from}\n    to   = {to}\n  }}");
    assert!(finding["detail"].as_str().unwrap().contains(&block), "{finding:#}");
}

#[test]
fn parts_of_objects_may_be_unknown() {
    let settings = SyncSettings {
        products: Some(["Windows 11".to_owned()].into()),
        ..SyncSettings::top_level_defaults("CAS/sup-cas.contoso.com")
    };
    let mut vague = creates("configmgr_sync_settings.cas", settings);
    vague["change"]["after"]["languages"]["update_files"] = json!(["en", "xx"]);
    vague["change"]["after"]["products"] = json!([]);
    vague["change"]["after_unknown"] = json!({ "products": [true], "languages": { "summary_details": true } });
    let base = [creates("configmgr_site.cas", cas()), creates("configmgr_sup_role.cas", sup("CAS", "sup-cas", None))];
    let console = with_plan(alone(), &plan(&[&base[..], &[vague.clone()]].concat()));
    assert_eq!(found(&console), ["V112 configmgr_sync_settings.cas"]);
    vague["change"]["after_unknown"]["languages"]["update_files"] = json!([true]);
    let console = with_plan(alone(), &plan(&[&base[..], &[vague]].concat()));
    assert!(found(&console).is_empty());
}

/// The plan contains all attributes of an account, also secret ones.
#[test]
fn what_a_plan_tells_of_accounts_is_not_repeated() {
    let mut account =
        creates("configmgr_account.a", Account { user_name: "svc".to_owned(), password_version: Some(7) });
    account["change"]["after"]["password_wo"] = "hunter2".into();
    let mut plan = plan(&[account]);
    plan["configuration"]["root_module"]["resources"] =
        json!([{ "expressions": { "password_wo": { "constant_value": "hunter2" } } }]);
    let console = with_plan(alone(), &plan);
    for format in [None, Some("--json"), Some("--sarif")] {
        let arguments: Vec<&str> = ["check", "--plan", "plan.json"].into_iter().chain(format).collect();
        let said = console.says(&arguments);
        assert!(said.contains("V61") && !said.contains("hunter2"), "{said}");
    }
}

#[test]
fn what_is_no_plan_says_so() {
    let console = with_files(alone());
    let write = |name: &str, content: &[u8]| fs::write(console.folder.path().join(name), content).unwrap();
    let with = |name: &str, value: Value| {
        let mut fields: Map<String, Value> = plan(&[]).as_object().unwrap().clone();
        fields.insert(name.to_owned(), value);
        Value::Object(fields).to_string()
    };
    let odd = |change: Value| {
        let mut resource = creates("configmgr_site.a", cas());
        resource["change"].as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
        plan(&[resource]).to_string()
    };
    let texts = [
        ("empty.json", "\n".to_owned()),
        ("tfplan", "PK\u{3}\u{4}".to_owned()),
        ("cut.json", r#"{"format_version":"1.2","planned_values":{"#.to_owned()),
        ("words.json", "Terraform will perform the following actions:".to_owned()),
        ("list.json", "[1]".to_owned()),
        ("secret.json", r#"{"format_version":"1.2","planned_values":{},"resource_changes":"hunter2"}"#.to_owned()),
        ("other.json", r#"{"name":"x"}"#.to_owned()),
        (
            "state.json",
            r#"{"format_version":"1.0","terraform_version":"1.11.4","values":{"root_module":{}}}"#.to_owned(),
        ),
        ("terraform.tfstate", r#"{"version":4,"serial":1,"lineage":"x","resources":[]}"#.to_owned()),
        ("log.json", "{\"@level\":\"info\",\"@message\":\"x\"}\n{\"@level\":\"info\"}\n".to_owned()),
        ("later.json", with("format_version", "2.0".into())),
        ("failed.json", with("errored", true.into())),
        ("unknown-type.json", plan(&[creates("configmgr_cloud.x", cas())]).to_string()),
        ("unknown-value.json", odd(json!({ "after": { "type": "tertiary" } }))),
        ("unknown-action.json", odd(json!({ "actions": ["open"] }))),
    ];
    let mut said = String::new();
    for (name, text) in texts {
        write(name, text.as_bytes());
        said += &console.says(&["check", "--plan", name]);
    }
    write("image.json", b"\x89PNG\xff");
    said += &console.says(&["check", "--plan", "image.json"]);
    write("nothing.json", plan(&[]).to_string().as_bytes());
    said += &console.says(&["check", "--plan", "missing.json"]);
    said += &console.says(&["check", "--plan", "nothing.json", "--source", "nowhere"]);
    said += &console.says(&["check", "--plan", "nothing.json"]);
    said += &console.says(&["check", "--source", "infra"]);
    said += &console.says(&["check", "--sarif", "--json"]);
    insta::assert_snapshot!("check_no_plan", said);
}

#[test]
fn a_plan_is_read_from_standard_input_in_every_encoding() {
    let text = plan(&[creates("configmgr_site.a", site("AAA", SiteType::Secondary, None))]).to_string();
    let console = alone();
    for bytes in encodings(&text) {
        let output = console.command(&["check", "--plan", "-", "--sarif"]).write_stdin(bytes).output().unwrap();
        let sarif: Value = serde_json::from_slice(&output.stdout).unwrap();
        let location = &sarif["runs"][0]["results"][0]["locations"][0];
        assert_eq!(location["logicalLocations"][0]["fullyQualifiedName"], "configmgr_site.a");
        assert_eq!(location.get("physicalLocation"), None, "there is no file to point to");
    }
}

#[test]
fn what_is_no_plan_says_so_in_every_encoding() {
    let console = alone();
    for text in ["", "[1]", "{\"name\":\"ü\"}", "{\"format_version\"", "Terraform will perform", "{\"values\":{}}"] {
        let mut answers = encodings(text).into_iter().map(|bytes| {
            fs::write(console.folder.path().join("plan.json"), bytes).unwrap();
            console.says(&["check", "--plan", "plan.json"])
        });
        let plain = answers.next().unwrap();
        assert!(plain.contains("exit code 1"), "{plain}");
        answers.for_each(|answer| assert_eq!(answer, plain));
    }
}

#[test]
fn a_block_is_found_however_its_file_is_written() {
    let native = "locals {\n  note = <<-EOT\n    resource \"configmgr_site\" \"a\" {\n    EOT\n}\n\n\
                  resource \"configmgr_site\" \"a\" {\n}\n";
    let json = "{\n  \"resource\": {\n    \"configmgr_site\": {\n      \"a\": {}\n    }\n  }\n}\n";
    let plan = plan(&[creates("configmgr_site.a", site("AAA", SiteType::Secondary, None))]);
    for (name, text, line) in
        [("main.tf", native, 7), ("main.tofu", native, 7), ("main.tf.json", json, 4), ("main.tofu.json", json, 4)]
    {
        let console = with_plan(alone(), &plan);
        let file = console.folder.path().join("infra").join(name);
        fs::create_dir(file.parent().unwrap()).unwrap();
        for bytes in encodings(text) {
            fs::write(&file, &bytes).unwrap();
            let output =
                console.command(&["check", "--plan", "plan.json", "--source", "infra", "--json"]).output().unwrap();
            assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{name}: {bytes:x?}");
            let report: Value = serde_json::from_slice(&output.stdout).unwrap();
            let found = (&report["findings"][0]["file"], &report["findings"][0]["line"]);
            assert_eq!(found, (&format!("infra/{name}").into(), &line.into()), "{bytes:x?}");
        }
    }
}

#[test]
fn a_source_that_cannot_be_read_is_named() {
    let console = with_plan(alone(), &plan(&[creates("configmgr_site.a", site("AAA", SiteType::Secondary, None))]));
    for (name, bytes) in [
        ("cut.tf", b"resource \"configmgr_site\" \"a\" {\n  name = <<EOT\n".as_slice()),
        ("image.tf", b"\x89PNG\xff"),
        ("list.tf.json", b"{\"resource\": [,]}"),
        ("notes.txt", b"\xff"),
        ("secret.tf", b"# \nlocals {\n  password = hunter2 hunter2\n}\n"),
    ] {
        fs::write(console.folder.path().join(name), bytes).unwrap();
    }
    let said = console.says(&["check", "--plan", "plan.json"]);
    assert!(!said.contains("hunter2"), "{said}");
    insta::assert_snapshot!("check_unreadable_sources", said);
}
