use std::fmt;

/// Where a rule is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    /// The pages and tools it is from, the most important one first.
    pub pages: &'static [Page],
    /// What the pages do not say, where they conflict, or where the rule is from if no page has it.
    pub remark: Option<&'static str>,
}

/// A page of documentation, or the code of a tool for the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Page {
    /// Its title.
    pub title: &'static str,
    /// Its address on the web.
    pub address: &'static str,
}

impl Source {
    /// The source of a rule that no page states: it follows from how this project describes objects.
    pub const THIS_PROJECT: Self = Self::told("this project");

    /// The source of a rule that the product does not demand, but that avoids problems.
    pub const OUR_ADVICE: Self = Self::told("our advice");

    pub(crate) const fn of(pages: &'static [Page]) -> Self {
        Self { pages, remark: None }
    }

    /// A source without pages.
    pub(crate) const fn told(remark: &'static str) -> Self {
        Self { pages: &[], remark: Some(remark) }
    }

    pub(crate) const fn noting(self, remark: &'static str) -> Self {
        Self { remark: Some(remark), ..self }
    }
}

impl fmt::Display for Source {
    /// The titles of its pages and the remark, with semicolons between them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let titles = self.pages.iter().map(|page| page.title);
        let parts: Vec<&str> = titles.chain(self.remark).collect();
        f.write_str(&parts.join("; "))
    }
}

impl Page {
    /// Whether Microsoft publishes it as documentation, not as the code or the issue of a tool.
    #[must_use]
    pub fn is_documentation(self) -> bool {
        self.address.starts_with(DOCUMENTATION)
    }
}

/// Where the pages of the product's documentation begin.
const DOCUMENTATION: &str = "https://learn.microsoft.com/";
