//! What is wrong with a text that the product takes as it is written.

/// What a text must not have, as the end of a sentence about it: blanks at its ends, control characters, characters of
/// `forbidden`, more than `longest` characters. `None` if it has none of that.
pub(super) fn fault(text: &str, forbidden: &str, longest: usize) -> Option<String> {
    let is_forbidden = |c: &char| forbidden.contains(*c);
    if text.trim().is_empty() {
        Some("is empty".to_owned())
    } else if text.chars().any(char::is_control) {
        Some("has a control character, such as a line break".to_owned())
    } else if text.trim() != text {
        Some("begins or ends with a space".to_owned())
    } else if let Some(character) = text.chars().find(is_forbidden) {
        Some(format!("has the character {character}"))
    } else if text.chars().count() > longest {
        Some(format!("has more than {longest} characters"))
    } else {
        None
    }
}

/// A text as messages show it, on one line.
pub(super) fn shown(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}
