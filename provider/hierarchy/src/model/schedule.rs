use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// When synchronization starts on a schedule: one of four forms (WMI classes `SMS_ST_Recur*`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Schedule {
    /// Start of the schedule. Every synchronization starts at its time of day, and every n-th day, week or month counts from
    /// it. Default: 1 February 1970, at midnight UTC, so that no plan depends on the time. The console of the product starts a
    /// simple schedule at the local time when it is created: write that time to have the same. RFC 3339 with an offset from UTC, such as
    /// `2026-01-13T03:00:00+01:00`, keeps that offset all year. With a time zone after it (RFC 9557), such as
    /// `2026-01-13T03:00:00+01:00[Europe/Berlin]`, it follows the daylight saving time of that zone.
    pub start: Option<String>,
    /// At an interval of days, hours or minutes.
    pub interval: Option<Interval>,
    /// On a day of the week.
    pub weekly: Option<Weekly>,
    /// On a day of the month.
    pub monthly_by_date: Option<MonthlyByDate>,
    /// On the n-th weekday of the month, or some days after it, such as the day after Patch Tuesday.
    pub monthly_by_weekday: Option<MonthlyByWeekday>,
}

/// An interval. Exactly one of the three is set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Interval {
    /// Days between synchronizations, 1 to 31.
    pub days: Option<u32>,
    /// Hours between synchronizations, 1 to 23.
    pub hours: Option<u32>,
    /// Minutes between synchronizations, 1 to 59.
    pub minutes: Option<u32>,
}

/// On a day of every n-th week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Weekly {
    /// Day of the week.
    pub day: Weekday,
    /// Weeks between synchronizations, 1 to 4.
    #[serde(default = "every_one")]
    pub every_weeks: u32,
}

/// On a day of every n-th month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MonthlyByDate {
    /// Day of the month, 1 to 31; 0 is the last day. A month without that day uses its last day.
    pub day: u32,
    /// Months between synchronizations, 1 to 12.
    #[serde(default = "every_one")]
    pub every_months: u32,
}

/// On the n-th weekday of every n-th month, or some days later: for example, one day after Patch Tuesday.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MonthlyByWeekday {
    /// Occurrence of the weekday in the month.
    pub week: Week,
    /// Day of the week.
    pub day: Weekday,
    /// Days after that weekday, 0 to 7.
    #[serde(default)]
    pub offset_days: u32,
    /// Months between synchronizations, 1 to 12.
    #[serde(default = "every_one")]
    pub every_months: u32,
}

fn every_one() -> u32 {
    1
}

/// Which occurrence of a weekday in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are self-explanatory")]
pub enum Week {
    First,
    Second,
    Third,
    Fourth,
    Last,
}

/// Day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are self-explanatory")]
pub enum Weekday {
    Sunday,
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
}
