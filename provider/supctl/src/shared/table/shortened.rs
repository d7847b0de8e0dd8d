use std::borrow::Cow;

use textwrap::core::display_width;

const ELLIPSIS: char = '…';

/// A text of at most this width: the middle of a longer one is left out, because names differ at both ends.
pub(super) fn shortened(text: &str, width: usize) -> Cow<'_, str> {
    if display_width(text) <= width {
        return Cow::Borrowed(text);
    }
    let kept = width.saturating_sub(1);
    let end: Vec<char> = leading(text.chars().rev(), kept / 2);
    let start: Vec<char> = leading(text.chars(), kept - kept / 2);
    start.into_iter().chain([ELLIPSIS]).chain(end.into_iter().rev()).collect()
}

/// The first characters that fit.
fn leading(characters: impl Iterator<Item = char>, width: usize) -> Vec<char> {
    let mut used = 0;
    let fits = |character: &char| {
        used += display_width(character.encode_utf8(&mut [0; 4]));
        used <= width
    };
    characters.take_while(fits).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_stay() {
        for (text, width, expected) in [
            ("sup-eur1.contoso.com", 20, "sup-eur1.contoso.com"),
            ("sup-eur1.contoso.com", 11, "sup-e…o.com"),
            ("sup-eur1.contoso.com", 2, "s…"),
            ("sup-eur1.contoso.com", 0, "…"),
            ("東京都東京都", 7, "東…都"),
        ] {
            assert_eq!(shortened(text, width), expected, "{text} {width}");
        }
    }
}
