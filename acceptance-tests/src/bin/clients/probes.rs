//! Small configurations that show whether a client has a feature.

use std::collections::BTreeMap;

use acceptance_tests::run::Run;
use acceptance_tests::workspace::Workspace;
use anyhow::{Context, Result};

/// A configuration, a command, and how its outcome is read.
struct Probe {
    feature: &'static str,
    body: &'static str,
    /// Another file, with its name.
    beside: Option<(&'static str, &'static str)>,
    command: &'static [&'static str],
    shows: Shows,
}

/// What shows that the client has the feature.
enum Shows {
    /// The command succeeds.
    Success,
    /// The command does not fail with these words, with which a client refuses what it does not know. It may fail with others:
    /// those of the provider.
    Without(&'static str),
}

const ACCOUNT: &str = "resource \"configmgr_account\" \"one\" {\n  user_name = \"CONTOSO\\\\one\"\n}\n";

const PROBES: [Probe; 9] = [
    Probe {
        feature: "import_blocks",
        body: "import {\n  to = configmgr_account.one\n  id = \"CONTOSO\\\\one\"\n}\n",
        beside: Some(("account.tf", ACCOUNT)),
        command: &["plan"],
        shows: Shows::Without("Unsupported block type"),
    },
    Probe {
        feature: "functions",
        body: "output \"day\" {\n  value = provider::configmgr::patch_tuesday(2026, 9)\n}\n",
        beside: None,
        command: &["plan"],
        shows: Shows::Success,
    },
    Probe {
        feature: "moved_across_types",
        body: "moved {\n  from = configmgr_site.one\n  to   = configmgr_account.one\n}\n",
        beside: Some(("account.tf", ACCOUNT)),
        command: &["plan"],
        shows: Shows::Without("Resource type mismatch"),
    },
    Probe {
        feature: "ephemeral_values",
        body: "variable \"password\" {\n  type      = string\n  default   = \"\"\n  ephemeral = true\n}\n",
        beside: None,
        command: &["validate"],
        shows: Shows::Success,
    },
    Probe {
        feature: "write_only_arguments",
        body: "resource \"configmgr_account\" \"one\" {\n  user_name           = \"CONTOSO\\\\one\"\n  \
               password_wo         = \"secret\"\n  password_wo_version = 1\n}\n",
        beside: None,
        command: &["plan"],
        shows: Shows::Success,
    },
    Probe {
        feature: "identity",
        body: "import {\n  to       = configmgr_account.one\n  identity = { user_name = \"CONTOSO\\\\one\" }\n}\n",
        beside: Some(("account.tf", ACCOUNT)),
        command: &["plan"],
        shows: Shows::Without("\"identity\" is not expected here"),
    },
    Probe {
        feature: "query",
        body: "provider \"configmgr\" {}\n",
        beside: Some(("accounts.tfquery.hcl", "list \"configmgr_account\" \"all\" {\n  provider = configmgr\n}\n")),
        command: &["query"],
        shows: Shows::Without("has no command named \"query\""),
    },
    Probe {
        // Terraform 1.13 reads the block, and does nothing.
        feature: "actions",
        body: "action \"configmgr_synchronize\" \"all\" {\n  config {\n    site_code = \"PRI\"\n  }\n}\n",
        beside: None,
        command: &["plan", "-invoke=action.configmgr_synchronize.all"],
        shows: Shows::Without("flag provided but not defined: -invoke"),
    },
    Probe { feature: "deferral", body: "", beside: None, command: &["plan", "-allow-deferral"], shows: Shows::Success },
];

/// Whether a client has each feature.
pub(crate) fn all(workspace: &Workspace) -> Result<BTreeMap<String, bool>> {
    let mut features = BTreeMap::new();
    for probe in PROBES {
        let folder = workspace.beside(probe.feature)?;
        let has = probe.try_in(&folder).with_context(|| format!("the probe of {}", probe.feature))?;
        features.insert(probe.feature.to_owned(), has);
    }
    features.insert("refresh_only_exit_code".to_owned(), refresh_only_exits_with_0(&workspace.beside("refresh")?)?);
    Ok(features)
}

impl Probe {
    fn try_in(&self, folder: &Workspace) -> Result<bool> {
        folder.configure("")?;
        folder.init()?;
        folder.configure(self.body)?;
        if let Some((name, text)) = self.beside {
            folder.write(name, text)?;
        }
        let run = folder.terraform(self.command)?;
        Ok(match self.shows {
            Shows::Success => run.code == Some(0),
            Shows::Without(refusal) => !on_one_line(&run).contains(refusal),
        })
    }
}

/// The words of a run. Clients break lines, each at its own place.
fn on_one_line(run: &Run) -> String {
    let text = run.text().replace(['│', '╷', '╵'], " ");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a refresh-only plan of a state with a number, in which nothing changed, says so.
fn refresh_only_exits_with_0(folder: &Workspace) -> Result<bool> {
    folder.start(
        "resource \"configmgr_site\" \"primary\" {\n  site_code   = \"PRI\"\n  name        = \"Contoso\"\n  \
         type        = \"primary\"\n  server_fqdn = \"cm01.contoso.com\"\n}\n\n\
         resource \"configmgr_sup_role\" \"first\" {\n  site_code   = configmgr_site.primary.site_code\n  \
         server_fqdn = \"sup.contoso.com\"\n}\n",
    )?;
    folder.apply(&[])?;
    let run = folder.terraform(&["plan", "-refresh-only", "-detailed-exitcode"])?;
    folder.destroy(&[])?;
    Ok(run.code == Some(0))
}
