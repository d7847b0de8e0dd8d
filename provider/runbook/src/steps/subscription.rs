//! Which products and classifications a change subscribes and unsubscribes.

use std::collections::BTreeSet;
use std::ptr;

use hierarchy::catalog::{self, Place};

use crate::command::{Argument, Command};
use crate::reading::Reading;

/// What is subscribed before and after a change.
pub(crate) struct Subscription<'a> {
    before: &'a BTreeSet<String>,
    after: &'a BTreeSet<String>,
    is_classification: bool,
}

impl<'a> Subscription<'a> {
    pub(crate) fn new(before: &'a BTreeSet<String>, after: &'a BTreeSet<String>, is_classification: bool) -> Self {
        Self { before, after, is_classification }
    }

    /// The commands, of which those that unsubscribe come first: whether a family takes its products along was not found.
    pub(crate) fn commands(&self) -> Vec<String> {
        let command = |(name, is_subscribed): (&str, bool)| {
            let command = Command::new("Set-Subscription").with("Name", name).with("IsSubscribed", is_subscribed);
            command.with("Classification", self.is_classification).text()
        };
        self.switched().into_iter().map(command).collect()
    }

    pub(crate) fn reading(&self) -> Option<Reading> {
        let switched = self.switched();
        let before = switched.iter().map(|(name, _)| match self.is_in(self.before, name) {
            true => "1",
            false if self.is_covered(self.before, name) => "*",
            false => "0",
        });
        let before = Some(before.collect::<Vec<_>>().join("|"));
        let after = switched.iter().map(|(_, is_subscribed)| if *is_subscribed { "1" } else { "0" });
        let after = after.collect::<Vec<_>>().join("|");
        let names = switched.iter().map(|(name, _)| (*name).to_owned()).collect();
        let command = Command::new("Get-Subscription").with("Names", Argument::Texts(names));
        let expression = command.with("Classifications", self.is_classification).text();
        (!switched.is_empty()).then_some(Reading { expression, before, after })
    }

    /// The names that are unsubscribed, and then those that are subscribed. What another name covers afterwards stays
    /// subscribed, and what a name that goes has covered is subscribed again.
    fn switched(&self) -> Vec<(&'a str, bool)> {
        let gone: BTreeSet<&str> = names(self.before).filter(|name| !self.is_covered(self.after, name)).collect();
        let is_left = |name: &str| gone.iter().any(|gone| self.covers(gone, name));
        let subscribed = names(self.after).filter(|name| !self.is_in(self.before, name) || is_left(name));
        gone.iter().map(|name| (*name, false)).chain(subscribed.map(|name| (name, true))).collect()
    }

    fn is_in(&self, selection: &BTreeSet<String>, name: &str) -> bool {
        names(selection).any(|other| self.covers(other, name) && self.covers(name, other))
    }

    fn is_covered(&self, selection: &BTreeSet<String>, name: &str) -> bool {
        names(selection).any(|above| self.covers(above, name))
    }

    /// Whether a name is another one, or a family or a company that has it.
    fn covers(&self, above: &str, name: &str) -> bool {
        if above.eq_ignore_ascii_case(name) {
            return true;
        }
        if self.is_classification {
            let [above, name] = [above, name].map(catalog::classification);
            return above.zip(name).is_some_and(|(above, name)| ptr::eq(above, name));
        }
        let [above, places]: [Vec<Place>; 2] = [above, name].map(|name| catalog::find(name).into_iter().collect());
        above.iter().any(|above| places.iter().any(|place| above.covers(place)))
    }
}

fn names(selection: &BTreeSet<String>) -> impl Iterator<Item = &str> {
    selection.iter().map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn families_and_products_do_not_undo_each_other() {
        for (before, after, switched, guard) in [
            (&["Windows 11"][..], &["Windows 11", "Office 2016"][..], "+Office 2016", "0"),
            (&["Windows 11"], &[], "-Windows 11", "1"),
            (&["windows 11"], &["Windows 11"], "", ""),
            // The family has the product.
            (&["Office", "Office 2016"], &["Office"], "", ""),
            (&["Office 2016"], &["Office"], "+Office", "0"),
            (&["Office"], &["Office 2016"], "-Office +Office 2016", "1|*"),
            (&["Office", "Office 2016"], &["Office 2016"], "-Office +Office 2016", "1|1"),
            // No catalog of ours has it.
            (&["Fabrikam 1"], &["Fabrikam 2"], "-Fabrikam 1 +Fabrikam 2", "1|0"),
        ] {
            let [before, after] = [before, after].map(set);
            let subscription = Subscription::new(&before, &after, false);
            let signed =
                |(name, is_subscribed): (&str, bool)| format!("{}{name}", if is_subscribed { "+" } else { "-" });
            let found: Vec<_> = subscription.switched().into_iter().map(signed).collect();
            assert_eq!(found.join(" "), switched, "{before:?} {after:?}");
            let found = subscription.reading().and_then(|reading| reading.before).unwrap_or_default();
            assert_eq!(found, guard, "{before:?} {after:?}");
        }
    }
}
