//! An error shows the line of the attribute that it is about.

use acceptance_tests::workspace::in_workspace;
use anyhow::Result;

use crate::blocks::{cas, of, server_with, settings, sup, sup_with};
use crate::support::assert_refusal;

#[test]
#[cfg_attr(not(terraform), ignore = "terraform is not on the PATH")]
fn the_line_of_a_nested_attribute_is_shown() -> Result<()> {
    let server = server_with(
        "cas",
        "wsus-cas",
        "proxy = {\n    server = \"proxy.contoso.com\"\n    port   = 0\n  }\n  wsus = {\n    installed = true\n    database = {\n      \
         server = \"sql01.contoso.com\"\n      kind   = \"oracle\"\n    }\n  }\n  timeouts {\n    update = \"1m\"\n    create = \
         \"soon\"\n  }",
    );
    let products = settings(
        "wsus-cas",
        "classifications = [\"Updates\"]\n  products = [\n    \"Windows 11\",\n    \"Windoes\",\n  ]",
    );
    let ports = [
        sup_with("cas", "wsus-cas", "null", "http_port = 80\n  https_port = 443"),
        server_with(
            "cas",
            "wsus-cas",
            &format!(
                "wsus = {{\n    installed = true\n    http_port = 8530\n  }}\n  depends_on = [{}]",
                of("wsus-cas").trim_end_matches(".id")
            ),
        ),
    ];
    in_workspace(|workspace| {
        workspace.start("")?;
        for (name, body) in [
            ("lines_of_values", server),
            ("lines_of_elements", sup("cas", "wsus-cas", "null") + &products),
            ("lines_of_rules", ports.concat()),
        ] {
            workspace.configure(&(cas() + &body))?;
            assert_refusal(name, &workspace.terraform(&["plan"])?.expect_code(1)?);
        }
        Ok(())
    })
}
