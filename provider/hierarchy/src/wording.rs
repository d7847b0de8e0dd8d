//! Phrases that messages share: similar names, lists, the line to write.

/// A message lists at most this many names and counts the rest.
const LISTED: usize = 6;

/// Longer names, in characters, are not compared: the time that takes grows with the square of the length.
const COMPARED: usize = 200;

/// The candidate that is probably meant, if one is similar to the name.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    all_nearest(name, candidates).into_iter().next()
}

/// The candidates that may be meant: the most similar ones, all equally similar.
pub(crate) fn all_nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let name = name.to_lowercase();
    let length = name.chars().count();
    let tolerated = (length / 4).max(1);
    // The distance is at least the difference of the lengths.
    let is_comparable = |other: &str| length <= COMPARED && other.chars().count().abs_diff(length) <= tolerated;
    let mut near: Vec<(usize, &str)> = candidates
        .into_iter()
        .map(|candidate| (candidate.to_lowercase(), candidate))
        .filter(|(folded, _)| is_comparable(folded))
        .map(|(folded, candidate)| (strsim::damerau_levenshtein(&name, &folded), candidate))
        .filter(|(distance, _)| *distance <= tolerated)
        .collect();
    near.sort_unstable();
    near.dedup();
    let least = near.first().map(|(distance, _)| *distance);
    near.into_iter().take_while(|(distance, _)| Some(*distance) == least).map(|(_, candidate)| candidate).collect()
}

/// ` Did you mean "PS1"?`
pub fn did_you_mean(near: Option<&str>) -> String {
    near.map_or_else(String::new, |near| format!(" Did you mean \"{near}\"?"))
}

/// `; did you mean "PS1" or "PS2"?`, as the end of a summary: the detail is then the same for all that is wrong in this
/// way, and printed once.
pub(crate) fn or_meant(near: &[&str]) -> String {
    let near: Vec<String> = near.iter().map(|name| format!("\"{name}\"")).collect();
    if near.is_empty() { String::new() } else { format!("; did you mean {}?", near.join(" or ")) }
}

/// `A`, `A and B`, `A, B and C`; a long list ends in `and 12 more`.
pub(crate) fn listed<T: AsRef<str>>(names: &[T]) -> String {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    match names.as_slice() {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [others @ .., last] if names.len() <= LISTED => format!("{} and {last}", others.join(", ")),
        _ => {
            let (shown, rest) = names.split_at(LISTED);
            format!("{} and {} more", shown.join(", "), rest.len())
        }
    }
}

/// The line that refers to an object. Terraform creates a referring object after the other one, and removes it first.
pub(crate) fn reference(attribute: &str, to: &str, id: &str) -> String {
    let (label, property) = match to {
        "site" => ("configmgr_site", "site_code"),
        "account" => ("configmgr_account", "user_name"),
        "site_system" => ("configmgr_site_system", "server_fqdn"),
        _ => ("configmgr_sup_role", "id"),
    };
    format!("\n\n  {attribute} = {label}.<name>.{property} # {id}")
}

/// ` in the configmgr_site_system …`: what to write for the server of a role, and how the role refers to it.
pub(crate) fn in_site_system(argument: &str, server: &str) -> String {
    format!(
        " in the configmgr_site_system of {server}:\n\n  {argument}\n\nRefer to it in the role, so that Terraform \
         creates it first:{}",
        reference("server_fqdn", "site_system", server)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn similar_names_are_found_and_long_ones_are_not_compared() {
        let long = |last: char| format!("{}{last}", "x".repeat(5_000));
        for (name, candidate, is_near) in [
            ("Windows 1", "WINDOWS 11", true),
            ("PS1", "PS2", true),
            ("PS1", "EUR", false),
            ("Windows", "Windows Server 2022", false),
            (&long('a'), &long('b'), false),
        ] {
            assert_eq!(nearest(name, [candidate]).is_some(), is_near, "{name:.20} {candidate:.20}");
        }
    }
}
