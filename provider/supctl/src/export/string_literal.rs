//! String literals.

use std::fmt::Write as _;

/// A quoted template without interpolation: template markers are doubled, invisible characters are escaped.
pub(crate) fn string_literal(text: &str) -> String {
    let mut out = String::from("\"");
    let mut rest = text.chars().peekable();
    while let Some(letter) = rest.next() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '$' | '%' if rest.peek() == Some(&'{') => out.extend([letter, letter]),
            _ if is_visible(letter) => out.push(letter),
            _ => {
                let number = u32::from(letter);
                // Writing to a string does not fail.
                let _ = if number <= 0xFFFF { write!(out, "\\u{number:04X}") } else { write!(out, "\\U{number:08X}") };
            }
        }
    }
    out.push('"');
    out
}

/// Whether a character is visible. Control characters are not, nor those that change the direction of the text that follows.
fn is_visible(letter: char) -> bool {
    // A combining accent is visible after a letter.
    letter == '\'' || format!("a{letter}").escape_debug().count() == 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_mean_what_they_say() {
        for (text, expected) in [
            ("", r#""""#),
            ("D:\\WSUS", r#""D:\\WSUS""#),
            ("say \"no\"", r#""say \"no\"""#),
            ("CONTOSO\\svc$", r#""CONTOSO\\svc$""#),
            ("${x} %{y}", r#""$${x} %%{y}""#),
            ("$${x}", r#""$$${x}""#),
            ("$ {", r#""$ {""#),
            ("50%", r#""50%""#),
            ("Zürich 東京 e\u{301}", "\"Zürich 東京 e\u{301}\""),
            ("it's", r#""it's""#),
            ("a\nb\tc\r", r#""a\nb\tc\r""#),
            ("\u{1b}[31m \u{202e} \u{e0001}", r#""\u001B[31m \u202E \U000E0001""#),
        ] {
            assert_eq!(string_literal(text), expected, "{text:?}");
        }
    }
}
