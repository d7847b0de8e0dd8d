//! What the reader of a guide has done before.

use acceptance_tests::binaries::repository;
use acceptance_tests::examples;
use acceptance_tests::mirror::VERSION;
use anyhow::Result;

use super::session::Session;
use crate::support;

pub(super) fn nothing(_: &Session) -> Result<()> {
    Ok(())
}

pub(super) fn the_provider_is_installed(session: &Session) -> Result<()> {
    session.succeed("supctl install-mirror --write")
}

/// The archive of a release, made by the programs that make it, with the name that the page has.
pub(super) fn a_release_is_carried_over(session: &Session) -> Result<()> {
    let repository = repository().display();
    for command in [
        format!("export MEDIA=\"$PWD\" && cd '{repository}'"),
        format!(".ci/package \"$(dirname \"$SUPCTL\")\" {VERSION} linux_amd64 \"$MEDIA\""),
        format!("touch \"$MEDIA/terraform-provider-configmgr_{VERSION}.cdx.json\""),
        format!(".ci/checksums {VERSION} \"$MEDIA\""),
        "cd \"$MEDIA\"".to_owned(),
    ] {
        session.succeed(&command)?;
    }
    Ok(())
}

pub(super) fn a_dump_is_at_hand(session: &Session) -> Result<()> {
    the_provider_is_installed(session)?;
    examples::copy(&examples::folder().join("real-site"), session.folder())
}

pub(super) fn a_real_site_is_adopted_and_changed_in_code(session: &Session) -> Result<()> {
    a_dump_is_at_hand(session)?;
    for command in [
        "supctl import-site hierarchy.json --to prod.db",
        "export CONFIGMGR_PATH=\"$PWD/prod.db\"",
        "supctl export --hcl > main.tf",
        "terraform init",
        "terraform apply",
        "sed -i 's/\"Office 2016\"/\"Office 2013\", \"Office 2016\"/' main.tf",
    ] {
        session.succeed(command)?;
    }
    Ok(())
}

pub(super) fn a_folder_is_initialized(session: &Session) -> Result<()> {
    the_provider_is_installed(session)?;
    session.configure("")?;
    session.succeed("terraform init")
}

pub(super) fn a_hierarchy_is_installed(session: &Session) -> Result<()> {
    the_provider_is_installed(session)?;
    session.configure(&support::primary_with_sup())?;
    session.succeed("terraform init")?;
    session.succeed("terraform apply")
}

pub(super) fn the_contoso_example_is_installed(session: &Session) -> Result<()> {
    the_provider_is_installed(session)?;
    examples::copy(&examples::folder().join("scenarios/contoso"), session.folder())?;
    session.succeed("terraform init")?;
    session.succeed("terraform apply")
}

/// The hierarchy of the page, and one beside it without internet access.
pub(super) fn three_sites_are_installed(session: &Session) -> Result<()> {
    the_provider_is_installed(session)?;
    session.configure(include_str!("three_sites.tf"))?;
    session.succeed("mkdir ../offline")?;
    session.succeed(
        "sed '/schedule = {/,/^  }/d; s/alert_on_sync_failure = true/source = \"none\"/' main.tf > ../offline/main.tf",
    )?;
    for folder in ["../offline", "../guide"] {
        session.succeed(&format!("cd {folder}"))?;
        session.succeed("terraform init")?;
        session.succeed("terraform apply")?;
    }
    Ok(())
}

/// Bob changed something at the console, and two copies of the hierarchy differ by that.
pub(super) fn bob_changed_something(session: &Session) -> Result<()> {
    the_provider_is_installed(session)?;
    session.configure(include_str!("one_site.tf"))?;
    for command in [
        "terraform init",
        "terraform apply",
        "supctl export > monday.json",
        "supctl copy --from .configmgr/hierarchy.db --to ../test/hierarchy.db",
        "supctl set HQ1/wsus01.contoso.com ledbat=true --actor bob",
        "supctl copy --from .configmgr/hierarchy.db --to ../prod/hierarchy.db",
    ] {
        session.succeed(command)?;
    }
    Ok(())
}

/// A database of the tests, in which the page would name one of its own.
pub(super) fn a_database_takes_the_place_of_the_page(session: &Session) -> Result<()> {
    a_folder_is_initialized(session)?;
    session.configure(&support::primary_with_sup())?;
    let url = test_postgres::Server::shared().url(&format!("hierarchy={}", test_postgres::new_name()));
    session.succeed(&format!("export CONFIGMGR_DATABASE_URL='{url}'"))
}
