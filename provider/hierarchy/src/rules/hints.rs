//! Phrases that messages share: near misses, lists, the line to write.

/// How many names a message lists before it only counts the rest.
const LISTED: usize = 6;

/// ` Did you mean "PS1"?`, when one of the candidates is close to the name.
pub(super) fn did_you_mean<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    let name = name.to_lowercase();
    let tolerated = (name.chars().count() / 4).max(1);
    let nearest = candidates
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(&name, &candidate.to_lowercase()), candidate))
        .min()
        .filter(|(distance, _)| *distance <= tolerated);
    nearest.map_or_else(String::new, |(_, candidate)| format!(" Did you mean \"{candidate}\"?"))
}

/// `A`, `A and B`, `A, B and C`; a long list ends in `and 12 more`.
pub(super) fn listed<T: AsRef<str>>(names: &[T]) -> String {
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

/// The line that refers to an object: what refers to another is installed after it and removed before it.
pub(super) fn reference(attribute: &str, to: &str, id: &str) -> String {
    let (label, property) = match to {
        "site" => ("configmgr_site", "site_code"),
        "account" => ("configmgr_account", "user_name"),
        _ => ("configmgr_sup_role", "id"),
    };
    format!("\n\n  {attribute} = {label}.<name>.{property} # {id}")
}
