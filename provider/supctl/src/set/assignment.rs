use std::fmt;
use std::str::FromStr;

/// One `attribute=value`, `attribute+=member` or `attribute-=member`, as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Assignment {
    /// Dotted path, such as `wsus.http_port`.
    pub(super) path: String,
    pub(super) operator: Operator,
    pub(super) text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    /// `=`
    Set,
    /// `+=`
    Add,
    /// `-=`
    Remove,
}

impl FromStr for Assignment {
    type Err = &'static str;

    fn from_str(typed: &str) -> Result<Self, Self::Err> {
        const FORM: &str = "write attribute=value, or for sets attribute+=member or attribute-=member";
        let (target, text) = typed.split_once('=').ok_or(FORM)?;
        let (path, operator) = match (target.strip_suffix('+'), target.strip_suffix('-')) {
            (Some(path), _) => (path, Operator::Add),
            (_, Some(path)) => (path, Operator::Remove),
            _ => (target, Operator::Set),
        };
        if path.is_empty() {
            return Err(FORM);
        }
        Ok(Self { path: path.to_owned(), operator, text: text.to_owned() })
    }
}

impl fmt::Display for Assignment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let operator = match self.operator {
            Operator::Set => "=",
            Operator::Add => "+=",
            Operator::Remove => "-=",
        };
        write!(f, "{}{operator}{}", self.path, self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_equals_sign_ends_the_attribute() {
        for (typed, expected) in [
            ("http_port=8530", Some(("http_port", Operator::Set, "8530"))),
            ("wsus.content_path=", Some(("wsus.content_path", Operator::Set, ""))),
            ("name=a=b", Some(("name", Operator::Set, "a=b"))),
            ("products+=Windows 11", Some(("products", Operator::Add, "Windows 11"))),
            ("products-=C++=", Some(("products", Operator::Remove, "C++="))),
            ("http_port", None),
            ("=8530", None),
            ("+=Windows 11", None),
            ("", None),
        ] {
            let parsed = typed.parse::<Assignment>();
            let parts = parsed.as_ref().ok().map(|it| (it.path.as_str(), it.operator, it.text.as_str()));
            assert_eq!(parts, expected, "{typed:?}");
            assert!(parsed.is_err() || parsed.is_ok_and(|it| it.to_string() == typed), "{typed:?}");
        }
    }
}
