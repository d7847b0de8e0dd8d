/// Who changes the hierarchy, and with which tool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// The person or pipeline.
    pub actor: String,
    /// The tool: `terraform`, `supctl`, or `action` for an action of Terraform.
    pub origin: String,
}

impl Author {
    /// Whether it is this actor with this tool.
    #[must_use]
    pub fn is(&self, actor: &str, origin: &str) -> bool {
        self.actor == actor && self.origin == origin
    }
}
