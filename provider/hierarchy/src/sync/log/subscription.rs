//! A change of the subscriptions in WCM.log ("Software update point installation and configuration").

use super::site_context::{SiteContext, Sup};
use super::wcm::{configured, connection};
use super::writer::{Line, lines};
use crate::catalog::{self, Place};
use crate::facts::{Moment, Subscription, product_key};
use crate::sync::timing;

/// What follows from each change of the subscriptions of the top-level site.
pub(super) fn changes(context: &SiteContext<'_>) -> Vec<(Moment, Vec<Line>)> {
    let Some(first) = context.sups.first() else { return Vec::new() };
    let ready = first.installed.after(timing::CONFIGURATION);
    let changes = context.node.state.subscriptions.iter().map(|(since, subscription)| {
        let at = (*since).max(ready);
        let mut lines = lines![
            "File notification triggered WCM Inbox.",
            "Setting new configuration state to 4 (WSUS_CONFIG_SUBSCRIPTION_PENDING)",
        ];
        lines.extend(connection(context, first, at));
        if context.misconfiguration_at(first, at).is_none() {
            lines.push(subscribed(subscription).into());
            lines.extend(configured());
        }
        (at, lines)
    });
    changes.collect()
}

/// WSUS does not know a subscribed product, and refuses the subscriptions ("Failed to set Subscriptions on the WSUS
/// Server", a knowledge base article of a patch vendor).
pub(super) fn refusal(context: &SiteContext<'_>, sup: &Sup) -> Vec<Line> {
    let unknown = context.world.unknown_products(sup.number).into_iter().map(|product| {
        let place = catalog::find(product).into_iter().next();
        let id = place.as_ref().and_then(|place| place.id()).unwrap_or(product);
        let name = place.as_ref().map_or(product, |place| place.name());
        Line::from(format!("Category Product:{id} ({name}) not found on WSUS"))
    });
    let mut lines: Vec<Line> = unknown.collect();
    lines.extend(lines![
        "Subscription contains categories unknown to WSUS.",
        "Failed to set Subscriptions on the WSUS Server. Error:(-2147467259)Unspecified error",
    ]);
    lines
}

/// The subscribed categories. Those without a known id are left out.
fn subscribed(subscription: &Subscription) -> String {
    let products = catalog::places().filter(|place| matches!(place, Place::Product(..)));
    let products = products.filter(|place| subscription.products.contains(&product_key(place)));
    let products = products.filter_map(|place| Some(category("Product", place.id()?, place.name())));
    let classifications = catalog::classifications().iter();
    let classifications = classifications.filter(|one| subscription.classifications.contains(one.name));
    let classifications = classifications.filter_map(|one| Some(category("UpdateClassification", one.id?, one.name)));
    let categories: String = products.chain(classifications).collect();
    format!("Subscribed Update Categories <?xml version=\"1.0\" ?>~~<Categories>~~{categories}</Categories>")
}

fn category(kind: &str, id: &str, name: &str) -> String {
    format!(" <Category Id=\"{kind}:{id}\"><![CDATA[{name}]]></Category>~~")
}
