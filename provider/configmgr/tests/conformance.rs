//! What Terraform requires of every provider, checked for this one.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use configmgr::Configmgr;
use serde_json::json;
use tfplugin::framework::server::ProviderServer;
use tfplugin_testing::conformance::{Object, Suite};

#[test]
fn the_provider_keeps_all_rules() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hierarchy.db");
    let server = "cm-cas.contoso.com";
    let central =
        json!({ "site_code": "CAS", "name": "Contoso", "type": "central_administration", "server_fqdn": server });
    let primary = |name: &str, server: &str| json!({ "site_code": "PR1", "name": name, "type": "primary", "parent_site_code": "CAS", "server_fqdn": server });
    let system = |proxy: bool| {
        let proxy = proxy.then(|| json!({ "server": "proxy.contoso.com", "port": 8080, "account": r"CONTOSO\wsus" }));
        json!({ "site_code": "CAS", "server_fqdn": "files.contoso.com", "proxy": proxy })
    };
    let role = |server: &str| json!({ "site_code": "CAS", "server_fqdn": server, "upstream_sup_id": "CAS/wsus-cas.contoso.com" });
    let first_role = json!({ "site_code": "CAS", "server_fqdn": "wsus-cas.contoso.com" });
    let settings = |products: &[&str]| {
        json!({
            "sup_role_id": "CAS/wsus-cas.contoso.com",
            "source": "upstream_wsus",
            "upstream_url": "https://wsus.fabrikam.com:8531",
            "products": products,
            "schedule": { "interval": { "days": 7 } },
        })
    };
    let account = |version: u32| json!({ "user_name": r"CONTOSO\update", "password_wo": "hunter2", "password_wo_version": version });
    let interval = json!(["object", { "interval": ["object", { "days": "number" }] }]);
    let schedule = json!({ "type": interval, "value": { "interval": { "days": 7 } } });

    let suite = Suite::new("configmgr")
        .configured(json!({ "path": path, "actor": "conformance" }))
        .given("configmgr_site", central)
        .given("configmgr_account", json!({ "user_name": r"CONTOSO\wsus", "password_wo": "hunter2" }))
        .given("configmgr_sup_role", first_role)
        .resource(
            Object::new("configmgr_site", [primary("One", "cm-pr1.contoso.com")])
                .read_by("configmgr_hierarchy", json!({})),
        )
        .resource(Object::new("configmgr_account", [account(1), account(2)]).not_read("password_wo_version"))
        .resource(Object::new("configmgr_site_system", [system(false), system(true), system(false)]))
        .resource(Object::new("configmgr_sup_role", [role("wsus-two.contoso.com"), role("wsus-three.contoso.com")]))
        .resource(
            Object::new(
                "configmgr_sync_settings",
                [settings(&["Windows 11"]), settings(&["Windows 11", "Microsoft Edge"])],
            )
            .remains()
            .read_by("configmgr_sync_status", json!({ "site_code": "CAS" })),
        )
        .action("configmgr_synchronize", json!({ "site_code": "CAS", "full": true }))
        .list("configmgr_site", json!({ "type": "central_administration" }))
        .list("configmgr_site_system", json!({ "site_code": "CAS" }))
        .list("configmgr_sup_role", json!({}))
        .list("configmgr_sync_settings", json!({}))
        .list("configmgr_account", json!({}))
        .data_source("configmgr_change_history", json!({ "site_code": "CAS" }))
        .data_source("configmgr_update_catalog", json!({}))
        .function("next_sync", [schedule.clone(), json!("2026-01-01T00:00:00Z")])
        .function("parse_schedule_token", [json!("0001200000100038")])
        .function("patch_tuesday", [json!(2026), json!(4)])
        .function("schedule_token", [schedule])
        .function("upstream_url", [json!("wsus.fabrikam.com"), json!(8531), json!(true)]);
    assert_eq!(suite.check(ProviderServer::new(Configmgr)).to_string(), "");
}
