#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use hierarchy::Kind;
use serde_json::{Value, json};

use super::*;

/// Attributes of the engine of Terraform, which no site has.
const NOT_OF_A_SITE: [&str; 2] = ["id", "timeouts"];
/// Attributes that follow from others.
const COMPUTED: [(&str, &str); 2] = [("sup_role", "is_replica"), ("sync_settings", "site_code")];

/// The attributes in the published schema of a resource, as dotted paths.
fn contract(kind: Kind) -> Vec<String> {
    let file = format!("../../schemas/resources/configmgr_{kind}.schema.json");
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
    let schema: Value = serde_json::from_str(&text).unwrap();
    leaves(&schema, "")
}

fn leaves(schema: &Value, above: &str) -> Vec<String> {
    let properties = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    let below = |(name, schema): (&String, &Value)| {
        let path = if above.is_empty() { name.clone() } else { format!("{above}.{name}") };
        let inner = leaves(schema, &path);
        if inner.is_empty() { vec![path] } else { inner }
    };
    properties.flat_map(below).collect()
}

/// Whether a row has the attribute, or the whole object it is in.
fn has_row(kind: Kind, attribute: &str) -> bool {
    let is_whole = |fact: &Fact| !of(kind).any(|inner| inner.attribute.starts_with(&format!("{}.", fact.attribute)));
    let covers = |fact: &Fact| {
        let rest = attribute.strip_prefix(fact.attribute);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.') && is_whole(fact))
    };
    of(kind).any(covers)
}

#[test]
fn every_attribute_of_the_contract_has_a_row() {
    for kind in Kind::ALL {
        let attributes = contract(kind);
        assert!(attributes.len() > 3, "{kind}: {attributes:?}");
        let needs_row = |path: &&String| {
            let first = path.split('.').next().unwrap();
            !NOT_OF_A_SITE.contains(&first) && !COMPUTED.contains(&(kind.as_str(), path.as_str()))
        };
        let without: Vec<_> = attributes.iter().filter(needs_row).filter(|path| !has_row(kind, path)).collect();
        assert!(without.is_empty(), "{kind}: no row for {without:?}");
    }
}

#[test]
fn every_row_is_an_attribute_of_the_contract() {
    for fact in all() {
        let within = format!("{}.", fact.attribute);
        let is_of_contract = |path: &String| path == fact.attribute || path.starts_with(&within);
        assert!(contract(fact.kind).iter().any(is_of_contract), "{} {}", fact.kind, fact.attribute);
    }
}

#[test]
fn an_attribute_has_one_row_after_that_of_what_it_is_in() {
    for kind in Kind::ALL {
        let mut seen = BTreeSet::new();
        for fact in of(kind) {
            assert!(seen.insert(fact.attribute), "{kind} {} has two rows", fact.attribute);
            let is_inside = |other: &Fact| other.attribute.starts_with(&format!("{}.", fact.attribute));
            let inside = of(kind).filter(|other| is_inside(other));
            assert!(inside.into_iter().all(|other| !seen.contains(other.attribute)), "{kind} {}", fact.attribute);
        }
    }
}

#[test]
fn a_property_has_its_value_in_one_field() {
    let mut fields = BTreeMap::new();
    for property in all().flat_map(Fact::properties) {
        let field = *fields.entry((property.source, property.name)).or_insert(property.field);
        assert_eq!(field, property.field, "{property:?}");
    }
}

#[test]
fn a_row_says_how_sure_it_is() {
    for fact in all() {
        let what = format!("{} {}", fact.kind, fact.attribute);
        match fact.reading {
            Reading::Unknown(why) => assert!(why.ends_with('.'), "{what}: {why}"),
            Reading::Derived(_, how) => assert!(how.ends_with('.'), "{what}: {how}"),
            Reading::Properties(..) => assert_ne!(fact.confidence, Confidence::Unknown, "{what}"),
        }
        assert!(fact.confidence == Confidence::Unknown || !fact.sources.is_empty(), "{what} names no source");
        assert!(fact.note.is_empty() || fact.note.ends_with('.'), "{what}: {}", fact.note);
    }
}

#[test]
fn a_class_never_names_the_encrypted_password() {
    for class in crate::class::Class::ALL {
        assert!(!class.columns().contains(&"Reserved2"));
        assert!(!class.embedded().contains(&"Reserved2"));
    }
}

/// Values of attributes, and the properties that have them.
#[test]
fn a_value_is_encoded_both_ways() {
    let cases: &[(Kind, &str, Value, Value)] = &[
        (Kind::Site, "type", json!("central_administration"), json!([4])),
        (Kind::Site, "parent_site_code", json!(null), json!([""])),
        (Kind::Site, "version", json!("2509"), json!([9141])),
        (Kind::SiteSystem, "server_fqdn", json!("wsus01.contoso.com"), json!([r"\\wsus01.contoso.com"])),
        (Kind::SiteSystem, "installation_account", json!(null), json!(["", 1])),
        (Kind::SiteSystem, "proxy.account", json!(r"CONTOSO\proxy"), json!([r"CONTOSO\proxy", 0])),
        (Kind::SiteSystem, "wsus.database.server", json!(r"sql01\wsus"), json!([r"sql01\wsus", null])),
        (Kind::SupRole, "http_port", json!(80), json!([80])),
        (Kind::SupRole, "client_connection_type", json!("internet"), json!([0, 1])),
        (Kind::SyncSettings, "source", json!("upstream_wsus"), json!([1])),
        (Kind::SyncSettings, "reporting_events", json!("all"), json!([2])),
        (Kind::SyncSettings, "languages.update_files", json!(["de", "en"]), json!(["de,en"])),
        (Kind::SyncSettings, "supersedence.feature_updates.expire_immediately", json!(true), json!([0])),
        (Kind::SyncSettings, "max_run_time_minutes.feature_updates", json!(120), json!([7200])),
        (Kind::SyncSettings, "express_updates", json!(true), json!([2])),
        (Kind::SyncSettings, "third_party_updates.certificate_management", json!("configmgr"), json!([3])),
    ];
    for (kind, attribute, value, cells) in cases {
        let fact = of(*kind).find(|fact| fact.attribute == *attribute).unwrap();
        let Reading::Properties(_, codec) = fact.reading else { panic!("{attribute} is not read by a codec") };
        assert_eq!(json!((codec.write)(value)), *cells, "{attribute}");
        let cells: Vec<&Value> = cells.as_array().unwrap().iter().collect();
        assert_eq!((codec.read)(&cells).unwrap().unwrap(), *value, "{attribute}");
    }
}

/// What sites and scripts write in other forms.
#[test]
fn other_forms_of_a_value_are_read() {
    let cases: &[(Kind, &str, Value, Value)] = &[
        (Kind::SupRole, "http_port", json!(["8530"]), json!(8530)),
        (Kind::SupRole, "require_ssl", json!(["1"]), json!(true)),
        (Kind::SupRole, "require_ssl", json!([true]), json!(true)),
        (Kind::SupRole, "allow_cmg_traffic", json!([null]), json!(false)),
        (Kind::SupRole, "wsus_connection_account", json!([" "]), json!(null)),
        (Kind::SiteSystem, "proxy.account", json!([r"CONTOSO\old", 1]), json!(null)),
        (Kind::SiteSystem, "wsus.database.kind", json!([r"wsus01.contoso.com\MICROSOFT##WID", null]), json!("wid")),
        (Kind::SiteSystem, "wsus.database.server", json!(["WSUS01.contoso.com", r"\\wsus01.contoso.com"]), json!(null)),
        (Kind::SyncSettings, "languages.update_files", json!(["EN, pt-BR,,"]), json!(["en", "pt-br"])),
        (Kind::SyncSettings, "third_party_updates.certificate_management", json!([2]), json!("configmgr")),
        (Kind::SyncSettings, "source", json!(["0"]), json!(null)),
        (
            Kind::SyncSettings,
            "upstream_url",
            json!([1, "wsus.contoso.com", 8531, 1]),
            json!("https://wsus.contoso.com:8531"),
        ),
        (Kind::SyncSettings, "upstream_url", json!([0, "wsus.contoso.com", 8531, 1]), json!(null)),
        (Kind::SyncSettings, "schedule", json!([""]), json!(null)),
    ];
    for (kind, attribute, cells, value) in cases {
        let fact = of(*kind).find(|fact| fact.attribute == *attribute).unwrap();
        let Reading::Properties(_, codec) = fact.reading else { panic!("{attribute} is not read by a codec") };
        let cells: Vec<&Value> = cells.as_array().unwrap().iter().collect();
        assert_eq!((codec.read)(&cells).unwrap().unwrap(), *value, "{attribute}");
    }
}

#[test]
fn what_is_not_in_the_encoding_is_an_error() {
    for (kind, attribute, cells) in [
        (Kind::Site, "type", json!([3])),
        (Kind::SupRole, "http_port", json!(["eighty"])),
        (Kind::SupRole, "https_port", json!([0])),
        (Kind::SiteSystem, "proxy.port", json!([65536])),
        (Kind::SyncSettings, "reporting_events", json!([7])),
        (Kind::SyncSettings, "schedule", json!(["0001"])),
        (Kind::Site, "name", json!([5])),
    ] {
        let fact = of(kind).find(|fact| fact.attribute == attribute).unwrap();
        let Reading::Properties(_, codec) = fact.reading else { panic!("{attribute} is not read by a codec") };
        let cells: Vec<&Value> = cells.as_array().unwrap().iter().collect();
        (codec.read)(&cells).unwrap_err();
    }
}
