//! How long versions are supported.

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::*;
use crate::Site;

#[test]
fn support_of_a_version_ends_on_its_date() {
    for (version, last) in [
        ("1511", "2016-12-08"),
        ("1602", "2017-03-11"),
        ("1706", "2018-07-31"),
        ("1810", "2020-12-01"),
        ("2111", "2023-06-01"),
        ("2303", "2024-10-10"),
        ("2403", "2025-10-22"),
        ("2409", "2026-06-04"),
        ("2503", "2026-09-30"),
        ("2509", "2027-03-31"),
    ] {
        let last: Date = last.parse().unwrap();
        let site = Site { version: Some(version.to_owned()), ..site("PS1", Primary, None) };
        for (day, is_over) in [(last, false), (last.tomorrow().unwrap(), true)] {
            let now = day.at(12, 0, 0, 0).to_zoned(TimeZone::UTC).unwrap().timestamp();
            let circumstances = Circumstances { now, ..Circumstances::default() };
            let change = create(site.clone());
            let found = empty().read(|view| check(&change, &BTreeSet::new(), view, &circumstances)).unwrap();
            let is_told = found.iter().any(|finding| finding.rule.0 == "V21");
            assert_eq!(is_told, is_over, "{version} on {day}");
        }
    }
}
