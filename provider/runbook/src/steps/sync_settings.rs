//! The settings of the software update point component of a site.

use std::collections::BTreeSet;

use hierarchy::{Change, Kind, Object, ObjectId, SyncSettings};
use serde_json::Value;
use sms_provider::codec;

use super::changed;
use super::subscription::Subscription;
use super::sup_role::look_for;
use crate::command::{Argument, Command};
use crate::reading::{Place, Reading, at};
use crate::step::{Risk, Step};

const SET: &str = "Set-CMSoftwareUpdatePointComponent";

/// Attributes that are set together, and how.
struct Group {
    title: &'static str,
    paths: &'static [&'static str],
    how: How,
    minutes: u32,
    risk: Risk,
}

/// The parameters that set the attributes of some settings, with their values.
type Parameters = fn(&Value) -> Vec<(&'static str, Argument)>;

#[derive(Clone, Copy)]
enum How {
    /// By parameters of the component's cmdlet.
    Parameters(Parameters),
    /// The same, and one property has all attributes.
    ThirdParty(Parameters),
    /// The same, with one that older modules do not have.
    Newer(&'static str, Parameters),
    /// By a token.
    Schedule,
    /// Names of categories are subscribed one by one.
    Subscription,
    /// Culture codes, one by one, by a function of the script.
    Languages(&'static str),
    /// By a property, through CIM.
    Property(&'static str),
    /// By hand.
    Task(&'static str),
}

const fn group(title: &'static str, paths: &'static [&'static str], how: How) -> Group {
    Group { title, paths, how, minutes: 2, risk: Risk::Low }
}

const SURFACE: &str = r"Administration > Site Configuration > Sites > Configure Site Components > Software Update Point > Classifications";

/// Before the first synchronization: later, only new and changed updates get titles in a new language.
const LANGUAGES: [Group; 2] = [
    group("languages of update files", &["languages.update_files"], How::Languages("UpdateFile")),
    group("languages of summary details", &["languages.summary_details"], How::Languages("SummaryDetail")),
];

/// In the order in which they are set: where updates come from first.
const SETTINGS: [Group; 13] = [
    Group {
        risk: Risk::Medium,
        ..group("synchronization source", &["source", "upstream_url"], How::Parameters(source))
    },
    group("reporting events", &["reporting_events"], How::Parameters(reporting_events)),
    group("alert for failed synchronization", &["alert_on_sync_failure"], How::Parameters(alert)),
    Group {
        risk: Risk::Medium,
        ..group(
            "supersedence of feature updates",
            &["supersedence.feature_updates.expire_immediately", "supersedence.feature_updates.wait_months"],
            How::Parameters(feature_supersedence),
        )
    },
    Group {
        risk: Risk::Medium,
        ..group(
            "supersedence of other updates",
            &["supersedence.non_feature_updates.expire_immediately", "supersedence.non_feature_updates.wait_months"],
            How::Parameters(supersedence),
        )
    },
    group(
        "third-party updates",
        &["third_party_updates.enabled", "third_party_updates.certificate_management"],
        How::ThirdParty(third_party),
    ),
    group("cleanup of expired updates", &["wsus_maintenance.decline_expired"], How::Parameters(cleanup)),
    group("indexes of the WSUS database", &["wsus_maintenance.add_indexes"], How::Property("Call WSUS Indexing")),
    group(
        "removal of obsolete updates",
        &["wsus_maintenance.remove_obsolete"],
        How::Property("Call WSUS Delete Obselete Updates"),
    ),
    group(
        "maximum run times",
        &["max_run_time_minutes.feature_updates", "max_run_time_minutes.non_feature_updates"],
        How::Parameters(run_times),
    ),
    group(
        "maximum run time of updates outside Windows",
        &["max_run_time_minutes.other"],
        How::Newer("NonWindowsUpdateMaxRuntimeMins", other_run_time),
    ),
    group("express installation files", &["express_updates"], How::Parameters(express)),
    group("schedule", &["schedule"], How::Schedule),
];

/// What is subscribed, after a first synchronization.
const SUBSCRIPTION: [Group; 3] = [
    group("classifications", &["classifications"], How::Subscription),
    group("products", &["products"], How::Subscription),
    group("drivers of Microsoft Surface", &["include_surface_drivers"], How::Task(SURFACE)),
];

fn word(settings: &Value, path: &str, words: &[(&str, &str)]) -> Argument {
    let value = at(settings, path).as_str().unwrap_or_default();
    let found = words.iter().find(|(name, _)| *name == value).or(words.first());
    Argument::Text(found.map_or_else(String::new, |(_, word)| (*word).to_owned()))
}

fn flag(settings: &Value, path: &str) -> Argument {
    Argument::Boolean(at(settings, path) == true)
}

fn number(settings: &Value, path: &str) -> Argument {
    Argument::Number(at(settings, path).as_u64().unwrap_or_default())
}

fn source(settings: &Value) -> Vec<(&'static str, Argument)> {
    let action = word(
        settings,
        "source",
        &[
            ("microsoft_update", "SynchronizeFromMicrosoftUpdate"),
            ("upstream_wsus", "SynchronizeFromAnUpstreamDataSourceLocation"),
            ("none", "DoNotSynchronizeFromMicrosoftUpdateOrUpstreamDataSource"),
        ],
    );
    let url = at(settings, "upstream_url").as_str().map(|url| ("UpstreamSourceLocation", Argument::from(url)));
    [("SynchronizeAction", action)].into_iter().chain(url).collect()
}

fn reporting_events(settings: &Value) -> Vec<(&'static str, Argument)> {
    let words = [
        ("none", "DoNotCreateWsusReportingEvents"),
        ("status_only", "CreateOnlyWsusStatusReportingEvents"),
        ("all", "CreateAllWsusReportingEvents"),
    ];
    vec![("ReportingEvent", word(settings, "reporting_events", &words))]
}

fn alert(settings: &Value) -> Vec<(&'static str, Argument)> {
    vec![("EnableSyncFailureAlert", flag(settings, "alert_on_sync_failure"))]
}

/// The months only with `false`: the cmdlet takes no months for updates that expire immediately.
fn expiry(rule: &Value, expire: &'static str, wait: &'static str) -> Vec<(&'static str, Argument)> {
    let mut parameters = vec![(expire, flag(rule, "expire_immediately"))];
    if at(rule, "expire_immediately") != true {
        parameters.push((wait, number(rule, "wait_months")));
    }
    parameters
}

fn feature_supersedence(settings: &Value) -> Vec<(&'static str, Argument)> {
    let rule = at(settings, "supersedence.feature_updates");
    expiry(rule, "ImmediatelyExpireSupersedenceForFeature", "WaitMonthForFeature")
}

fn supersedence(settings: &Value) -> Vec<(&'static str, Argument)> {
    expiry(at(settings, "supersedence.non_feature_updates"), "ImmediatelyExpireSupersedence", "WaitMonth")
}

fn third_party(settings: &Value) -> Vec<(&'static str, Argument)> {
    let is_enabled = at(settings, "third_party_updates.enabled") == true;
    let is_manual = at(settings, "third_party_updates.certificate_management") == "manual";
    let enabled = ("EnableThirdPartyUpdates", Argument::Boolean(is_enabled));
    let manual = is_enabled.then_some(("EnableManualCertManagement", Argument::Boolean(is_manual)));
    [enabled].into_iter().chain(manual).collect()
}

/// What the script reads of it.
fn third_party_word(settings: &Value) -> &'static str {
    match at(settings, "third_party_updates.enabled") == true {
        false => "off",
        true if at(settings, "third_party_updates.certificate_management") == "manual" => "manual",
        true => "configmgr",
    }
}

fn cleanup(settings: &Value) -> Vec<(&'static str, Argument)> {
    vec![("EnableCallWsusCleanupWizard", flag(settings, "wsus_maintenance.decline_expired"))]
}

fn run_times(settings: &Value) -> Vec<(&'static str, Argument)> {
    vec![
        ("FeatureUpdateMaxRuntimeMins", number(settings, "max_run_time_minutes.feature_updates")),
        ("NonFeatureUpdateMaxRuntimeMins", number(settings, "max_run_time_minutes.non_feature_updates")),
    ]
}

fn other_run_time(settings: &Value) -> Vec<(&'static str, Argument)> {
    vec![("NonWindowsUpdateMaxRuntimeMins", number(settings, "max_run_time_minutes.other"))]
}

fn express(settings: &Value) -> Vec<(&'static str, Argument)> {
    let option = if at(settings, "express_updates") == true { "ExpressForWindows10Only" } else { "FullFilesOnly" };
    vec![("ContentFileOption", option.into())]
}

/// The steps of the settings of a site.
#[derive(Default)]
pub(crate) struct Steps {
    pub(crate) languages: Vec<Step>,
    pub(crate) settings: Vec<Step>,
    pub(crate) subscription: Vec<Step>,
}

impl Steps {
    pub(crate) fn is_empty(&self) -> bool {
        self.languages.is_empty() && self.settings.is_empty() && self.subscription.is_empty()
    }
}

/// The settings of a site that differ. At a new site, whose settings nobody has read, everything that can be read is set;
/// `before` has the defaults then.
pub(crate) fn change(before: &SyncSettings, after: &SyncSettings, is_new: bool) -> Steps {
    let [old, new] = [before, after].map(|settings| Object::SyncSettings(settings.clone()).attributes());
    let mut current = old.clone();
    // No setting of the product: where the settings are, and how Terraform creates them.
    for path in ["sup_role_id", "initial_sync"] {
        take(&mut current, &new, path);
    }
    let setting = Setting { site: after.site_code(), old: &old, new: &new, is_new };
    let changed = changed(Kind::SyncSettings, &old, &new);
    let mut steps_of = |groups: &[Group]| {
        let differs = |group: &&Group| group.paths.iter().any(|path| changed.contains(path));
        let groups = groups.iter().filter(|group| differs(group) || is_new && group.has_value(&new));
        groups.filter_map(|group| group.step(&setting, &mut current)).collect::<Vec<_>>()
    };
    let [languages, settings, subscription] = [&LANGUAGES[..], &SETTINGS, &SUBSCRIPTION].map(&mut steps_of);
    let mut steps = Steps { languages, settings, subscription };
    // The attributes that are no setting are right after the last step.
    let last = steps.subscription.last_mut().or(steps.settings.last_mut()).or(steps.languages.last_mut());
    if let Some(last) = last {
        last.changes = vec![Change::Update(Object::SyncSettings(after.clone()))];
    }
    steps
}

/// The change of the settings of a site.
struct Setting<'a> {
    site: &'a str,
    old: &'a Value,
    new: &'a Value,
    is_new: bool,
}

impl Setting<'_> {
    fn place(&self) -> Place<'_> {
        Place { site: self.site, server: "" }
    }

    /// What the site is expected to have; nothing is known of a new one.
    fn expected(&self) -> Option<&Value> {
        (!self.is_new).then_some(self.old)
    }
}

/// Settings without the months of updates that expire immediately: a site keeps any number there.
fn without_unused_months(settings: &Value) -> Value {
    let mut settings = settings.clone();
    for rule in ["feature_updates", "non_feature_updates"] {
        let rule =
            settings.get_mut("supersedence").and_then(|rules| rules.get_mut(rule)).and_then(Value::as_object_mut);
        if let Some(rule) = rule.filter(|rule| rule.get("expire_immediately") == Some(&Value::Bool(true))) {
            rule.remove("wait_months");
        }
    }
    settings
}

/// Gives an attribute of the object the value of another state, with the whole block where either has none.
fn take(object: &mut Value, from: &Value, path: &str) {
    let (block, inner) = path.split_once('.').map_or((path, None), |(block, inner)| (block, Some(inner)));
    let [mine, others] = [at(object, block).clone(), at(from, block).clone()];
    let value = match inner {
        Some(inner) if mine.is_object() && others.is_object() => {
            let mut mine = mine;
            take(&mut mine, &others, inner);
            mine
        }
        _ => others,
    };
    if let Some(attributes) = object.as_object_mut() {
        attributes.insert(block.to_owned(), value);
    }
}

impl Group {
    fn has_value(&self, settings: &Value) -> bool {
        self.paths.iter().any(|path| !at(settings, path).is_null())
    }

    /// `None` if nothing at the site differs.
    fn step(&self, setting: &Setting<'_>, current: &mut Value) -> Option<Step> {
        let Setting { site, old, new, .. } = *setting;
        for path in self.paths {
            take(current, new, path);
        }
        let reading = self.reading(setting);
        let id = ObjectId::new(Kind::SyncSettings, site);
        let title = format!("Set the {} of site {site}", self.title);
        let step = match self.how {
            How::Task(console) => {
                if at(old, self.path()) == at(new, self.path()) {
                    return None;
                }
                let [instructions, undo] = [new, old].map(|settings| {
                    let values = self.paths.iter().map(|path| format!("{path} = {}", at(settings, path)));
                    format!("Set {}.", values.collect::<Vec<_>>().join(", "))
                });
                Step::task(title, id, instructions, Some(console)).undone_by_hand(undo)
            }
            How::Languages(list) if setting.is_new => {
                let cultures = set(at(new, self.path())).into_iter().collect();
                let command = Command::new("Set-OnlyLanguages").with("SiteCode", site).with("List", list);
                let command = command.with("Cultures", Argument::Texts(cultures));
                Step::commands(title, id, site, vec![command.text()]).not_undone(NOBODY_READ)
            }
            _ => {
                let [commands, undo] = [(old, new), (new, old)].map(|(from, to)| self.commands(site, from, to));
                let is_same = commands == undo;
                if commands.is_empty() || is_same && (!setting.is_new || reading.is_none()) {
                    return None;
                }
                let step = Step::commands(title, id, site, commands);
                if is_same { step.not_undone(NOBODY_READ) } else { step.undone_by(undo) }
            }
        };
        let step = step.reading(reading).takes(self.minutes, self.risk);
        Some(match Object::read(Kind::SyncSettings, &*current) {
            Ok(object) => step.changing(vec![Change::Update(object)]),
            Err(_) => step,
        })
    }

    fn reading(&self, setting: &Setting<'_>) -> Option<Reading> {
        let Setting { site, old, new, .. } = *setting;
        match self.how {
            // A new site has been cleared.
            How::Subscription => {
                let [before, after] = [old, new].map(|settings| set(at(settings, self.path())));
                self.subscription(&before, &after).reading()
            }
            How::Languages(list) => {
                let [before, after] = [old, new].map(|settings| set(at(settings, self.path())));
                let read = |function: &str| Command::new(function).with("SiteCode", site).with("List", list);
                if setting.is_new {
                    let expression = read("Get-SortedLanguages").text();
                    let codes: BTreeSet<_> = after.iter().map(|code| code.to_lowercase()).collect();
                    let after = codes.into_iter().collect::<Vec<_>>().join(",");
                    return Some(Reading { expression, before: None, after });
                }
                let (codes, flags): (Vec<_>, Vec<_>) = differences(&before, &after).unzip();
                let codes = codes.into_iter().map(str::to_owned).collect();
                let text = |selected: bool| {
                    flags.iter().map(|flag| if *flag == selected { "1" } else { "0" }).collect::<Vec<_>>().join("|")
                };
                let expression = read("Get-LanguageSelection").with("Cultures", Argument::Texts(codes)).text();
                Reading { expression, before: Some(text(false)), after: text(true) }.telling()
            }
            How::ThirdParty(_) => {
                let expression = Command::new("Get-ThirdPartyUpdates").with("SiteCode", site).text();
                let before = setting.expected().map(|settings| third_party_word(settings).to_owned());
                Reading { expression, before, after: third_party_word(new).to_owned() }.telling()
            }
            _ => {
                let (expected, new) = (setting.expected().map(without_unused_months), without_unused_months(new));
                Reading::attributes(Kind::SyncSettings, self.paths, setting.place(), expected.as_ref(), &new)
            }
        }
    }

    fn subscription<'a>(&self, before: &'a BTreeSet<String>, after: &'a BTreeSet<String>) -> Subscription<'a> {
        Subscription::new(before, after, self.path() == "classifications")
    }

    fn path(&self) -> &'static str {
        self.paths.first().copied().unwrap_or_default()
    }

    /// The statements that lead from one state to another.
    fn commands(&self, site: &str, from: &Value, to: &Value) -> Vec<String> {
        let component = || Command::new(SET).with("SiteCode", site);
        let with = |parameters: Vec<(&str, Argument)>| {
            parameters.into_iter().fold(component(), |command, (name, value)| command.with(name, value)).text()
        };
        let [had, has] = [from, to].map(|settings| set(at(settings, self.path())));
        match self.how {
            How::Parameters(parameters) | How::ThirdParty(parameters) => vec![with(parameters(to))],
            How::Newer(parameter, parameters) => vec![look_for(SET, parameter, self.title), with(parameters(to))],
            How::Schedule => vec![with(vec![("Schedule", schedule(at(to, "schedule")))])],
            How::Subscription => self.subscription(&had, &has).commands(),
            How::Languages(list) => differences(&had, &has)
                .map(|(code, is_selected)| {
                    let command = Command::new("Set-Language").with("SiteCode", site).with("List", list);
                    command.with("Culture", code).with("IsSelected", is_selected).text()
                })
                .collect(),
            How::Property(name) => {
                let value = u32::from(at(to, self.path()) == true);
                let command = Command::new("Set-ComponentValue").with("SiteCode", site).with("Name", name);
                vec![command.with("Value", value).text()]
            }
            How::Task(_) => Vec::new(),
        }
    }
}

/// What is new is added before what is gone is removed: a list of languages is never empty.
fn differences<'a>(had: &'a BTreeSet<String>, has: &'a BTreeSet<String>) -> impl Iterator<Item = (&'a str, bool)> {
    let added = has.difference(had).map(|name| (name.as_str(), true));
    added.chain(had.difference(has).map(|name| (name.as_str(), false)))
}

fn set(value: &Value) -> BTreeSet<String> {
    let names = value.as_array().into_iter().flatten();
    names.filter_map(|name| name.as_str().map(str::to_owned)).collect()
}

/// The token of the schedule, which the module converts: no culture reads its start.
fn schedule(schedule: &Value) -> Argument {
    let token = (codec::SCHEDULE.write)(schedule);
    match token.first().and_then(Value::as_str).filter(|token| !token.is_empty()) {
        Some(token) => {
            let command = Command::new("Convert-CMSchedule").with("ScheduleString", token);
            Argument::Expression(format!("({})", command.text()))
        }
        None => Argument::Null,
    }
}

/// Unsubscribes what the product subscribes on its own at a new software update point, before the first synchronization.
/// A server that has synchronized is in use: what it subscribes was chosen by somebody.
pub(crate) fn clear(site: &str, server: &str) -> Step {
    let title = format!("Unsubscribe what the product subscribes for site {site}");
    let count = Command::new("Get-UnusedSubscriptionCount").with("SiteCode", site).with("Server", server);
    Step::commands(title, ObjectId::new(Kind::SyncSettings, site), site, vec!["Clear-Subscription".to_owned()])
        .reading(Some(Reading { expression: count.text(), before: None, after: "0".to_owned() }))
        .not_undone(NOBODY_READ)
        .takes(5, Risk::Low)
}

/// Why the settings of a new software update point have no way back.
const NOBODY_READ: &str = "nobody has read what a new software update point has";

/// Synchronizes the hierarchy from the top-level site, and waits until the site has synchronized.
pub(crate) fn synchronize(top: &str, site: &str, server: &str) -> Step {
    let command = Command::new("Sync-Site").with("SiteCode", site).with("Server", server).with("FullSync", true);
    let title = format!("Synchronize, and wait until site {site} has synchronized");
    let step = Step::commands(title, ObjectId::new(Kind::SyncSettings, site), top, vec![command.text()])
        .not_undone("a synchronization imports and expires updates")
        .takes(120, Risk::Medium);
    Step { synchronizes: true, ..step.waiting() }
}
