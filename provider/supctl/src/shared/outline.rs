//! Trees of lines.

/// A line with the lines below it.
#[derive(Clone, Debug)]
pub(crate) struct Outline<T> {
    pub(crate) line: T,
    pub(crate) children: Vec<Outline<T>>,
}

/// A line of a tree, with the branches before it.
#[derive(Clone, Debug)]
pub(crate) struct Branch<'a, T> {
    /// What stands before the line.
    pub(crate) lead: String,
    /// What stands before the rest of a line that is wrapped.
    pub(crate) rest: String,
    pub(crate) line: &'a T,
}

impl<T> Outline<T> {
    /// A line without lines below it.
    pub(crate) fn leaf(line: T) -> Self {
        Self { line, children: Vec::new() }
    }

    /// All lines, from the top down.
    pub(crate) fn branches(&self) -> Vec<Branch<'_, T>> {
        let mut found = Vec::new();
        self.collect("", "", &mut found);
        found
    }

    fn collect<'a>(&'a self, lead: &str, margin: &str, found: &mut Vec<Branch<'a, T>>) {
        let below = if self.children.is_empty() { "    " } else { "│   " };
        found.push(Branch { lead: lead.to_owned(), rest: format!("{margin}{below}"), line: &self.line });
        let last = self.children.len();
        for (number, child) in (1..).zip(&self.children) {
            let (joint, below) = if number == last { ("└─ ", "   ") } else { ("├─ ", "│  ") };
            child.collect(&format!("{margin}{joint}"), &format!("{margin}{below}"), found);
        }
    }
}
