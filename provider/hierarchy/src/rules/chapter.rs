use super::rule::Rule;

/// The rules on one subject.
#[derive(Clone, Copy, Debug)]
pub struct Chapter {
    /// The subject.
    pub title: &'static str,
    pub(crate) parts: &'static [&'static [Rule]],
}

impl Chapter {
    /// Its rules, in reading order.
    pub fn rules(&self) -> impl Iterator<Item = &'static Rule> + use<> {
        self.parts.iter().copied().flatten()
    }
}
