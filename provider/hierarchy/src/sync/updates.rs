//! Numbers of updates. Those of the real catalog are unknown here, so the numbers are pseudo-random: the same for the
//! same seed, product, classification and month. As in the product is when updates are released (the second Tuesday of
//! a month), which ones are superseded, and when they expire.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, LazyLock};

use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::catalog::{self, Place};
use crate::facts::{Content, Count, Leaving, Moment, Subscription};
use crate::model::{MaxRunTime, Supersedence, SupersedenceRule};
use crate::schedule::patch_tuesday_release;

/// The first year with monthly releases; older updates exist from the start.
const FIRST_YEAR: i16 = 2024;

/// The classification whose updates are released daily.
const DAILY: &str = "Definition Updates";

/// The number of definition updates per day, and the number of newest ones that are not expired.
const DEFINITIONS: (u64, u64) = (3, 90);

/// The numbers of updates at a time.
pub(crate) fn count(seed: u64, product: &str, classification: &str, at: Moment, supersedence: &Supersedence) -> Count {
    let lots = Lots::of(seed, product, classification);
    let lot = |salt: u64| lots.draw(salt);
    let name = name_of(product);
    match classification {
        DAILY if has_definitions(name) => definitions(at),
        DAILY => Count::default(),
        "Upgrades" if has_upgrades(name) => {
            let is_release = |month: u64| month % 12 == 9;
            monthly(
                at,
                12,
                &supersedence.feature_updates,
                |month| if is_release(month) { 1 + lot(month) % 3 } else { 0 },
            )
        }
        "Upgrades" => Count::default(),
        _ if lot(u64::MAX) % 100 >= share(classification) => Count::default(),
        _ => {
            let mut count = monthly(at, 1, &supersedence.non_feature_updates, |month| lot(month) % 4);
            count.updates += lot(u64::MAX - 1) % 60;
            count
        }
    }
}

/// The percentage of products that have updates of a classification.
fn share(classification: &str) -> u64 {
    match classification {
        "Security Updates" => 95,
        "Updates" => 75,
        "Critical Updates" => 55,
        "Update Rollups" => 45,
        "Service Packs" | "Feature Packs" => 20,
        _ => 12,
    }
}

/// The name of a product in the catalog, by its id.
fn name_of(product: &str) -> &str {
    static NAMES: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| {
        let products = catalog::places().filter(|place| matches!(place, Place::Product(..)));
        products.filter_map(|place| Some((place.id()?, place.name()))).collect()
    });
    NAMES.get(product).copied().unwrap_or(product)
}

fn has_definitions(name: &str) -> bool {
    ["Defender", "Endpoint Protection", "Security Essentials", "Forefront"].iter().any(|part| name.contains(part))
}

fn has_upgrades(name: &str) -> bool {
    ["Windows 10", "Windows 11", "Windows Insider"].iter().any(|part| name.starts_with(part))
}

/// Updates released monthly, and superseded by those released `replaced_after` months later.
fn monthly(at: Moment, replaced_after: u64, rule: &SupersedenceRule, coming: impl Fn(u64) -> u64) -> Count {
    let wait = if rule.expire_immediately { 0 } else { u64::from(rule.wait_months) };
    let months = released_months(at);
    let mut count = Count::default();
    for month in 0..months {
        let came = coming(month);
        count.updates += came;
        if month + replaced_after < months {
            count.superseded += came;
        }
        if month + replaced_after + wait < months {
            count.expired += came;
        }
    }
    count
}

/// Definition updates supersede one another within a day. The rules of the site never expire them; Microsoft does.
fn definitions(at: Moment) -> Count {
    let first = midnight(FIRST_YEAR, 1, 1).map_or(at, |midnight| midnight);
    let days = u64::try_from(at.since(first).as_hours() / 24).unwrap_or_default();
    let updates = days * DEFINITIONS.0;
    Count { updates, superseded: updates.saturating_sub(1), expired: updates.saturating_sub(DEFINITIONS.1) }
}

/// The number of monthly releases so far.
fn released_months(at: Moment) -> u64 {
    let date = at.timestamp().to_zoned(TimeZone::UTC).date();
    let month = i64::from(date.year() - FIRST_YEAR) * 12 + i64::from(date.month()) - 1;
    let is_released = release(date.year(), date.month()).is_some_and(|release| release <= at);
    u64::try_from(month + i64::from(is_released)).unwrap_or_default()
}

/// When the updates of a month are released.
fn release(year: i16, month: i8) -> Option<Moment> {
    patch_tuesday_release(year, month).map(Moment::of)
}

fn midnight(year: i16, month: i8, day: i8) -> Option<Moment> {
    let date = Date::new(year, month, day).ok()?.to_zoned(TimeZone::UTC).ok()?;
    Some(Moment::of(date.timestamp()))
}

/// A pseudo-random number for a product and a classification.
pub(crate) fn pseudo_random(seed: u64, product: &str, classification: &str, salt: u64) -> u64 {
    Lots::of(seed, product, classification).draw(salt)
}

/// Pseudo-random numbers: FNV-1a over what they depend on, mixed as in SplitMix64. Both never change, which the hashers of
/// the standard library do not guarantee.
#[derive(Clone, Copy)]
struct Lots(u64);

impl Lots {
    fn of(seed: u64, product: &str, classification: &str) -> Self {
        let start = 0xcbf2_9ce4_8422_2325 ^ seed;
        Self(fnv(start, product.bytes().chain([0]).chain(classification.bytes())))
    }

    fn draw(self, salt: u64) -> u64 {
        let mixed = fnv(self.0, salt.to_le_bytes());
        let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

fn fnv(start: u64, bytes: impl IntoIterator<Item = u8>) -> u64 {
    bytes.into_iter().fold(start, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

/// The number of subscribed updates of a version of the catalog that are released monthly.
pub(crate) fn released_monthly(content: &Content) -> Count {
    let mut total = Count::default();
    for (_, _, counted) in by_product(content).filter(|(_, classification, _)| *classification != DAILY) {
        total.add(counted);
    }
    total
}

/// The number of subscribed updates of a version of the catalog that are released daily.
pub(crate) fn released_daily(content: &Content) -> Count {
    let Content { seed, supersedence, subscription, .. } = content;
    let mut total = Count::default();
    let Some(at) = content.as_of.filter(|_| subscription.classifications.contains(DAILY)) else { return total };
    for product in &subscription.products {
        total.add(count(*seed, product, DAILY, at, supersedence));
    }
    total
}

/// The subscribed updates of a version of the catalog, by product and classification.
pub(crate) fn by_product(content: &Content) -> impl Iterator<Item = (&str, &str, Count)> {
    of_subscription(&content.subscription, content.as_of, content.seed, &content.supersedence)
}

/// The numbers of subscribed updates by their maximum run time in minutes, and of those among them that keep it although
/// new ones get another. An update keeps the one it synchronized with.
pub(crate) fn by_run_time(content: &Content) -> BTreeMap<u32, (u64, u64)> {
    let mut numbers: BTreeMap<u32, (u64, u64)> = BTreeMap::new();
    let mut add = |minutes: u32, today: u32, number: u64| {
        let (updates, kept) = numbers.entry(minutes).or_default();
        *updates += number;
        *kept += if minutes == today { 0 } else { number };
    };
    for (product, classification, counted) in by_product(content) {
        let minutes = |run_time: &MaxRunTime| run_time_of(name_of(product), classification, run_time);
        let today = minutes(&content.run_time);
        let mut known = 0;
        for kept in content.kept_run_times.iter().filter(|kept| kept.subscription.has(product, classification)) {
            let then = count(content.seed, product, classification, kept.as_of, &content.supersedence).updates;
            add(minutes(&kept.run_time), today, then.saturating_sub(known));
            known = then.max(known);
        }
        add(today, today, counted.updates.saturating_sub(known));
    }
    numbers.retain(|_, (updates, _)| *updates > 0);
    numbers
}

/// The maximum run time of an update ("Plan for software updates").
fn run_time_of(product: &str, classification: &str, run_time: &MaxRunTime) -> u32 {
    const OF_WINDOWS_AND_OFFICE: [&str; 5] = [
        "Windows 11",
        "Windows Server 2012 R2",
        "Windows Server 2016",
        "Windows Server 2019",
        "Microsoft 365 Apps/Office 2019/Office LTSC",
    ];
    if matches!(classification, "Upgrades" | "Update Rollups" | "Service Packs") {
        run_time.feature_updates
    } else if product.starts_with("Windows 10") || OF_WINDOWS_AND_OFFICE.contains(&product) {
        run_time.non_feature_updates
    } else {
        run_time.other
    }
}

/// The updates that are no longer subscribed, by product and classification: all have expired.
pub(crate) fn leaving<'a>(content: &'a Content, part: &'a Leaving) -> impl Iterator<Item = (&'a str, &'a str, Count)> {
    let Leaving { subscription, as_of, .. } = part;
    let counts = of_subscription(subscription, Some(*as_of), content.seed, &content.supersedence);
    counts.map(|(product, classification, counted)| {
        (product, classification, Count { expired: counted.updates, ..counted })
    })
}

fn of_subscription<'a>(
    subscription: &'a Subscription,
    as_of: Option<Moment>,
    seed: u64,
    supersedence: &'a Supersedence,
) -> impl Iterator<Item = (&'a str, &'a str, Count)> {
    let Subscription { products, classifications } = subscription;
    products.iter().flat_map(move |product| {
        classifications.iter().map(move |classification| {
            let counted = as_of.map(|at| count(seed, product, classification, at, supersedence));
            (product.as_str(), classification.as_str(), counted.unwrap_or_default())
        })
    })
}

/// What the number of updates that are released monthly depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CountKey {
    seed: u64,
    /// The number of monthly releases.
    as_of: Option<u64>,
    subscription: Arc<Subscription>,
    supersedence: Arc<Supersedence>,
}

impl CountKey {
    pub(crate) fn of(content: &Content) -> Self {
        Self {
            seed: content.seed,
            as_of: content.as_of.map(released_months),
            subscription: Arc::clone(&content.subscription),
            supersedence: Arc::clone(&content.supersedence),
        }
    }
}
