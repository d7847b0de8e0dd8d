//! Whatever a site has in its properties, it is read, and `terraform validate` accepts it.

use std::collections::BTreeSet;

use hierarchy::rules;
use proptest::prelude::*;
use serde_json::{Value, json};
use sms_provider::class::Source;
use sms_provider::facts::{self, Property};
use sms_provider::stub::{Row, Stub};

use crate::hierarchies::central;
use crate::read_bytes;

/// The columns that tell which object a row is, and which place a site has: without them there is no hierarchy.
const KEYS: [&str; 6] =
    ["SiteCode", "Type", "ReportingSiteCode", "NetworkOSPath", "UserName", "CategoryInstance_UniqueID"];

fn properties() -> Vec<Property> {
    let mut properties: Vec<Property> = Vec::new();
    for property in facts::all().flat_map(facts::Fact::properties) {
        if !KEYS.contains(&property.name) && !properties.contains(property) {
            properties.push(*property);
        }
    }
    properties
}

fn an_odd_value() -> impl Strategy<Value = Value> {
    proptest::sample::select(vec![
        json!(null),
        json!(true),
        json!(0),
        json!(1),
        json!(2),
        json!(-1),
        json!(8530),
        json!(70000),
        json!(4_294_967_295_u32),
        json!(1.5),
        json!(""),
        json!(" "),
        json!("1"),
        json!("host"),
        json!("host name"),
        json!("https://host:8531/path"),
        json!("Zürich, \"Main\" ${site}"),
        json!(r"host\MICROSOFT##WID"),
        json!("00012700001A2000"),
        json!("FFFFFFFFFFFFFFFF"),
        json!("EN,zh-Hans,,x"),
        json!(["a"]),
        json!({"b": 1}),
    ])
}

fn is_of(row: &Row, source: Source) -> bool {
    source.discriminator().is_none_or(|(column, value)| row.columns.get(column).is_some_and(|found| found == value))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_a_site_has_breaks_no_rule_of_form(
        values in proptest::collection::vec(proptest::option::weighted(0.6, an_odd_value()), properties().len()),
    ) {
        let mut stub = Stub::of(&central());
        for (property, value) in properties().into_iter().zip(values) {
            let Some(value) = value else { continue };
            let rows = stub.rows.get_mut(&property.source.class()).unwrap();
            for row in rows.iter_mut().filter(|row| is_of(row, property.source)) {
                row.set(property.name, property.field, value.clone());
            }
        }
        let found = read_bytes(stub.file().to_string().as_bytes()).map_err(TestCaseError::fail)?;
        prop_assert!(found.objects.len() >= central().len());
        for object in &found.objects {
            prop_assert_eq!(rules::check_form(object, &BTreeSet::new()), []);
        }
    }
}
