//! Schemas out of structs.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::framework::notation::show;
use crate::framework::schema::{Attribute, AttributeKind, Block, Schema};
use crate::framework::timeouts::Timeouts;
use crate::framework::value::{Attr, Dynamic, Number};

/// A thing that has everything.
#[derive(Serialize, Deserialize, JsonSchema)]
struct Everything {
    /// The id.
    #[schemars(extend("x-terraform" = "computed stable"))]
    id: Attr<String>,
    /// Its name. Two lines
    /// of prose.
    #[schemars(length(min = 1, max = 12), extend("x-terraform" = "required replace ignore_case"))]
    name: Attr<String>,
    /// A port.
    #[schemars(range(min = 1), extend("x-terraform" = "optional computed", "default" = 8530))]
    port: Attr<u16>,
    /// A share.
    #[schemars(range(min = 0.0, max = 1.0), extend("x-terraform" = "optional"))]
    share: Attr<f64>,
    /// Any number.
    #[schemars(extend("x-terraform" = "optional"))]
    big: Attr<Number>,
    /// Anything.
    #[schemars(extend("x-terraform" = "optional"))]
    dynamic: Attr<Dynamic>,
    /// A color.
    #[schemars(extend("x-terraform" = "optional computed", "default" = "red"))]
    color: Attr<Color>,
    /// A size.
    #[schemars(extend("x-terraform" = "optional"))]
    size: Attr<Size>,
    /// How often it changed.
    #[schemars(extend("x-terraform" = "computed"))]
    revision: Attr<i64>,
    /// A secret.
    #[schemars(extend("x-terraform" = "optional sensitive write_only"))]
    password_wo: Attr<String>,
    /// The old name.
    #[schemars(extend("x-terraform" = "optional", "deprecated" = true, "x-deprecated" = "Use `name`."))]
    title: Attr<String>,
    /// Tags.
    #[schemars(length(min = 1, max = 3), extend("x-terraform" = "optional"))]
    tags: Attr<BTreeSet<String>>,
    /// Lists by key.
    #[schemars(extend("x-terraform" = "optional"))]
    lists: Attr<BTreeMap<String, Vec<i64>>>,
    /// One part.
    #[schemars(extend("x-terraform" = "optional computed", "default" = serde_json::json!({ "label": "" })))]
    part: Attr<Part>,
    /// Parts by key.
    #[schemars(extend("x-terraform" = "optional"))]
    parts: Attr<BTreeMap<String, Part>>,
    /// A set of parts.
    #[schemars(extend("x-terraform" = "optional"))]
    bag: Attr<BTreeSet<Part>>,
    /// Rules.
    #[schemars(length(min = 1, max = 2), extend("x-terraform" = "block"))]
    rule: Attr<Vec<Part>>,
    /// A group.
    #[schemars(extend("x-terraform" = "group"))]
    group: Attr<Part>,
    /// How long.
    #[schemars(extend("x-terraform" = "block"))]
    timeouts: Attr<Timeouts>,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Color {
    Red,
    DarkBlue,
}

#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Size {
    /// Fits in a pocket.
    Small,
    /// Does not.
    Large,
}

/// A part.
#[derive(PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
struct Part {
    /// Its label.
    #[schemars(extend("x-terraform" = "required"))]
    label: Attr<String>,
    /// Its weight.
    #[schemars(extend("x-terraform" = "optional computed", "default" = 1))]
    weight: Attr<i64>,
}

/// A schema as text: a line for each attribute and block.
fn outline(block: &Block, indent: usize, out: &mut String) {
    let pad = " ".repeat(indent);
    for (name, attribute) in &block.attributes {
        let (kind, nested) = match &attribute.kind {
            AttributeKind::Plain(kind) => (kind.to_json().to_string(), None),
            AttributeKind::Nested(nesting, block) => (format!("{nesting:?} of"), Some(block)),
        };
        writeln!(out, "{pad}{name}: {kind}{}", words(attribute)).unwrap();
        writeln!(out, "{pad}  # {}", attribute.full_description()).unwrap();
        if let Some(nested) = nested {
            outline(nested, indent + 4, out);
        }
    }
    for (name, nested) in &block.blocks {
        let bounds = format!("{}..{}", nested.min_items, nested.max_items);
        writeln!(out, "{pad}{name} {{}} {:?} {bounds}\n{pad}  # {}", nested.nesting, nested.block.description).unwrap();
        outline(&nested.block, indent + 4, out);
    }
}

fn words(attribute: &Attribute) -> String {
    let flags = [
        (attribute.sensitive, "sensitive"),
        (attribute.write_only, "write_only"),
        (attribute.replace, "replace"),
        (attribute.ignore_case, "ignore_case"),
        (attribute.stable, "stable"),
        (attribute.deprecated.is_some(), "deprecated"),
    ];
    let mut words = format!(" {:?}", attribute.presence);
    for (_, word) in flags.iter().filter(|(set, _)| *set) {
        write!(words, " {word}").unwrap();
    }
    if let Some(default) = &attribute.default {
        write!(words, " = {}", show(default)).unwrap();
    }
    words
}

#[test]
fn a_schema_is_what_its_struct_says() {
    let schema = Schema::of::<Everything>(3).unwrap();
    let mut text = format!("version {}: {}\n", schema.version, schema.block.description);
    outline(&schema.block, 0, &mut text);
    insta::assert_snapshot!(text);
}

#[test]
fn a_schema_has_the_type_of_its_struct() {
    let schema = Schema::of::<Everything>(0).unwrap();
    insta::assert_snapshot!(serde_json::to_string_pretty(&schema.object_type().to_json()).unwrap());
}

#[test]
fn every_node_of_a_schema_reaches_the_wire() {
    let wire = Schema::of::<Everything>(3).unwrap().to_protocol();
    assert_eq!(wire.version, 3);
    let block = wire.block.unwrap();
    let attribute = |name: &str| block.attributes.iter().find(|attribute| attribute.name == name).unwrap();
    for declared in &block.attributes {
        assert_ne!(declared.r#type.is_empty(), declared.nested_type.is_none(), "{}", declared.name);
        assert!(!declared.description.is_empty() && declared.description_kind == 1, "{}", declared.name);
        let presence = (declared.required, declared.optional, declared.computed);
        assert!(
            matches!(presence, (true, false, false) | (false, true, _) | (false, false, true)),
            "{}: {presence:?}",
            declared.name
        );
    }
    assert!(attribute("password_wo").write_only && attribute("password_wo").sensitive);
    assert!(attribute("title").deprecated);
    assert_eq!(attribute("title").deprecation_message, "Use `name`.");
    let bounds: Vec<_> = block
        .block_types
        .iter()
        .map(|nested| (nested.type_name.as_str(), nested.nesting, nested.min_items, nested.max_items))
        .collect();
    assert_eq!(bounds, [("group", 5, 0, 0), ("rule", 2, 1, 2), ("timeouts", 1, 0, 0)]);
}

fn unknown_word(word: &str) -> String {
    format!(
        "{word:?} is not a word of the schema. The words are required, optional, computed, block, group, replace, sensitive, \
         write_only, ignore_case, stable"
    )
}

/// Each struct has one mistake.
macro_rules! mistakes {
    ($($field:ident: $kind:ty, $annotations:tt => $problem:expr;)*) => {
        #[test]
        fn mistakes_of_authors_are_named() {
            $({
                #[derive(Serialize, Deserialize, JsonSchema)]
                #[allow(non_snake_case, reason = "one of the mistakes")]
                struct Mistake {
                    #[schemars $annotations]
                    $field: $kind,
                }
                let error = Schema::of::<Mistake>(0).unwrap_err().to_string();
                assert_eq!(error, format!("Mistake.{}: {}", stringify!($field), $problem));
            })*
        }
    };
}

/// Holds something no set can.
#[derive(PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
struct Secretive {
    #[schemars(extend("x-terraform" = "optional write_only"))]
    secret: Attr<String>,
}

/// Holds a block.
#[derive(PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
struct WithBlock {
    #[schemars(extend("x-terraform" = "block"))]
    part: Attr<Part>,
}

mistakes! {
    field: Attr<String>, (length(min = 1)) => "it has no words that say how Terraform treats it";
    field: Attr<String>, (extend("x-terraform" = "optional shiny")) => unknown_word("shiny");
    field: Attr<String>, (extend("x-terraform" = "")) => unknown_word("");
    field: Attr<String>, (extend("x-terraform" = "replace"))
        => "it is one of: required, optional, computed, optional computed";
    field: Attr<String>, (extend("x-terraform" = "required computed"))
        => "it is one of: required, optional, computed, optional computed";
    field: Attr<String>, (extend("x-terraform" = "optional", "default" = "x"))
        => "only a computed attribute can have a default";
    field: Attr<i64>, (extend("x-terraform" = "optional computed", "default" = "x"))
        => "its default has the wrong type: a number is needed";
    field: Attr<Color>, (extend("x-terraform" = "optional computed", "default" = "gray"))
        => "its default is not allowed. \"gray\" is not one of \"red\", \"dark_blue\". Change it, or the words of the field";
    field: Attr<i64>, (range(min = 1), extend("x-terraform" = "optional computed", "default" = 0))
        => "its default is not allowed. 0 is less than 1. Change it, or the words of the field";
    field: Attr<String>, (length(min = 1), extend("x-terraform" = "optional computed", "default" = ""))
        => "its default is not allowed. It must not be empty. Change it, or the words of the field";
    field: Attr<Vec<String>>, (length(max = 1), extend("x-terraform" = "optional computed", "default" = ["a", "b"]))
        => "its default is not allowed. It takes at most 1 elements, 2 given. Change it, or the words of the field";
    field: Attr<String>, (extend("x-terraform" = "block")) => "a block needs a struct";
    field: Attr<Part>, (extend("x-terraform" = "block required"))
        => "a block has no other words: write `block, required` to make it required";
    field: Attr<Vec<Part>>, (extend("x-terraform" = "group")) => "a group is one object";
    field: Attr<BTreeMap<String, Part>>, (extend("x-terraform" = "block", "minItems" = 1))
        => "a group and a map of blocks have no bounds";
    field: Attr<Vec<Vec<Part>>>, (extend("x-terraform" = "optional"))
        => "a collection of collections of objects has no schema";
    field: Attr<WithBlock>, (extend("x-terraform" = "optional")) => "a nested attribute cannot hold blocks";
    field: Attr<BTreeSet<Secretive>>, (extend("x-terraform" = "optional"))
        => "elements of a set hold no dynamic and no write-only values";
    field: Attr<BTreeSet<Secretive>>, (extend("x-terraform" = "block"))
        => "elements of a set hold no dynamic and no write-only values";
    field: Attr<Vec<Dynamic>>, (extend("x-terraform" = "optional"))
        => "elements of a collection have one type: make the whole attribute dynamic";
    field: Attr<String>, (extend("x-terraform" = "optional computed write_only"))
        => "a write-only attribute cannot be computed";
    field: Attr<String>, (extend("x-terraform" = "optional stable"))
        => "only a computed attribute without a default can be stable";
    field: Attr<i64>, (extend("x-terraform" = "optional computed stable", "default" = 1))
        => "only a computed attribute without a default can be stable";
    field: Attr<i64>, (extend("x-terraform" = "computed replace"))
        => "every update would replace the object: add the word stable, or leave out replace";
    field: Attr<bool>, (extend("x-terraform" = "optional ignore_case")) => "only a string can ignore letter case";
    field: Attr<String>, (extend("x-terraform" = "optional", "x-terraform-type" = "int"))
        => "not a type constraint: \"int\"";
    field: Attr<()>, (extend("x-terraform" = "optional")) => "a value of this type has no form in Terraform: use strings, numbers, bool, collections or structs";
    count: Attr<i64>, (extend("x-terraform" = "optional")) => "Terraform reserves this name. Rename the field, or give it another name";
    Field: Attr<i64>, (extend("x-terraform" = "optional"))
        => "a name has lower-case letters, digits and underscores only";
}
