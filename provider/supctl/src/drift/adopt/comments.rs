//! Aligns the comments at the ends of consecutive lines, as `terraform fmt` does.

use std::collections::BTreeMap;
use std::ops::Range;

use hcl_edit::Span as _;
use hcl_edit::expr::Expression;
use hcl_edit::structure::Body;
use hcl_edit::visit::{Visit, visit_expr};

/// The text with its comments aligned; `body` is the same text, parsed.
pub(super) fn aligned(text: &str, body: &Body) -> String {
    let mut values = Values::default();
    values.visit_body(body);
    let mut start = 0;
    let lines: Vec<(&str, Option<&str>)> = text
        .split_inclusive('\n')
        .map(|line| {
            let range = start..start + line.len();
            start = range.end;
            let parts = values.comment(text, range).and_then(|at| line.split_at_checked(at));
            parts.map_or((line, None), |(code, comment)| (code.trim_end(), Some(comment)))
        })
        .collect();
    let is_same_chain = |(_, one): &(_, Option<&str>), (_, other): &(_, Option<&str>)| one.is_some() == other.is_some();
    let chains = lines.chunk_by(is_same_chain).map(|chain| {
        let width = chain.iter().map(|(code, _)| code.chars().count()).max().unwrap_or_default();
        let line = |(code, comment): &(&str, Option<&str>)| match comment {
            Some(comment) => format!("{code:width$} {comment}"),
            None => (*code).to_owned(),
        };
        chain.iter().map(line).collect::<String>()
    });
    chains.collect()
}

/// Where values end, and which lines are within one.
#[derive(Default)]
struct Values {
    /// The ends of values, by the byte before them.
    ends: BTreeMap<usize, usize>,
    heredocs: Vec<Range<usize>>,
}

impl Values {
    /// Where the comment after the code of a line begins, in bytes from the start of the line.
    fn comment(&self, text: &str, line: Range<usize>) -> Option<usize> {
        if self.heredocs.iter().any(|heredoc| heredoc.start < line.start && line.start < heredoc.end) {
            return None;
        }
        let code = self.ends.range(line.clone()).next_back().map_or(line.start, |(_, end)| *end);
        let rest = text.get(code..line.end)?;
        let at = code - line.start + [rest.find('#'), rest.find("//")].into_iter().flatten().min()?;
        let is_alone = text.get(line.start..line.start + at)?.trim().is_empty();
        (!is_alone).then_some(at)
    }
}

impl Visit for Values {
    fn visit_expr(&mut self, node: &Expression) {
        if let Some(span) = node.span() {
            self.ends.insert(span.end.saturating_sub(1), span.end);
            if matches!(node, Expression::HeredocTemplate(_)) {
                self.heredocs.push(span);
            }
        }
        visit_expr(self, node);
    }
}

#[cfg(test)]
mod tests {
    use hcl_edit::parser::parse_body;

    use super::*;

    #[test]
    fn comments_are_aligned_as_terraform_aligns_them() {
        for (text, expected) in [
            ("a = true # one\nbc = \"#2\" # two\n", "a = true  # one\nbc = \"#2\" # two\n"),
            ("a = 1 # one\nb = 2\nccc = 3 # three\n", "a = 1 # one\nb = 2\nccc = 3 # three\n"),
            (
                "x {\n  # alone\n  a = 1 # one\n  b = [ // two\n    \"Ü\", # three\n  ]\n}\n",
                "x {\n  # alone\n  a = 1  # one\n  b = [  // two\n    \"Ü\", # three\n  ]\n}\n",
            ),
            (
                "a = <<EOT\n# text\nb # text\nEOT\nb = \"${c}#\" # one\n",
                "a = <<EOT\n# text\nb # text\nEOT\nb = \"${c}#\" # one\n",
            ),
        ] {
            assert_eq!(aligned(text, &parse_body(text).unwrap()), expected);
        }
    }
}
