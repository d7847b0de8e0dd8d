//! Each line with a mark is a mistake.

use tfplugin_derive::{Identity, Schema};

struct Attr<T>(T);
struct Part;

#[derive(Schema)]
struct Words {
    #[tf(requierd)] //~ `requierd` is not known here. Did you mean `required`?
    typing: Attr<String>,
    #[tf(required, shiny)] //~ `shiny` is not known here. Write one of `required`, `optional`, `computed`, `block`, `group`, `replace`, `stable`, `sensitive`, `write_only`, `ignore_case`, `duration`, `default`, `deprecated`, `range`, `length`
    unknown: Attr<String>,
    #[tf(optional, optional)] //~ `optional` is written twice
    twice: Attr<String>,
    #[tf(optional = true)] //~ write `optional` alone
    valued: Attr<String>,
    #[tf(optional, default(1))] //~ write `default = …`
    called: Attr<i64>,
    #[tf(optional, default)] //~ write `default = …`
    without_value: Attr<i64>,
    #[tf(optional, range)] //~ write `range(min = 1, max = 9)`
    without_bounds: Attr<i64>,
    missing: Attr<String>, //~ who sets it? Write `#[tf(required)]`, `#[tf(optional)]` or `#[tf(computed)]`
    #[tf(replace)] //~ who sets it? Write `#[tf(required)]`, `#[tf(optional)]` or `#[tf(computed)]`
    nobody: Attr<String>,
    #[tf(required)]
    camelCase: Attr<String>, //~ the name of an attribute has lower-case letters, digits and underscores only
}

#[derive(Schema)]
struct Contradictions {
    #[tf(
        required,
        optional, //~ an attribute is either `required` or `optional`
    )]
    either: Attr<String>,
    #[tf(computed, required)] //~ the user sets a `required` attribute, and the provider a `computed` one: write `optional, computed` where both may
    both: Attr<String>,
    #[tf(required, default = "x")] //~ a `required` attribute needs no default: write `optional`
    certain: Attr<String>,
    #[tf(optional, computed, write_only)] //~ a `write_only` value is never stored, so it cannot be `computed`
    stored: Attr<String>,
    #[tf(optional, write_only, default = "x")] //~ a `write_only` value is never stored, so it has no default
    defaulted: Attr<String>,
    #[tf(computed, default = 1, stable)] //~ a value with a `default` is known in every plan: remove `stable`
    steady: Attr<i64>,
    #[tf(computed, replace)] //~ every update would replace the object: add `stable`, or remove `replace`
    replacing: Attr<i64>,
    #[tf(optional, stable)] //~ only a `computed` attribute can be `stable`: write `computed, stable`
    steady: Attr<String>,
    #[tf(block, group)] //~ it is either a `block`, which can be left out, or a `group`, which always exists
    form: Attr<Part>,
    #[tf(group, required)] //~ a `group` always exists: remove `required`
    always: Attr<Part>,
    #[tf(group, length(max = 1))] //~ a `group` is one object: remove `length`
    one: Attr<Part>,
    #[tf(block, replace)] //~ a block has no `replace`: write it at an attribute of its struct
    replaced: Attr<Part>,
}

#[derive(Schema)]
struct Types {
    #[tf(optional, ignore_case)] //~ only a string can ignore letter case: remove `ignore_case`
    truth: Attr<bool>,
    #[tf(optional, duration)] //~ only a string can be a duration such as "90s": remove `duration`
    seconds: Attr<u64>,
    #[tf(optional, range(min = 1))] //~ only a number has a range: write `length`
    text: Attr<String>,
    #[tf(optional, range(min = 1))] //~ only a number has a range: remove `range`
    flag: Attr<bool>,
    #[tf(optional, length(min = 1))] //~ a number has no length: write `range`
    number: Attr<i64>,
    #[tf(optional, length(min = 1))] //~ only a string or a collection has a length: remove `length`
    switch: Attr<bool>,
    #[tf(block)] //~ a block needs a struct: write `required`, `optional` or `computed` for a plain value
    plain: Attr<String>,
    #[tf(group)] //~ a `group` is one object: write `block`
    several: Attr<Vec<Part>>,
    #[tf(optional)] //~ an `optional` value can be null: write `Option<…>` as its type, or a `default`
    never_null: String,
    #[serde(skip_serializing_if = "Attr::is_null")]
    left_out: Attr<String>, //~ who sets it? Write `#[tf(required)]`, `#[tf(optional)]` or `#[tf(computed)]`
}

#[derive(Schema)]
struct Bounds {
    #[tf(optional, range(min = 9, max = 1))] //~ the maximum 1 is below the minimum 9
    crossed: Attr<i64>,
    #[tf(optional, range())] //~ bounds are missing: write `min = …`, `max = …` or both
    empty: Attr<i64>,
    #[tf(optional, range(min = 1, min = 2))] //~ this bound is written twice
    double: Attr<i64>,
    #[tf(optional, range(1, 9))] //~ bounds are `min = …` and `max = …`
    listed: Attr<i64>,
    #[tf(optional, range(most = 2))] //~ bounds are `min = …` and `max = …`
    unnamed: Attr<i64>,
    #[tf(optional, range(min = "1"))] //~ a bound is a number or a constant
    text: Attr<i64>,
}

#[derive(Schema)]
struct Defaults {
    #[tf(optional, default = 1)] //~ the default of a string is a string: write "…"
    text: Attr<String>,
    #[tf(optional, default = "x")] //~ the default of a number is a number
    number: Attr<i64>,
    #[tf(optional, default = 1.5)] //~ the default of a whole number is a whole number
    whole: Attr<i64>,
    #[tf(optional, default = 1)] //~ the default of a bool is `true` or `false`
    truth: Attr<bool>,
    #[tf(optional, default = "x")] //~ the default of a list or set is `[…]`, that of a map `{…}`
    list: Attr<Vec<String>>,
    #[tf(optional, default = 300)] //~ the default 300 is above the maximum 255
    small: Attr<u8>,
    #[tf(optional, default = -1)] //~ the default -1 is below the minimum 0
    unsigned: Attr<u32>,
    #[tf(optional, range(min = 1), default = 0)] //~ the default 0 is below the minimum 1
    bounded: Attr<i64>,
}

#[derive(Schema)]
struct Unit; //~ a schema has named fields: write `struct Unit {}`

#[derive(Schema)]
struct Tuple(String); //~ a schema has named fields: write `struct Tuple { … }`

#[derive(Schema)]
struct Generic<T> { //~ a schema has no parameters: write a struct for each schema
    #[tf(required)]
    field: Attr<T>,
}

#[derive(Schema)]
#[tf(required)] //~ `required` is not known here. Write one of `object`, `deprecated`, `crate`
struct Container {}

#[derive(Schema)]
#[tf(object)]
struct Object {
    plain: String,
    #[tf(shiny = 1)] //~ `shiny` is not known here. Write one of `required`, `optional`, `computed`, `block`, `group`, `replace`, `stable`, `sensitive`, `write_only`, `ignore_case`, `duration`, `default`, `deprecated`, `range`, `length`
    worded: String,
    #[tf(required)] //~ a field of an `object` has no words: remove `required`
    required: String,
}

#[derive(Schema)]
enum Choices {
    #[tf(valve = "1")] //~ `valve` is not known here. Did you mean `value`?
    One,
    Two(String), //~ a choice is one string, so it has no fields
}

#[derive(Schema)]
union Both { //~ a union has no schema: write a struct
    one: u8,
}

#[derive(Identity)]
struct Identities {
    neither: String, //~ who sets it in an import? Write `#[tf(required_for_import)]` or `#[tf(optional_for_import)]`
    #[tf(required_for_import, optional_for_import)] //~ an attribute is either `required_for_import` or `optional_for_import`
    both: Option<String>,
    #[tf(ignore_case)] //~ who sets it in an import? Write `#[tf(required_for_import)]` or `#[tf(optional_for_import)]`
    folded: String,
    #[tf(required)] //~ `required` is not known here. Did you mean `required_for_import`?
    ambiguous: String, //~ who sets it in an import? Write `#[tf(required_for_import)]` or `#[tf(optional_for_import)]`
    #[tf(required_for_import, sensitive)] //~ `sensitive` is not known here. Write one of `required_for_import`, `optional_for_import`, `ignore_case`
    sensitive: String,
    #[tf(optional_for_import)] //~ an `optional_for_import` value can be null: write `Option<…>` as its type
    never_null: String,
    #[tf(required_for_import)]
    unknown: Attr<String>, //~ an identity is always known: write `Option<…>` where it may be null
    #[tf(required_for_import)]
    map: BTreeMap<String, String>, //~ an identity has strings, numbers, bools and lists of these
    #[tf(optional_for_import)]
    set: Option<BTreeSet<String>>, //~ an identity has strings, numbers, bools and lists of these
    #[tf(required_for_import)]
    lists: Vec<Vec<String>>, //~ an identity has strings, numbers, bools and lists of these
    #[tf(required_for_import)]
    secret: Secret, //~ an identity is shown to everybody: it has no secrets
    #[tf(required_for_import, ignore_case)] //~ only a string can ignore letter case: remove `ignore_case`
    number: u32,
    #[tf(required_for_import)]
    Capital: String, //~ the name of an attribute has lower-case letters, digits and underscores only
}

#[derive(Identity)]
struct Nobody {} //~ an identity has at least one attribute

#[derive(Identity)]
enum Anybody { //~ an identity is a struct with named fields
    One,
}
