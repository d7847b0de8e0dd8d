//! A simulated Configuration Manager hierarchy.
