//! Holds the commands of a script to their pages.

use std::collections::BTreeSet;

use crate::reference::{Cmdlet, Parameter, Reference};
use crate::script::{Argument, Command, Script, Value};

/// Parameters of every cmdlet (the page "About common parameters"), and of those that change something.
const COMMON: [&str; 6] = ["ErrorAction", "WarningAction", "ErrorVariable", "Verbose", "WhatIf", "Confirm"];

/// What is wrong with a script, each with its line: no PowerShell, a command that no page and no function of the script
/// describes, a parameter that it does not have, a value of another type, parameters of no common set, or a newer parameter
/// that the script does not look for first.
#[must_use]
pub fn mistakes(script: &str, reference: &Reference) -> Vec<String> {
    let Some(script) = Script::parse(script) else { return vec!["the grammar cannot be used".to_owned()] };
    let mut mistakes: Vec<(usize, String)> =
        script.errors.iter().map(|(line, text)| (*line, format!("is not PowerShell: {text}"))).collect();
    for (index, command) in script.commands.iter().enumerate() {
        let earlier = script.commands.get(..index).unwrap_or_default();
        let found = match (script.functions.get(&command.name.to_lowercase()), reference.cmdlet(&command.name)) {
            (Some(parameters), _) => of_function(command, parameters),
            (None, Some(cmdlet)) => of_cmdlet(command, cmdlet, earlier),
            (None, None) if command.name.starts_with('$') => Vec::new(),
            (None, None) => vec![format!("{} has no page", command.name)],
        };
        mistakes.extend(found.into_iter().map(|mistake| (command.line, mistake)));
    }
    mistakes.sort();
    mistakes.into_iter().map(|(line, mistake)| format!("line {line}: {mistake}")).collect()
}

fn of_function(command: &Command, parameters: &[String]) -> Vec<String> {
    let names = command.arguments.iter().filter_map(|argument| match argument {
        Argument::Parameter(name, _) => Some(name),
        Argument::Value(_) | Argument::Splatted(_) => None,
    });
    let unknown = names.filter(|name| !parameters.iter().any(|parameter| parameter.eq_ignore_ascii_case(name)));
    unknown.map(|name| format!("{} has no parameter {name}", command.name)).collect()
}

fn of_cmdlet(command: &Command, cmdlet: &Cmdlet, earlier: &[Command]) -> Vec<String> {
    let (mut mistakes, mut given) = (Vec::new(), BTreeSet::new());
    let mut positional = 0_usize;
    let mut arguments = command.arguments.iter().peekable();
    while let Some(argument) = arguments.next() {
        match argument {
            Argument::Splatted(variable) => {
                mistakes.push(format!("{variable} hides the parameters of {}", cmdlet.name))
            }
            Argument::Value(_) => positional += 1,
            Argument::Parameter(name, has_colon) => {
                let is_common = COMMON.iter().any(|common| common.eq_ignore_ascii_case(name));
                let parameter = cmdlet.parameter(name);
                let takes_value = *has_colon
                    || parameter.is_none_or(|parameter| parameter.r#type.as_deref() != Some("SwitchParameter"));
                let value = arguments.next_if(|next| takes_value && matches!(next, Argument::Value(_)));
                let Some(parameter) = parameter else {
                    mistakes.extend((!is_common).then(|| format!("{} has no parameter {name}", cmdlet.name)));
                    continue;
                };
                if !given.insert(parameter.name.as_str()) {
                    mistakes.push(format!("{} has {} twice", cmdlet.name, parameter.name));
                }
                mistakes.extend(misfit(cmdlet, parameter, value, takes_value));
                if parameter.since.is_some() && !is_looked_for(cmdlet, parameter, earlier) {
                    mistakes.push(format!("{} {} is newer, and not looked for", cmdlet.name, parameter.name));
                }
            }
        }
    }
    let unnamed: Vec<_> =
        cmdlet.positional().into_iter().filter(|parameter| !given.contains(parameter.name.as_str())).collect();
    if positional > unnamed.len() {
        mistakes.push(format!("{} has a value without a parameter", cmdlet.name));
    }
    mistakes.extend(set_misfit(command, cmdlet, &given, positional));
    mistakes
}

/// What is wrong with the value of a parameter.
fn misfit(cmdlet: &Cmdlet, parameter: &Parameter, value: Option<&Argument>, takes_value: bool) -> Option<String> {
    let Cmdlet { name: cmdlet, .. } = cmdlet;
    let Parameter { name, r#type, values, .. } = parameter;
    let Some(Argument::Value(value)) = value else {
        return takes_value.then(|| format!("{cmdlet} {name} has no value"));
    };
    let r#type = r#type.as_deref()?;
    if !fits(value, r#type) {
        return Some(format!("{cmdlet} {name} is a {type}, not {value:?}"));
    }
    match value {
        Value::Text(text) if !values.is_empty() && !values.iter().any(|value| value.eq_ignore_ascii_case(text)) => {
            Some(format!("{cmdlet} {name} does not accept {text}"))
        }
        _ => None,
    }
}

fn fits(value: &Value, r#type: &str) -> bool {
    if let (Some(item), Value::Array(items)) = (r#type.strip_suffix("[]"), value) {
        return items.iter().all(|value| fits(value, item));
    }
    let single = r#type.strip_suffix("[]").unwrap_or(r#type);
    match value {
        Value::Unknown => true,
        Value::Boolean => matches!(single, "Boolean" | "SwitchParameter" | "Object" | "PSObject"),
        Value::Number(_) => {
            matches!(single, "Int32" | "UInt32" | "Int64" | "Object" | "PSObject" | "Version" | "Double")
        }
        Value::Null => !matches!(single, "Boolean" | "Int32" | "UInt32" | "SwitchParameter" | "SecureString"),
        Value::ScriptBlock => matches!(single, "ScriptBlock" | "Object" | "PSObject"),
        Value::Array(_) => matches!(single, "Object" | "PSObject"),
        // An object of the module is never a text. Other types accept their names or forms as text.
        Value::Text(_) => {
            !matches!(single, "Boolean" | "Int32" | "UInt32" | "SwitchParameter" | "SecureString" | "IResultObject")
        }
    }
}

/// Whether an earlier command names the cmdlet and the parameter, to look for it.
fn is_looked_for(cmdlet: &Cmdlet, parameter: &Parameter, earlier: &[Command]) -> bool {
    let names = |command: &Command, text: &str| {
        command.arguments.iter().any(|argument| *argument == Argument::Value(Value::Text(text.to_owned())))
    };
    earlier.iter().any(|command| names(command, &cmdlet.name) && names(command, &parameter.name))
}

/// Why no parameter set has all parameters of a command.
fn set_misfit(command: &Command, cmdlet: &Cmdlet, given: &BTreeSet<&str>, positional: usize) -> Option<String> {
    let candidates: Vec<_> = cmdlet.sets.iter().filter(|set| given.iter().all(|name| set.has(name))).collect();
    if candidates.is_empty() {
        let given: Vec<_> = given.iter().copied().collect();
        return Some(format!("{} has no parameter set with {}", cmdlet.name, given.join(", ")));
    }
    let missing = candidates.iter().map(|set| {
        let mut unnamed = positional;
        let mut missing = Vec::new();
        for name in &set.mandatory {
            let parameter = cmdlet.parameter(name);
            let is_from_pipeline = command.is_piped && parameter.is_some_and(|parameter| parameter.pipeline);
            let is_positional = unnamed > 0 && parameter.is_some_and(|parameter| parameter.position.is_some());
            if given.contains(name.as_str()) || is_from_pipeline {
                continue;
            } else if is_positional {
                unnamed -= 1;
            } else {
                missing.push(name.as_str());
            }
        }
        missing
    });
    let fewest = missing.min_by_key(Vec::len)?;
    (!fewest.is_empty()).then(|| format!("{} needs {}", cmdlet.name, fewest.join(", ")))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_held_to_the_pages() {
        let reference = Reference::read().unwrap();
        for (script, expected) in [
            ("Get-CMSite -SiteCode 'PS1'", ""),
            ("Get-CMSite -SiteCode 'PS1", "line 1: is not PowerShell"),
            ("Get-CMSites", "line 1: Get-CMSites has no page"),
            ("Get-CMSite -Code 'PS1'", "line 1: Get-CMSite has no parameter Code"),
            ("Set-CMSoftwareUpdatePointComponent -SiteCode 'PS1' -WaitMonth 3", ""),
            ("Set-CMSoftwareUpdatePointComponent -SiteCode 'PS1' -WaitMonthForNonFeature 3", ""),
            (
                "Set-CMSoftwareUpdatePointComponent -SiteCode 'PS1' -WaitMonth '3'",
                "line 1: Set-CMSoftwareUpdatePointComponent WaitMonth is a Int32, not Text(\"3\")",
            ),
            ("Set-CMSoftwareUpdatePointComponent -AddProduct 'Office 2019', 'Windows 11'", ""),
            (
                "Set-CMSoftwareUpdatePointComponent -SiteCode 'PS1' -Name 'a' ",
                "line 1: Set-CMSoftwareUpdatePointComponent has no parameter set with Name, SiteCode",
            ),
            (
                "Set-CMSoftwareUpdatePointComponent -ContentFileOption 'Express'",
                "line 1: Set-CMSoftwareUpdatePointComponent ContentFileOption does not accept Express",
            ),
            ("New-CMAccount -UserName 'CONTOSO\\a'", "line 1: New-CMAccount needs Password"),
            ("New-CMAccount -UserName 'CONTOSO\\a' -Password $p", ""),
            (
                "New-CMAccount -UserName 'CONTOSO\\a' -Password 'secret'",
                "line 1: New-CMAccount Password is a SecureString, not Text(\"secret\")",
            ),
            ("New-CMAccount @arguments", "line 1: @arguments hides the parameters of New-CMAccount"),
            (
                "Set-CMSoftwareUpdatePoint -SiteSystemServerName 'a' -Wledbat $true",
                "line 1: Set-CMSoftwareUpdatePoint Wledbat is newer, and not looked for",
            ),
            (
                "function Test-It { param([string]$A, [string]$B) }\nTest-It 'Set-CMSoftwareUpdatePoint' 'Wledbat'\n\
                 Set-CMSoftwareUpdatePoint -SiteSystemServerName 'a' -Wledbat $true",
                "",
            ),
            ("function Test-It { param($A) }\nTest-It -B 1", "line 2: Test-It has no parameter B"),
            ("Get-CMAccount | Where-Object { $_.UserName -eq 'a' }", ""),
            ("Remove-CMAccount -Force", "line 1: Remove-CMAccount needs"),
            ("Get-CMAccount -UserName 'a' | Remove-CMAccount -Force", ""),
            ("Remove-CMAccount -Force:$true -UserName 'b'", ""),
            ("Remove-CMAccount -Force 'a' -UserName 'b'", "line 1: Remove-CMAccount has a value without a parameter"),
        ] {
            let found = mistakes(script, &reference);
            assert_eq!(found.is_empty(), expected.is_empty(), "{script}: {found:?}");
            assert!(
                found.is_empty() || found.iter().any(|mistake| mistake.starts_with(expected)),
                "{script}: {found:?}"
            );
        }
    }
}
