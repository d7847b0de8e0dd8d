//! What the macro makes of a struct.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeMap;

use tfplugin::framework::schema::{Attribute, Schema as TerraformSchema};
use tfplugin::framework::value::Value;
use tfplugin::prelude::*;

#[derive(Schema)]
struct Numbers {
    #[tf(optional, default = 3000000000)]
    of_u32: u32,
    #[tf(optional, default = 18446744073709551615)]
    of_u64: u64,
    #[tf(optional, default = -9223372036854775808)]
    of_i64: i64,
    #[tf(optional, default = 3000000000)]
    of_f64: f64,
    #[tf(optional, default = 123456789012345678901234567890)]
    far: f64,
    #[tf(optional, default = -123456789012345678901234567890)]
    long: Number,
    #[tf(optional, default = 0.1234567890123456789012345678901)]
    exact: Number,
    #[tf(optional, default = 7)]
    short: Number,
    #[tf(optional, default = [1, -5_000_000_000, 0.1234567890123456789012345678901])]
    list: Vec<Number>,
    #[tf(optional, default = { "a": 5000000000, "b": 0xFFFFFFFFFF })]
    map: BTreeMap<String, u64>,
    #[tf(optional, default = LIMIT - 1)]
    computed: u32,
    #[tf(optional, range(min = -5000000000, max = 18446744073709551616))]
    bounded: Option<f64>,
    #[tf(optional, length(min = 3000000000, max = 5000000000))]
    sized: Option<String>,
}

const LIMIT: u32 = 10;

fn attributes<M: tfplugin::framework::model::Model>() -> BTreeMap<String, Attribute> {
    TerraformSchema::of::<M>(0).unwrap().block.attributes
}

fn number(text: &str) -> Value {
    Value::Number(text.parse().unwrap())
}

#[test]
fn numbers_of_words_keep_their_digits() {
    let attributes = attributes::<Numbers>();
    for (name, expected) in [
        ("of_u32", "3000000000"),
        ("of_u64", "18446744073709551615"),
        ("of_i64", "-9223372036854775808"),
        ("of_f64", "3000000000"),
        ("far", "123456789012345680000000000000"),
        ("long", "-123456789012345678901234567890"),
        ("exact", "0.1234567890123456789012345678901"),
        ("short", "7"),
        ("computed", "9"),
    ] {
        assert_eq!(attributes[name].default, Some(number(expected)), "{name}");
    }
    let list = ["1", "-5000000000", "0.1234567890123456789012345678901"].map(number);
    assert_eq!(attributes["list"].default, Some(Value::List(list.into())));
    let map = [("a", "5000000000"), ("b", "1099511627775")].map(|(key, value)| (key.to_owned(), number(value)));
    assert_eq!(attributes["map"].default, Some(Value::Map(map.into())));
    let (bounded, sized) = (&attributes["bounded"].constraints, &attributes["sized"].constraints);
    assert_eq!((bounded.minimum, bounded.maximum), (Some(-5e9), Some(18_446_744_073_709_551_616.0)));
    assert_eq!((sized.min_length, sized.max_length), (Some(3_000_000_000), Some(5_000_000_000)));
}

#[test]
fn a_field_has_the_name_that_serde_gives_it() {
    #[derive(Schema)]
    struct Renamed {
        #[tf(required)]
        #[serde(rename = "self")]
        own: String,
        #[tf(required)]
        r#type: String,
    }
    assert_eq!(attributes::<Renamed>().into_keys().collect::<Vec<_>>(), ["self", "type"]);
    let renamed: Renamed = Value::Object([("self", "a".into()), ("type", "b".into())].into()).to_struct().unwrap();
    assert_eq!((renamed.own.as_str(), renamed.r#type.as_str()), ("a", "b"));
    assert_eq!(Value::from_struct(&renamed).unwrap().get("self"), &"a".into());
}

/// The macro sees a struct that names itself; one that two structs make, only a run does.
#[test]
fn a_recursive_struct_is_told() {
    #[derive(Schema)]
    struct Folder {
        #[tf(optional)]
        content: Option<Vec<Entry>>,
    }
    #[derive(Schema)]
    struct Entry {
        #[tf(optional)]
        folder: Option<Box<Folder>>,
    }
    let error = TerraformSchema::of::<Folder>(0).unwrap_err().to_string();
    assert_eq!(
        error,
        "Folder.content.folder: its type is recursive, and Terraform's types are not: write a struct for each level"
    );
}
