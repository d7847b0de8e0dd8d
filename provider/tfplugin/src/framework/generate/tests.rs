//! What a person would write for an object, by its schema alone.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value as Json, json};

use super::config;
use crate::framework::notation::{show, value};
use crate::framework::schema::Schema;
use crate::framework::value::{Attr, Value};

/// A server.
#[derive(crate::Schema)]
#[allow(dead_code, reason = "only its schema is looked at")]
struct Server {
    /// Its number.
    #[tf(computed, stable)]
    id: Attr<String>,
    /// Its name.
    #[tf(required)]
    name: Attr<String>,
    /// A note.
    #[tf(optional)]
    note: Attr<String>,
    /// The old name of `note`.
    #[tf(optional, deprecated = "Use `note`.")]
    remark: Attr<String>,
    /// Its port.
    #[tf(optional, default = 8530)]
    port: Attr<u16>,
    /// Its address. Without one, it gets one.
    #[tf(optional, computed, stable)]
    address: Attr<String>,
    /// A password.
    #[tf(optional, write_only)]
    password_wo: Attr<String>,
    /// Its disk.
    #[tf(optional, default = { "size": 20 })]
    disk: Attr<Disk>,
    /// Further disks.
    #[tf(optional)]
    disks: Attr<BTreeMap<String, Disk>>,
    /// Rules.
    #[tf(block)]
    rule: Attr<BTreeSet<Disk>>,
    /// One block.
    #[tf(group)]
    limits: Attr<Disk>,
    /// One block, or none.
    #[tf(block)]
    mirror: Attr<Disk>,
}

/// A disk.
#[derive(PartialEq, Eq, PartialOrd, Ord, crate::Schema)]
#[allow(dead_code, reason = "only its schema is looked at")]
struct Disk {
    /// Its size.
    #[tf(optional, default = 10)]
    size: Attr<u16>,
    /// Its label.
    #[tf(optional)]
    label: Attr<String>,
    /// Its serial number.
    #[tf(computed, stable)]
    serial: Attr<String>,
}

#[test]
fn what_nobody_would_write_is_left_out() {
    let schema = Schema::of::<Server>(0).unwrap();
    let disk = |size: u16| json!({ "size": size, "serial": "s" });
    for (state, written) in [
        (json!({ "name": "n", "id": "1" }), json!({ "name": "n" })),
        (json!({ "note": "" }), json!({ "note": "" })),
        (json!({ "remark": "old" }), json!({})),
        (json!({ "port": 8530 }), json!({})),
        (json!({ "port": 80 }), json!({ "port": 80 })),
        (json!({ "address": "10.0.0.1" }), json!({ "address": "10.0.0.1" })),
        (json!({ "disk": disk(20) }), json!({})),
        (json!({ "disk": disk(10) }), json!({ "disk": {} })),
        (json!({ "disk": { "size": 20, "label": "l" } }), json!({ "disk": { "size": 20, "label": "l" } })),
        (json!({ "disks": { "a": disk(10), "b": disk(11) } }), json!({ "disks": { "a": {}, "b": { "size": 11 } } })),
        (json!({ "mirror": disk(10) }), json!({ "mirror": {} })),
    ] {
        let kept = with_blocks(&written);
        let state = value(schema.object_type(), &with_blocks(&state));
        assert_eq!(show(&config(&schema, &state)), kept, "{}", show(&state));
    }
    let rules = json!({ "rule": [disk(10), disk(11)], "limits": disk(12) });
    let state = value(schema.object_type(), &rules);
    assert_eq!(show(&config(&schema, &state)), json!({ "rule": [{}, { "size": 11 }], "limits": { "size": 12 } }));
}

/// Where nothing is known of an object, Terraform writes each attribute that a person could set. It cannot read null.
#[test]
fn nothing_is_set_where_there_is_no_state() {
    let schema = Schema::of::<Server>(0).unwrap();
    assert_eq!(show(&config(&schema, &Value::Null)), with_blocks(&json!({})));
}

fn with_blocks(fields: &Json) -> Json {
    let mut all = json!({ "rule": [], "limits": {} });
    all.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
    all
}
