//! What a client is: Terraform or OpenTofu, and its version.

use std::fmt;

use anyhow::{Context, Result};

/// Terraform or OpenTofu, of a version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// `Terraform` or `OpenTofu`.
    pub product: String,
    /// Such as `1.11.4` or `1.16.0-rc2`.
    pub version: String,
}

impl Client {
    /// Reads the output of `terraform version`.
    ///
    /// # Errors
    /// When its first line does not name a product and a version.
    pub fn read(output: &str) -> Result<Self> {
        let line = output.lines().next().unwrap_or_default();
        let (product, version) = line.split_once(" v").with_context(|| format!("{line:?} does not name a version"))?;
        Ok(Self { product: product.to_owned(), version: version.trim().to_owned() })
    }

    /// Whether its version is that of its product, major and minor, or later. `None`: no version of the product is.
    #[must_use]
    pub fn is_at_least(&self, terraform: Option<(u32, u32)>, opentofu: Option<(u32, u32)>) -> bool {
        let first = if self.product == "OpenTofu" { opentofu } else { terraform };
        first.is_some_and(|first| self.major_and_minor() >= first)
    }

    fn major_and_minor(&self) -> (u32, u32) {
        let mut parts = self.version.split('.').map(|part| part.parse().unwrap_or_default());
        (parts.next().unwrap_or_default(), parts.next().unwrap_or_default())
    }
}

impl fmt::Display for Client {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{} {}", self.product, self.version)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn versions_are_those_of_a_product() {
        for (output, name, with_1_11) in [
            ("Terraform v1.11.4\non linux_amd64\n", "Terraform 1.11.4", true),
            ("Terraform v1.9.8\n", "Terraform 1.9.8", false),
            ("Terraform v1.16.0-rc2\n", "Terraform 1.16.0-rc2", true),
            ("OpenTofu v1.12.6\non linux_amd64\n", "OpenTofu 1.12.6", false),
        ] {
            let client = Client::read(output).unwrap();
            assert_eq!((client.to_string(), client.is_at_least(Some((1, 11)), None)), (name.to_owned(), with_1_11));
        }
        assert!(Client::read("1.2.3").is_err());
    }
}
