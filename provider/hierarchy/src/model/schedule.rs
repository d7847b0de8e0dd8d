use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// When synchronization starts on a schedule: one of four forms (WMI classes `SMS_ST_Recur*`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Schedule {
    /// The first possible run; its time of day is that of every run. RFC 3339: the schedule keeps its offset from UTC
    /// all year. RFC 9557: the schedule uses its time zone. Absent: midnight UTC of 1 February 1970.
    pub start: Option<String>,
    /// At an interval of days, hours or minutes.
    pub interval: Option<Interval>,
    /// On a day of the week.
    pub weekly: Option<Weekly>,
    /// On a day of the month.
    pub monthly_by_date: Option<MonthlyByDate>,
    /// On the n-th weekday of the month.
    pub monthly_by_weekday: Option<MonthlyByWeekday>,
}

/// An interval. Exactly one of the three is set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Interval {
    /// Days, 1–31.
    pub days: Option<u32>,
    /// Hours, 1–23.
    pub hours: Option<u32>,
    /// Minutes, 1–59.
    pub minutes: Option<u32>,
}

/// On a day of every n-th week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Weekly {
    /// Day of the week.
    pub day: Weekday,
    /// Every 1–4 weeks; default: every week.
    #[serde(default = "every_one")]
    pub every_weeks: u32,
}

/// On a day of every n-th month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MonthlyByDate {
    /// Day of the month, 1–31; the last day in shorter months. 0 is the last day of every month.
    pub day: u32,
    /// Every 1–12 months; default: every month.
    #[serde(default = "every_one")]
    pub every_months: u32,
}

/// On the n-th weekday of every n-th month, or some days later: for example, one day after Patch Tuesday.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MonthlyByWeekday {
    /// Which week of the month.
    pub week: Week,
    /// Day of the week.
    pub day: Weekday,
    /// Days after it, 0–7; default: 0.
    #[serde(default)]
    pub offset_days: u32,
    /// Every 1–12 months; default: every month.
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
