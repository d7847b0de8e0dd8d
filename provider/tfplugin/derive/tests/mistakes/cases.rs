//! Each line with a mark is a mistake.

use std::collections::{BTreeMap, BTreeSet};

use tfplugin_derive::{Identity, Schema};

struct Attr<T>(T);
struct Secret;
struct Number;
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
    #[tf()]
    wordless: Attr<String>, //~ who sets it? Write `#[tf(required)]`, `#[tf(optional)]` or `#[tf(computed)]`
    #[tf(optional, deprecated = 3)] //~ say what to use instead: write `deprecated = "Use …"`
    old: Attr<String>,
}

#[derive(Schema)]
#[tf(deprecated = true)] //~ say what to use instead: write `deprecated = "Use …"`
struct Old {}

#[derive(Schema)]
struct OfSerde {
    #[serde(skip)] //~ every field is an attribute: remove the field, and keep what is in it in `Context::private`
    skipped: String,
    #[serde(default, skip_deserializing)] //~ every field is an attribute: remove the field, and keep what is in it in `Context::private`
    unread: String,
    #[serde(flatten)] //~ every field is an attribute: write the fields of that struct here, or make it a `group`
    part: Part,
    #[tf(required)]
    #[serde(rename = "Name")] //~ the name of an attribute has lower-case letters, digits and underscores only
    name: String,
    #[tf(required)]
    #[serde(rename(serialize = "other"))] //~ an attribute has one name: write `rename = "…"`
    two_names: String,
    #[tf(required)]
    #[serde(rename = "type")]
    kind: String,
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
    #[tf(optional, default = 1, stable)] //~ a value with a `default` is known in every plan: remove `stable`
    certain_and_steady: Attr<i64>,
    #[tf(optional, write_only, stable)] //~ a `write_only` value is never stored, so it cannot be `stable`
    steady_wo: Attr<String>,
    #[tf(optional, write_only, replace)] //~ a `write_only` value is never stored, so no change of it is seen: write `replace` at an attribute beside it that is
    replacing_wo: Attr<String>,
    #[tf(optional, stable)] //~ only a `computed` attribute can be `stable`: write `computed, stable`
    stays: Attr<String>,
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
    #[tf(block)] //~ a block needs a struct: write `required`, `optional` or `computed` for a plain value
    texts: Vec<String>,
    #[tf(block)] //~ a block needs a struct: write `required`, `optional` or `computed` for a plain value
    numbers: BTreeMap<String, u8>,
    #[tf(optional)] //~ an `optional` value can be null: write `Option<…>` as its type, or a `default`
    never_null: String,
    #[tf(optional, computed)] //~ its value is not known before a handler sets it: write `Attr<…>` as its type
    by_either: String,
    #[tf(computed, stable)] //~ its value is not known before a handler sets it: write `Attr<…>` as its type
    id: u64,
    #[tf(required)]
    wide: u128, //~ an integer has at most 64 bits: write `i64`, `u64`, or `Number` for any number of digits
    #[tf(optional)]
    wides: Option<Vec<i128>>, //~ an integer has at most 64 bits: write `i64`, `u64`, or `Number` for any number of digits
    #[tf(required)]
    borrowed: &'static str, //~ a field owns its value: write `String` for a text, and no reference and no lifetime
    #[tf(required)]
    perhaps_borrowed: std::borrow::Cow<'static, str>, //~ a field owns its value: write `String` for a text, and no reference and no lifetime
    #[tf(optional)]
    itself: Option<Box<Types>>, //~ `Types` is recursive, and Terraform's types are not: write a struct for each level
    #[tf(block)]
    again: Vec<Self>, //~ `Types` is recursive, and Terraform's types are not: write a struct for each level
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
    #[tf(optional, length(min = 2, max = 1))] //~ the maximum 1 is below the minimum 2
    crossed_lengths: Attr<String>,
    #[tf(optional, range(min = 1.5, max = -3000000000))] //~ the maximum -3000000000 is below the minimum 1.5
    crossed_far: Attr<f64>,
    #[tf(optional, length(min = -1))] //~ a length is a whole number from 0 on
    negative: Attr<String>,
    #[tf(optional, length(max = 2.5))] //~ a length is a whole number from 0 on
    broken: Attr<String>,
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
    #[tf(optional, default = 18446744073709551616)] //~ the default 18446744073709551616 is above the maximum 18446744073709551615
    wide: Attr<u64>,
    #[tf(optional, length(max = 3), default = "grün")] //~ the default has 4 characters, more than 3
    long: Attr<String>,
    #[tf(optional, length(min = 1), default = "")] //~ the default has 0 characters, fewer than 1
    short: Attr<String>,
    #[tf(optional, length(min = 1), default = [])] //~ the default has 0 elements, fewer than 1
    none: Attr<Vec<String>>,
    #[tf(optional, length(max = 2), default = [1, 2, 3,])] //~ the default has 3 elements, more than 2
    many: Attr<BTreeSet<u8>>,
    #[tf(optional, duration, default = "soon")] //~ the default "soon" is not a duration: write numbers with units, such as "1h30m"
    soon: Attr<String>,
    #[tf(optional, duration, default = "90")] //~ the default "90" is not a duration: write numbers with units, such as "1h30m"
    unitless: Attr<String>,
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
struct Borrowed<'a> { //~ a schema owns its values: write `String` for a text, and remove the lifetime
    #[tf(required)]
    name: &'a str, //~ a field owns its value: write `String` for a text, and no reference and no lifetime
}

#[derive(Schema)]
struct Bounded<T: Copy = u8, const N: usize = 1> //~ a schema has no parameters: write a struct for each schema
where
    T: Send,
{
    #[tf(required)]
    field: [T; N],
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
enum Sizes {
    Small,
    #[tf(value = "small")] //~ two variants have the value "small": give one another `value`
    Tiny,
    DarkRed,
    #[tf(value = "dark_blue")]
    Blue,
    DarkBlue, //~ two variants have the value "dark_blue": give one another `value`
}

#[derive(Schema)]
enum Nothing {} //~ an enum has a variant for each string that the attribute can be: it has none

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
    wide: u128, //~ an integer has at most 64 bits: write `i64`, `u64`, or `Number` for any number of digits
    #[serde(skip)] //~ every field is an attribute: remove the field, and keep what is in it in `Context::private`
    skipped: String,
    #[tf(required_for_import)]
    Capital: String, //~ the name of an attribute has lower-case letters, digits and underscores only
}

#[derive(Identity)]
struct Nobody {} //~ an identity has at least one attribute

#[derive(Identity)]
enum Anybody { //~ an identity is a struct with named fields
    One,
}
