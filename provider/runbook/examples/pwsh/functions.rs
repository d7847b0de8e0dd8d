//! Functions with the names and parameters of the cmdlets of Configuration Manager, as their pages describe them.

use std::fmt::Write as _;

use cmdlets::{Cmdlet, Parameter, Reference};

/// A function for each cmdlet of the reference that is of Configuration Manager.
pub(crate) fn of_module(reference: &Reference) -> String {
    let of_module = reference.cmdlets().filter(|cmdlet| cmdlet.name.contains("-CM"));
    of_module.map(function).collect::<Vec<_>>().join("\n")
}

fn function(cmdlet: &Cmdlet) -> String {
    let default = cmdlet.sets.first().map(|set| set.name.as_str()).unwrap_or_default();
    let parameters: Vec<_> = cmdlet.parameters.iter().map(|parameter| declaration(cmdlet, parameter)).collect();
    let name = &cmdlet.name;
    let makes_value = ["Get-", "Convert-", "New-CMInstallationSourceFile", "New-CMSqlServerSetting"];
    let body = match makes_value.iter().any(|start| name.starts_with(start)) {
        true => format!("New-Object -TypeName PSObject -Property @{{ Cmdlet = '{name}' }}"),
        false => format!("Invoke-Change -Name '{name}'"),
    };
    format!(
        "function {name} {{\n    [CmdletBinding(DefaultParameterSetName = '{default}')]\n    param(\n{}\n    )\n    {body}\n}}\n",
        parameters.join(",\n")
    )
}

fn declaration(cmdlet: &Cmdlet, parameter: &Parameter) -> String {
    let mut text = String::new();
    for set in &cmdlet.sets {
        let is_mandatory = set.mandatory.contains(&parameter.name);
        if is_mandatory || set.optional.contains(&parameter.name) {
            let mandatory = if is_mandatory { "$true" } else { "$false" };
            let position = parameter.position.map(|position| format!(", Position = {position}")).unwrap_or_default();
            let _ = writeln!(
                text,
                "        [Parameter(ParameterSetName = '{}', Mandatory = {mandatory}{position})]",
                set.name
            );
        }
    }
    if !parameter.aliases.is_empty() {
        let _ = writeln!(text, "        [Alias({})]", quoted(&parameter.aliases));
    }
    if !parameter.values.is_empty() {
        let _ = writeln!(text, "        [ValidateSet({})]", quoted(&parameter.values));
    }
    let _ = write!(text, "        {}${}", r#type(parameter), parameter.name);
    text
}

fn quoted(texts: &[String]) -> String {
    texts.iter().map(|text| format!("'{text}'")).collect::<Vec<_>>().join(", ")
}

/// The type of a parameter; none for types of the module.
fn r#type(parameter: &Parameter) -> &'static str {
    match parameter.r#type.as_deref() {
        Some("String") => "[string]",
        Some("String[]") => "[string[]]",
        Some("Boolean") => "[bool]",
        Some("Int32") => "[int]",
        Some("UInt32") => "[uint32]",
        Some("SwitchParameter") => "[switch]",
        Some("SecureString") => "[securestring]",
        Some("DateTime") => "[datetime]",
        Some(_) if !parameter.values.is_empty() => "[string]",
        _ => "",
    }
}
