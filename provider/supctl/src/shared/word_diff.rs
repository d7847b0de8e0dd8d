//! Which words of two texts differ.

use similar::{Algorithm, DiffTag, capture_diff_slices};

/// A part of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    pub(crate) text: String,
    /// Whether the other text does not have it there.
    pub(crate) differs: bool,
}

/// Two texts, each in parts.
pub(crate) fn word_diff(before: &str, after: &str) -> [Vec<Part>; 2] {
    let [old, new] = [before, after].map(words);
    let operations = capture_diff_slices(Algorithm::Myers, &old, &new);
    let parts = |words: &[&str], range: fn(&similar::DiffOp) -> std::ops::Range<usize>| {
        let part = |operation| Part {
            text: words.get(range(operation)).unwrap_or_default().concat(),
            differs: operation.tag() != DiffTag::Equal,
        };
        operations.iter().map(part).filter(|part| !part.text.is_empty()).collect()
    };
    [parts(&old, similar::DiffOp::old_range), parts(&new, similar::DiffOp::new_range)]
}

/// The words of a text, and what stands between them: each dot of a name separates two words.
fn words(text: &str) -> Vec<&str> {
    let is_between = |letter: char| !letter.is_alphanumeric();
    let separated = text.split_inclusive(is_between).flat_map(|word| {
        let end = word.trim_end_matches(is_between).len();
        let (word, between) = word.split_at(end);
        [word, between]
    });
    separated.filter(|word| !word.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_differ_are_found() {
        let shown = |parts: Vec<Part>| -> String {
            parts
                .iter()
                .map(|Part { text, differs }| if *differs { format!("[{text}]") } else { text.clone() })
                .collect()
        };
        for (before, after, expected) in [
            ("sup.contoso.com", "wsus.contoso.com", ["[sup].contoso.com", "[wsus].contoso.com"]),
            ("10.0.17763", "10.0.14393", ["10.0.[17763]", "10.0.[14393]"]),
            (
                "https://a.example.com:8531",
                "https://a.example.com:443",
                ["https://a.example.com:[8531]", "https://a.example.com:[443]"],
            ),
            ("D:\\WSUS", "D:\\WSUS\\Content", ["D:\\WSUS", "D:\\WSUS[\\Content]"]),
            ("", "Größe", ["", "[Größe]"]),
            ("same", "same", ["same", "same"]),
        ] {
            assert_eq!(word_diff(before, after).map(shown), expected);
        }
    }
}
