//! The resource blocks of a configuration file, in native or JSON syntax.

use std::collections::BTreeMap;

use hcl_edit::Span as _;
use hcl_edit::parser::parse_body;
use serde_json::value::RawValue;

/// A resource block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ResourceBlock {
    pub(super) r#type: String,
    pub(super) name: String,
    /// The line it begins in, from 1.
    pub(super) line: usize,
}

/// The resource blocks of a file in native syntax.
///
/// # Errors
/// The place and the cause of a syntax error. The text at that place is not repeated: it may be a secret.
pub(super) fn of_hcl(text: &str) -> Result<Vec<ResourceBlock>, String> {
    let body = parse_body(text).map_err(|error| {
        let location = error.location();
        format!("line {}, column {}: {}", location.line(), location.column(), error.message())
    })?;
    let lines = LineEnds::of(text);
    let resources = body.get_blocks("resource").filter_map(|block| {
        let [r#type, name] = block.labels.as_slice() else { return None };
        let line = lines.line_of(block.ident.span()?.start);
        Some(ResourceBlock { r#type: r#type.as_str().to_owned(), name: name.as_str().to_owned(), line })
    });
    Ok(resources.collect())
}

/// The resource blocks of a file in JSON syntax.
///
/// # Errors
/// The place and the cause of a syntax error.
pub(super) fn of_json(text: &str) -> Result<Vec<ResourceBlock>, String> {
    resources(text).map_err(|error| error.to_string())
}

fn resources(text: &str) -> serde_json::Result<Vec<ResourceBlock>> {
    let lines = LineEnds::of(text);
    let mut blocks = Vec::new();
    for (_, types) in members(text)?.into_iter().filter(|(key, _)| key == "resource") {
        for (r#type, names) in members(types.get())? {
            for (name, body) in members(names.get())? {
                // The body is a slice of the text: the difference of their addresses is its offset.
                let line = lines.line_of(body.get().as_ptr().addr().saturating_sub(text.as_ptr().addr()));
                blocks.push(ResourceBlock { r#type: r#type.clone(), name, line });
            }
        }
    }
    Ok(blocks)
}

/// The members of an object, or of all objects in an array: Terraform accepts both. Other values have none, such as the
/// string of a comment.
fn members(json: &str) -> serde_json::Result<Vec<(String, &RawValue)>> {
    match json.trim_start().chars().next() {
        Some('[') => {
            let elements: Vec<&RawValue> = serde_json::from_str(json)?;
            let each: Result<Vec<_>, _> = elements.into_iter().map(|element| members(element.get())).collect();
            Ok(each?.into_iter().flatten().collect())
        }
        Some('{') => Ok(serde_json::from_str::<BTreeMap<String, &RawValue>>(json)?.into_iter().collect()),
        _ => serde_json::from_str::<&RawValue>(json).map(|_| Vec::new()),
    }
}

/// The offsets at which the lines of a text end.
struct LineEnds(Vec<usize>);

impl LineEnds {
    fn of(text: &str) -> Self {
        Self(text.match_indices('\n').map(|(end, _)| end).collect())
    }

    fn line_of(&self, offset: usize) -> usize {
        self.0.partition_point(|end| *end < offset) + 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(blocks: Result<Vec<ResourceBlock>, String>) -> String {
        match blocks {
            Ok(blocks) => {
                let blocks: Vec<String> =
                    blocks.iter().map(|block| format!("{}.{}:{}", block.r#type, block.name, block.line)).collect();
                blocks.join(" ")
            }
            Err(error) => error,
        }
    }

    #[test]
    fn native_syntax() {
        for (what, text, expected) in [
            ("nothing", "", ""),
            ("one line", "resource \"a\" \"one\" { id = 1 }\n", "a.one:1"),
            ("windows lines", "\r\nresource \"a\" \"one\" {\r\n  id = 1\r\n}\r\n", "a.one:2"),
            ("bare labels", "resource a one {\n}\n", "a.one:1"),
            ("indented", "\n\n  resource   \"a\"   \"one\"   {\n}\n", "a.one:3"),
            (
                "line comments",
                "# resource \"a\" \"x\" {\n// resource \"a\" \"x\" {\nresource \"a\" \"one\" {}\n",
                "a.one:3",
            ),
            ("a block comment", "/* resource \"a\" \"x\" {\n} */ resource \"a\" \"one\" {}\n", "a.one:2"),
            ("other blocks", "data \"a\" \"x\" {}\nresources \"a\" \"x\" {}\nresource \"a\" {}\n", ""),
            (
                "a heredoc",
                "locals {\n  text = <<EOT\nresource \"a\" \"x\" {\n}\nEOT\n}\nresource \"a\" \"one\" {}\n",
                "a.one:7",
            ),
            (
                "an indented heredoc",
                "resource \"a\" \"one\" {\n  text = <<-EOT\n    resource \"a\" \"x\" {\n    ${upper(\"}\")}\n    EOT\n}\n\
                 resource \"a\" \"two\" {}\n",
                "a.one:1 a.two:7",
            ),
            (
                "what Terraform's language has",
                "resource \"a\" \"one\" {\n  for_each = { for k, v in var.x : k => v... if v != null }\n  a = var.x[*].id\n  \
                 b = var.x.0\n  c = provider::configmgr::upstream_url(\"a\", 8530, false)\n  d = -1.5e3\n  \
                 e = \"%{ if true }${x}%{ else }$${y}%{ endif }\"\n  f = x ? y : z\n  g = !(a && b)\n  \
                 h = [for x in y : x]\n  dynamic \"b\" {\n    for_each = []\n    content {}\n  }\n}\n\
                 resource \"a\" \"two\" {}\n",
                "a.one:1 a.two:16",
            ),
        ] {
            assert_eq!(listed(of_hcl(text)), expected, "{what}");
        }
    }

    #[test]
    fn json_syntax() {
        for (what, text, expected) in [
            ("nothing", "{}", ""),
            ("objects", "{\n\"resource\": {\n\"a\": {\n\"one\": {\n} } } }", "a.one:4"),
            ("arrays", "[{\"resource\": [{\n\"a\": [{\n\"one\": [\n{}] }] }] }]", "a.one:3"),
            ("comments", "{\"//\": \"x\", \"resource\": { \"//\": \"y\", \"a\": { \"one\": {} } } }", "a.one:1"),
            ("other blocks", "{\"data\": { \"a\": { \"x\": {} } } }", ""),
        ] {
            assert_eq!(listed(of_json(text)), expected, "{what}");
        }
    }

    #[test]
    fn syntax_errors_are_located() {
        insta::assert_snapshot!(listed(of_hcl("resource \"a\" \"one\" {\n  secret = hunter2 hunter2\n}\n")), @"line 2, column 20: expected newline or eof");
        insta::assert_snapshot!(listed(of_hcl("resource \"a\" \"one\" {\n  text = <<EOT\n")), @"line 2, column 16: expected heredoc end delimiter");
        insta::assert_snapshot!(listed(of_json("{\"resource\": {\n\"a\": }")), @"expected value at line 2 column 6");
    }
}
