//! Texts from outside in Markdown. They stand in code, so that no name becomes a mention, a link or markup.

/// A code span, whose fence is longer than any run of backticks in it.
pub(crate) fn code(text: &str) -> String {
    let text = text.replace(['\n', '\r'], " ");
    let fence = "`".repeat(longest_run(&text) + 1);
    // Two backticks without anything between them are not a span.
    let space = if text.is_empty() || text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    let end = if text.is_empty() { "" } else { space };
    format!("{fence}{space}{text}{end}{fence}")
}

/// The fence of a block, longer than any run of backticks in its lines.
pub(crate) fn fence<'a>(lines: impl IntoIterator<Item = &'a str>) -> String {
    "`".repeat(lines.into_iter().map(longest_run).max().unwrap_or_default().max(2) + 1)
}

/// The length of the longest run of backticks.
fn longest_run(text: &str) -> usize {
    text.split(|letter| letter != '`').map(str::len).max().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_stay_in_their_code() {
        for (text, expected) in [
            ("PS1", "`PS1`"),
            ("@all #12 https://a", "`@all #12 https://a`"),
            ("a`b", "``a`b``"),
            ("```", "```` ``` ````"),
            ("two\nlines", "`two lines`"),
            ("", "` `"),
        ] {
            assert_eq!(code(text), expected);
        }
    }

    #[test]
    fn a_fence_is_longer_than_those_in_its_lines() {
        assert_eq!(fence(["a", "b"]), "```");
        assert_eq!(fence(["a", "````"]), "`````");
    }
}
