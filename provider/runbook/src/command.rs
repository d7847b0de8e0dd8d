//! Commands of PowerShell as text.

use std::fmt;

/// A command with its arguments. Names are ours, values are quoted.
#[derive(Clone, Debug)]
pub(crate) struct Command(String);

/// The value of a parameter.
#[derive(Clone, Debug)]
pub(crate) enum Argument {
    Text(String),
    Texts(Vec<String>),
    Number(u64),
    Boolean(bool),
    Null,
    /// An expression of ours.
    Expression(String),
}

impl Command {
    pub(crate) fn new(cmdlet: &str) -> Self {
        Self(cmdlet.to_owned())
    }

    pub(crate) fn with(mut self, parameter: &str, argument: impl Into<Argument>) -> Self {
        self.0.push_str(&format!(" -{parameter} {}", argument.into()));
        self
    }

    pub(crate) fn with_some(self, parameter: &str, argument: Option<impl Into<Argument>>) -> Self {
        match argument {
            Some(argument) => self.with(parameter, argument),
            None => self,
        }
    }

    pub(crate) fn switch(mut self, parameter: &str) -> Self {
        self.0.push_str(&format!(" -{parameter}"));
        self
    }

    pub(crate) fn text(self) -> String {
        self.0
    }
}

impl From<&str> for Argument {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<bool> for Argument {
    fn from(value: bool) -> Self {
        Self::Boolean(value)
    }
}

impl From<u32> for Argument {
    fn from(value: u32) -> Self {
        Self::Number(value.into())
    }
}

impl From<u16> for Argument {
    fn from(value: u16) -> Self {
        Self::Number(value.into())
    }
}

impl fmt::Display for Argument {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => out.write_str(&quoted(text)),
            Self::Texts(texts) => out.write_str(&texts.iter().map(|text| quoted(text)).collect::<Vec<_>>().join(", ")),
            Self::Number(number) => number.fmt(out),
            Self::Boolean(true) => out.write_str("$true"),
            Self::Boolean(false) => out.write_str("$false"),
            Self::Null => out.write_str("$null"),
            Self::Expression(expression) => out.write_str(expression),
        }
    }
}

/// A text that PowerShell takes as it is. Whatever the encoding is in which a script is read, it is ASCII.
pub(crate) fn quoted(text: &str) -> String {
    let mut quoted = String::from("'");
    for character in text.chars() {
        match character {
            '\'' => quoted.push_str("''"),
            ' '..='~' => quoted.push(character),
            _ if character.is_control() => quoted.push(' '),
            _ => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    quoted.push_str(&format!("' + [char]0x{unit:04X} + '"));
                }
            }
        }
    }
    quoted.push('\'');
    if text.is_ascii() { quoted } else { format!("({quoted})") }
}

/// A text of WQL, in its quotation marks.
pub(crate) fn wql(text: &str) -> String {
    format!("'{}'", text.replace('\\', r"\\").replace('\'', r"\'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_its_quotation_marks() {
        for (text, expected) in [
            ("a", "'a'"),
            ("O'Neil", "'O''Neil'"),
            ("a\u{2019}; Remove-Item C:", "('a' + [char]0x2019 + '; Remove-Item C:')"),
            ("M\u{FC}ller's \u{1F600}", "('M' + [char]0x00FC + 'ller''s ' + [char]0xD83D + '' + [char]0xDE00 + '')"),
            ("$(Get-Date)`n\n", "'$(Get-Date)`n '"),
        ] {
            assert_eq!(quoted(text), expected);
        }
    }
}
