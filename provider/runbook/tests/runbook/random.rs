//! Random pairs of hierarchies, which the rules allow.

use std::collections::{BTreeMap, BTreeSet};

use hierarchy::*;
use proptest::prelude::*;
use proptest::sample::{Index, select, subsequence};
use runbook::State;

use crate::hierarchies::{names, now, site, state};

/// Which sites there are. The first primary site is always there.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Sites {
    has_central: bool,
    has_second_primary: bool,
    secondaries: [bool; 3],
}

/// Where a server is, and what it has.
#[derive(Clone, Debug)]
struct Server {
    /// Among the sites; one more is nowhere.
    place: Index,
    is_software_update_point: bool,
    has_ssl: bool,
    has_low_ports: bool,
    connection: ClientConnectionType,
    flags: [bool; 5],
    internet_fqdn: Option<&'static str>,
    proxy: Option<(u16, Option<&'static str>)>,
    accounts: [Option<&'static str>; 2],
}

/// What a state is made of.
#[derive(Clone, Debug)]
struct Parts {
    servers: Vec<Server>,
    /// Which software update point of a site is its first one.
    first: Index,
    settings: SyncSettings,
    child_settings: [(ReportingEvents, BTreeSet<String>); 5],
    accounts: BTreeMap<&'static str, Option<i64>>,
    version: &'static str,
    operating_system: OperatingSystem,
}

const ACCOUNTS: [&str; 4] = [r"CONTOSO\install", r"CONTOSO\proxy", r"CONTOSO\wsus", r"CONTOSO\wsus2"];
const PRODUCTS: [&str; 5] = ["Windows 11", "Microsoft Edge", "Office 2016", "Office", "Windows Server 2012 R2"];
const CLASSIFICATIONS: [&str; 4] = ["Security Updates", "Critical Updates", "Updates", "Upgrades"];

/// Two states: most have the same sites that setup installs.
pub(crate) fn a_pair() -> impl Strategy<Value = (State, State)> {
    let sites = (some_sites(), some_sites(), prop::bool::weighted(0.85)).prop_map(|(from, to, is_same)| {
        let Sites { has_central, has_second_primary, .. } = from;
        let to = if is_same { Sites { has_central, has_second_primary, ..to } } else { to };
        (from, to)
    });
    let states = (sites, some_parts(), some_parts()).prop_map(|((from, to), before, after)| {
        // No hierarchy returns to an earlier version.
        let after = Parts { version: before.version.max(after.version), ..after };
        (before.state(&from), after.state(&to))
    });
    states.prop_filter("the rules allow both", |(from, to)| is_allowed(from) && is_allowed(to))
}

fn is_allowed(state: &State) -> bool {
    let unchanged = state.objects().cloned().map(AuditedObject::unchanged).collect();
    let audit = Audit::new(unchanged, now(), Order::Strict);
    let findings = audit.objects().iter().flat_map(|object| audit.judge(object, None).unwrap());
    findings.filter(|finding| finding.severity == Severity::Error).count() == 0
}

fn some_sites() -> impl Strategy<Value = Sites> {
    (any::<bool>(), any::<bool>(), any::<[bool; 3]>()).prop_map(|(has_central, second, secondaries)| Sites {
        has_central,
        has_second_primary: has_central && second,
        secondaries,
    })
}

impl Sites {
    fn sites(&self) -> Vec<Site> {
        let top = self.has_central.then_some("CAS");
        let primaries = [("PS1", true), ("PS2", self.has_second_primary)];
        let secondaries = [("S11", "PS1"), ("S12", "PS1"), ("S21", "PS2")].into_iter().zip(self.secondaries);
        let mut sites: Vec<Site> =
            top.map(|code| site(code, SiteType::CentralAdministration, None)).into_iter().collect();
        let primaries = primaries.into_iter().filter(|(_, is_there)| *is_there);
        sites.extend(primaries.map(|(code, _)| site(code, SiteType::Primary, top)));
        let secondaries =
            secondaries.filter(|((_, parent), is_there)| *is_there && (*parent == "PS1" || self.has_second_primary));
        sites.extend(secondaries.map(|((code, parent), _)| site(code, SiteType::Secondary, Some(parent))));
        sites
    }
}

impl Parts {
    fn state(&self, sites: &Sites) -> State {
        let mut sites = sites.sites();
        sites[0].version = Some(self.version.to_owned());
        let mut state = state(sites.iter().cloned().map(Object::Site));
        let mut accounts = self.accounts.clone();
        let mut firsts: BTreeMap<String, String> = BTreeMap::new();
        for site in &sites {
            let code = site.site_code.as_str();
            let of_site = self.servers.iter().enumerate().filter(|(_, server)| {
                server.place.get(&[&sites[..], &sites[..1]].concat()).site_code == code
                    && server.place.index(sites.len() + 1) < sites.len()
            });
            let mut roles = Vec::new();
            for (number, server) in of_site {
                // The first two servers may be those of sites.
                let host = if number < 2 { site.server_fqdn.clone() } else { format!("wsus{number}.contoso.com") };
                if roles.iter().any(|(role, _): &(SupRole, bool)| role.server_fqdn == host) {
                    continue;
                }
                let (system, role) = self.server(server, code, &host);
                for account in [&system.installation_account, &role.wsus_connection_account].into_iter().flatten() {
                    accounts.entry(known(account)).or_insert(None);
                }
                if let Some(account) = system.proxy.as_ref().and_then(|proxy| proxy.account.as_ref()) {
                    accounts.entry(known(account)).or_insert(None);
                }
                state.put(Object::SiteSystem(system));
                roles.push((role, server.is_software_update_point));
            }
            let parent = site.parent_site_code.as_deref();
            let upstream = parent.map(|parent| firsts.get(parent));
            let mut roles: Vec<_> = roles.into_iter().filter(|(_, is_there)| *is_there).map(|(role, _)| role).collect();
            if roles.is_empty() || upstream == Some(None) {
                continue;
            }
            let mut first = roles.swap_remove(self.first.index(roles.len()));
            first.upstream_sup_id = upstream.flatten().cloned();
            firsts.insert(code.to_owned(), first.id());
            if site.r#type != SiteType::Secondary {
                for role in roles {
                    state.put(Object::SupRole(SupRole { upstream_sup_id: Some(first.id()), ..role }));
                }
            }
            state.put(Object::SyncSettings(self.settings_of(site, &first, sites.as_slice())));
            state.put(Object::SupRole(first));
        }
        for (name, password_version) in accounts {
            state.put(Object::Account(Account { user_name: name.to_owned(), password_version }));
        }
        state
    }

    fn server(&self, server: &Server, site: &str, host: &str) -> (SiteSystem, SupRole) {
        let mut system = SiteSystem::with_defaults(site, host);
        let [use_proxy_for_sync, use_proxy_for_adr, allow_cmg_traffic, ledbat, untrusted_forest] = server.flags;
        system.operating_system = self.operating_system;
        system.wsus = Wsus { ssl_configured: server.has_ssl, ..Wsus::of(self.operating_system) };
        system.internet_fqdn = server.internet_fqdn.map(str::to_owned);
        system.proxy = server.proxy.map(|(port, account)| Proxy {
            server: "proxy.contoso.com".to_owned(),
            port,
            account: account.map(str::to_owned),
        });
        let [installation, wsus] = server.accounts.map(|account| account.map(str::to_owned));
        system.untrusted_forest = untrusted_forest && installation.is_some() && wsus.is_some();
        system.installation_account = installation;
        let mut role = SupRole::with_defaults(site, host, None);
        if server.has_low_ports {
            (system.wsus.http_port, system.wsus.https_port) = (80, 443);
            (role.http_port, role.https_port) = (80, 443);
        }
        role.require_ssl = server.has_ssl;
        if server.has_ssl {
            role.client_connection_type = server.connection;
        }
        role.allow_cmg_traffic = allow_cmg_traffic;
        role.use_proxy_for_sync = use_proxy_for_sync && system.proxy.is_some();
        role.use_proxy_for_adr = use_proxy_for_adr && system.proxy.is_some();
        role.wsus_connection_account = wsus;
        role.ledbat = ledbat;
        (system, role)
    }

    fn settings_of(&self, site: &Site, first: &SupRole, sites: &[Site]) -> SyncSettings {
        if site.is_top_level() {
            return SyncSettings { sup_role_id: first.id(), ..self.settings.clone() };
        }
        let number = sites.iter().position(|other| other.site_code == site.site_code).unwrap();
        let (reporting_events, update_files) = self.child_settings[number - 1].clone();
        let mut settings = SyncSettings { reporting_events, ..SyncSettings::child_defaults(&first.id()) };
        settings.languages.update_files = update_files;
        settings
    }
}

fn known(account: &str) -> &'static str {
    ACCOUNTS.into_iter().find(|known| *known == account).unwrap()
}

prop_compose! {
    fn a_server()(
        place in any::<Index>(),
        is_software_update_point in prop::bool::weighted(0.7),
        has_ssl in any::<bool>(),
        has_low_ports in any::<bool>(),
        connection in select(vec![
            ClientConnectionType::Intranet, ClientConnectionType::Internet, ClientConnectionType::InternetAndIntranet,
        ]),
        flags in any::<[bool; 5]>(),
        internet_fqdn in prop::option::of(select(vec!["wsus.contoso.net", "updates.contoso.net"])),
        proxy in prop::option::of((1..=u16::MAX, prop::option::of(select(&ACCOUNTS[..])))),
        accounts in [prop::option::of(select(&ACCOUNTS[..])), prop::option::of(select(&ACCOUNTS[..]))],
    ) -> Server {
        Server {
            place, is_software_update_point, has_ssl, has_low_ports, connection, flags, internet_fqdn, proxy, accounts,
        }
    }
}

prop_compose! {
    fn some_parts()(
        servers in prop::collection::vec(a_server(), 3..9),
        first in any::<Index>(),
        settings in some_settings(),
        child_settings in [
            child_settings(), child_settings(), child_settings(), child_settings(), child_settings(),
        ],
        accounts in prop::collection::btree_map(select(&ACCOUNTS[..]), prop::option::of(1..3_i64), 0..3),
        version in select(vec!["2409", "2503", "2509"]),
        operating_system in prop_oneof![
            12 => Just(OperatingSystem::WindowsServer2022), 1 => Just(OperatingSystem::WindowsServer2025),
        ],
    ) -> Parts {
        Parts { servers, first, settings, child_settings, accounts, version, operating_system }
    }
}

fn reporting_events() -> impl Strategy<Value = ReportingEvents> {
    select(vec![ReportingEvents::None, ReportingEvents::StatusOnly, ReportingEvents::All])
}

fn languages() -> impl Strategy<Value = BTreeSet<String>> {
    subsequence(vec!["de", "en", "fr", "pt-br"], 1..=4).prop_map(|codes| names(&codes))
}

fn child_settings() -> impl Strategy<Value = (ReportingEvents, BTreeSet<String>)> {
    (reporting_events(), languages())
}

fn a_schedule() -> impl Strategy<Value = Option<Schedule>> {
    let start = select(vec![None, Some("2026-01-13T03:00:00Z"), Some("2026-07-01T22:30:00+02:00[Europe/Berlin]")]);
    let form = prop_oneof![
        (1..=23_u32).prop_map(|hours| Schedule {
            interval: Some(Interval { hours: Some(hours), ..Interval::default() }),
            ..Schedule::default()
        }),
        (1..=31_u32).prop_map(|days| Schedule {
            interval: Some(Interval { days: Some(days), ..Interval::default() }),
            ..Schedule::default()
        }),
        (1..=4_u32).prop_map(|every_weeks| Schedule {
            weekly: Some(Weekly { day: Weekday::Friday, every_weeks }),
            ..Schedule::default()
        }),
        (0..=31_u32, 1..=12_u32).prop_map(|(day, every_months)| Schedule {
            monthly_by_date: Some(MonthlyByDate { day, every_months }),
            ..Schedule::default()
        }),
        (0..=7_u32, 1..=12_u32).prop_map(|(offset_days, every_months)| Schedule {
            monthly_by_weekday: Some(MonthlyByWeekday {
                week: Week::Second,
                day: Weekday::Tuesday,
                offset_days,
                every_months
            }),
            ..Schedule::default()
        }),
    ];
    let schedule = (start, form).prop_map(|(start, form)| Schedule { start: start.map(str::to_owned), ..form });
    prop::option::weighted(0.8, schedule)
}

fn a_rule() -> impl Strategy<Value = SupersedenceRule> {
    prop_oneof![
        Just(SupersedenceRule { expire_immediately: true, wait_months: 3 }),
        (1..=99_u32).prop_map(|wait_months| SupersedenceRule { expire_immediately: false, wait_months }),
    ]
}

fn some_names(all: &'static [&'static str]) -> impl Strategy<Value = Option<BTreeSet<String>>> {
    subsequence(all, 0..=all.len()).prop_map(|some| Some(names(&some)))
}

fn a_source() -> impl Strategy<Value = (Option<SyncSource>, Option<String>)> {
    prop_oneof![
        3 => Just((Some(SyncSource::MicrosoftUpdate), None)),
        1 => Just((Some(SyncSource::None), None)),
        2 => any::<bool>().prop_map(|has_ssl| {
            let url = if has_ssl { "https://wsus.fabrikam.com:8531" } else { "http://wsus.fabrikam.com:8530" };
            (Some(SyncSource::UpstreamWsus), Some(url.to_owned()))
        }),
    ]
}

prop_compose! {
    fn some_settings()(
        (source, upstream_url) in a_source(),
        reporting_events in reporting_events(),
        schedule in a_schedule(),
        alert in any::<bool>(),
        products in some_names(&PRODUCTS),
        classifications in some_names(&CLASSIFICATIONS),
        surface in any::<bool>(),
        [feature_updates, non_feature_updates] in [a_rule(), a_rule()],
        [update_files, summary_details] in [languages(), languages()],
        third_party in prop::option::of(select(vec![CertificateManagement::Configmgr, CertificateManagement::Manual])),
        [decline_expired, add_indexes, remove_obsolete] in any::<[bool; 3]>(),
        minutes in [5..=9999_u32, 5..=9999_u32, 5..=9999_u32],
        express in any::<bool>(),
    ) -> SyncSettings {
        SyncSettings {
            source,
            upstream_url,
            reporting_events,
            schedule,
            alert_on_sync_failure: Some(alert),
            products,
            classifications,
            include_surface_drivers: Some(surface),
            supersedence: Some(Supersedence { feature_updates, non_feature_updates }),
            languages: Languages { update_files, summary_details: Some(summary_details) },
            third_party_updates: third_party
                .map(|certificate_management| ThirdPartyUpdates { enabled: true, certificate_management }),
            wsus_maintenance: Some(WsusMaintenance { decline_expired, add_indexes, remove_obsolete }),
            max_run_time_minutes: Some(MaxRunTime {
                feature_updates: minutes[0],
                non_feature_updates: minutes[1],
                other: minutes[2],
            }),
            express_updates: Some(express),
            ..SyncSettings::top_level_defaults("")
        }
    }
}
