//! A report as a text with sections, in no particular form. Whatever comes from outside is marked as such.

use std::borrow::Cow;

use super::mask::Secrets;
use super::tree::SiteRow;
use crate::terraform::action::Action;

/// Longer texts are cut off in the middle: one value must not fill a comment.
const LONGEST: usize = 400;

/// A report.
pub(super) struct Document {
    /// Finds the comment again.
    pub(super) marker: String,
    pub(super) title: String,
    pub(super) introduction: Vec<Text>,
    pub(super) sections: Vec<Section>,
}

/// A part of a report under a title.
pub(super) struct Section {
    pub(super) title: &'static str,
    /// What the reader should know about it.
    pub(super) introduction: &'static str,
    /// Whether it is closed at first, where a host can fold.
    pub(super) is_folded: bool,
    pub(super) body: Body,
}

/// What a section contains. Its rows are never broken.
pub(super) enum Body {
    List(Vec<Text>),
    /// Lines with signs; those of a row belong together.
    Diff(Vec<Vec<Line>>),
    /// Texts of several lines.
    Texts(Vec<Vec<String>>),
    /// The hierarchy as a tree.
    Sites(Vec<SiteRow>),
    /// The first row is the header. Nothing in it comes from outside.
    Table(Vec<Vec<String>>),
}

/// A line from outside, with a sign before it.
pub(super) struct Line {
    pub(super) sign: Sign,
    pub(super) text: String,
}

/// What happens to what a line shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    Added,
    Removed,
    Changed,
    Replaced,
    Same,
    Note,
}

impl Sign {
    pub(super) fn of(action: Option<Action>) -> Self {
        match action {
            Some(Action::Create) => Self::Added,
            Some(Action::Delete) => Self::Removed,
            Some(Action::Update) => Self::Changed,
            Some(Action::Replace) => Self::Replaced,
            Some(Action::Forget | Action::Import | Action::Move | Action::Defer) | None => Self::Same,
        }
    }

    /// The sign for readers.
    pub(super) fn letter(self) -> char {
        match self {
            Self::Added => '+',
            Self::Removed => '-',
            Self::Changed => '~',
            Self::Replaced => '±',
            Self::Same => ' ',
            Self::Note => '#',
        }
    }
}

/// A text in one line.
#[derive(Clone, Debug, Default)]
pub(super) struct Text(pub(super) Vec<Span>);

/// A part of a text.
#[derive(Clone, Debug)]
pub(super) enum Span {
    /// Words of this program.
    Words(Cow<'static, str>),
    /// From outside.
    Code(String),
}

impl Text {
    pub(super) fn words(words: impl Into<Cow<'static, str>>) -> Self {
        Self::default().and(words)
    }

    pub(super) fn and(mut self, words: impl Into<Cow<'static, str>>) -> Self {
        self.0.push(Span::Words(words.into()));
        self
    }

    pub(super) fn code(mut self, text: impl Into<String>) -> Self {
        self.0.push(Span::Code(text.into()));
        self
    }
}

impl Section {
    /// The title, with how many things there are.
    pub(super) fn heading(&self) -> String {
        match self.body.number() {
            Some(number) => format!("{} ({number})", self.title),
            None => self.title.to_owned(),
        }
    }
}

impl Body {
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Sites(rows) => rows.is_empty(),
            Self::Table(rows) => rows.is_empty(),
            Self::List(_) | Self::Diff(_) | Self::Texts(_) => self.number() == Some(0),
        }
    }

    /// How many things it lists; `None` for a table and a tree, where a number says nothing.
    pub(super) fn number(&self) -> Option<usize> {
        match self {
            Self::List(rows) => Some(rows.len()),
            Self::Diff(rows) => Some(rows.len()),
            Self::Texts(rows) => Some(rows.len()),
            Self::Sites(_) | Self::Table(_) => None,
        }
    }
}

impl Document {
    /// Makes every text from outside safe to show: without secrets, in one line, without characters that cannot be seen, and
    /// not too long.
    pub(super) fn defuse(&mut self, secrets: &Secrets) {
        let texts = self.sections.iter_mut().flat_map(|section| match &mut section.body {
            Body::List(texts) => texts.iter_mut().collect(),
            _ => Vec::new(),
        });
        for span in self.introduction.iter_mut().chain(texts).flat_map(|text| &mut text.0) {
            if let Span::Code(text) = span {
                *text = defused(text, secrets);
            }
        }
        for section in &mut self.sections {
            match &mut section.body {
                Body::Diff(rows) => {
                    rows.iter_mut().flatten().for_each(|line| line.text = defused(&line.text, secrets));
                }
                Body::Texts(rows) => rows.iter_mut().flatten().for_each(|line| *line = defused(line, secrets)),
                Body::Sites(rows) => {
                    let texts = rows.iter_mut().flat_map(|row| [&mut row.name, &mut row.note]);
                    texts.for_each(|text| *text = defused(text, secrets));
                }
                Body::List(_) | Body::Table(_) => {}
            }
        }
    }
}

/// A text from outside that is safe to show on a line.
pub(super) fn defused(text: &str, secrets: &Secrets) -> String {
    let mut safe = String::new();
    for letter in secrets.masked(text).chars() {
        if is_visible(letter) {
            safe.push(letter);
        } else {
            safe.extend(letter.escape_default());
        }
    }
    shortened(safe)
}

/// Whether a letter shows on a line what it is. Others could end the line, or write from right to left over what follows.
fn is_visible(letter: char) -> bool {
    let is_direction = matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}');
    !(letter.is_control() || is_direction || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{feff}'))
}

fn shortened(text: String) -> String {
    let letters = text.chars().count();
    if letters <= LONGEST {
        return text;
    }
    let left_out = letters - LONGEST;
    let start: String = text.chars().take(LONGEST / 2).collect();
    let end: String = text.chars().skip(letters - LONGEST / 2).collect();
    format!("{start}… ({left_out} characters) …{end}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_from_outside_stay_on_their_line() {
        let none = Secrets::default();
        for (text, expected) in [
            ("Contoso", "Contoso"),
            ("a\nb\r\tc", "a\\nb\\r\\tc"),
            ("\u{202e}evil", "\\u{202e}evil"),
            ("\u{1b}[31m", "\\u{1b}[31m"),
            ("zürich → 東京", "zürich → 東京"),
        ] {
            assert_eq!(defused(text, &none), expected);
        }
        let long = defused(&"x".repeat(1000), &none);
        assert_eq!(long, format!("{0}… (600 characters) …{0}", "x".repeat(200)));
    }
}
