//! Drives the real terraform.
