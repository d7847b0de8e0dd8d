//! Terraform provider for Configuration Manager software update points.
