//! Servers and their WSUS.

mod access;
mod content;
mod database;
mod operating_system;
mod ports;
mod proxy;
mod server;
mod versions;
mod wsus;

pub(super) use server::{is_fqdn, is_host};

use super::chapter::Chapter;

pub(super) const CHAPTER: Chapter = Chapter {
    title: "Servers and WSUS",
    parts: &[
        server::RULES,
        operating_system::RULES,
        wsus::RULES,
        versions::RULES,
        database::RULES,
        content::RULES,
        ports::RULES,
        proxy::RULES,
        access::RULES,
    ],
};
