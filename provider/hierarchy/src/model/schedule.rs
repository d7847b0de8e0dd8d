use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// When synchronisation starts by itself: one of four forms (WMI classes `SMS_ST_Recur*`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Schedule {
    /// Nothing runs before it, and its time of day is that of every run. RFC 3339: its offset is the clock of the schedule
    /// all year; RFC 9557: its time zone is. Absent: midnight UTC of 1 February 1970.
    pub start: Option<String>,
    /// Every so many days, hours or minutes.
    pub interval: Option<Interval>,
    /// On a day of the week.
    pub weekly: Option<Weekly>,
    /// On a day of the month.
    pub monthly_by_date: Option<MonthlyByDate>,
    /// On the n-th weekday of the month.
    pub monthly_by_weekday: Option<MonthlyByWeekday>,
}

/// Exactly one of the three is set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Interval {
    /// 1–31.
    pub days: Option<u32>,
    /// 1–23.
    pub hours: Option<u32>,
    /// 1–59.
    pub minutes: Option<u32>,
}

/// On a day of every n-th week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Weekly {
    /// Day of the week.
    pub day: Weekday,
    /// 1–4, every week unless told otherwise.
    #[serde(default = "every_one")]
    pub every_weeks: u32,
}

/// On a day of every n-th month.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MonthlyByDate {
    /// 1–31, and the last day of months that are shorter; 0 is the last day of every month.
    pub day: u32,
    /// 1–12, every month unless told otherwise.
    #[serde(default = "every_one")]
    pub every_months: u32,
}

/// On the n-th weekday of every n-th month, and so many days later: Patch Tuesday plus one, say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MonthlyByWeekday {
    /// Which one of the month.
    pub week: Week,
    /// Day of the week.
    pub day: Weekday,
    /// Days after it, 0–7; none unless told otherwise.
    #[serde(default)]
    pub offset_days: u32,
    /// 1–12, every month unless told otherwise.
    #[serde(default = "every_one")]
    pub every_months: u32,
}

fn every_one() -> u32 {
    1
}

/// Which one of its kind in a month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
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
#[expect(missing_docs, reason = "the names say it")]
pub enum Weekday {
    Sunday,
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
}
