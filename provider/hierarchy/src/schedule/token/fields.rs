//! The positions of the parts of a token in its two words.

/// Some bits of a word.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field {
    /// The lowest bit, counted from the lowest of the word.
    lowest: u32,
    width: u32,
}

const fn field(lowest: u32, width: u32) -> Field {
    Field { lowest, width }
}

impl Field {
    pub(super) fn mask(self) -> u32 {
        ((1 << self.width) - 1) << self.lowest
    }

    pub(super) fn read(self, word: u32) -> u32 {
        (word & self.mask()) >> self.lowest
    }

    /// The number at its position; `None` if it does not fit.
    pub(super) fn place(self, number: u32) -> Option<u32> {
        (number < 1 << self.width).then_some(number << self.lowest)
    }
}

/// The first word. Its lowest bits are a duration, which synchronization does not use.
pub(super) mod start {
    use super::{Field, field};

    pub(crate) const MINUTE: Field = field(26, 6);
    pub(crate) const HOUR: Field = field(21, 5);
    pub(crate) const DAY: Field = field(16, 5);
    pub(crate) const MONTH: Field = field(12, 4);
    /// Years since 1970.
    pub(crate) const YEAR: Field = field(6, 6);
    /// The year of value 0.
    pub(crate) const FIRST_YEAR: u32 = 1970;
}

/// The second word. Its highest bits are a duration.
pub(super) mod recurrence {
    use super::{Field, field};

    pub(crate) const DURATION: Field = field(22, 10);
    pub(crate) const TYPE: Field = field(19, 3);
    /// `IsGMT`.
    pub(crate) const UTC: Field = field(0, 1);

    pub(crate) const INTERVAL_MINUTES: Field = field(13, 6);
    pub(crate) const INTERVAL_HOURS: Field = field(8, 5);
    pub(crate) const INTERVAL_DAYS: Field = field(3, 5);

    /// 1 is Sunday: `SMS_ST_RecurWeekly.Day`.
    pub(crate) const WEEKDAY: Field = field(16, 3);
    pub(crate) const WEEKS: Field = field(13, 3);

    pub(crate) const WEEKDAY_MONTHS: Field = field(12, 4);
    /// 0 is the last week: `SMS_ST_RecurMonthlyByWeekday.WeekOrder`.
    pub(crate) const WEEK: Field = field(9, 3);
    pub(crate) const OFFSET_DAYS: Field = field(6, 3);

    /// 0 means the end of the month.
    pub(crate) const DATE: Field = field(14, 5);
    pub(crate) const DATE_MONTHS: Field = field(10, 4);
}

/// Recurrence types.
pub(super) mod kind {
    pub(crate) const ONCE: u32 = 1;
    pub(crate) const INTERVAL: u32 = 2;
    pub(crate) const WEEKLY: u32 = 3;
    pub(crate) const BY_WEEKDAY: u32 = 4;
    pub(crate) const BY_DATE: u32 = 5;
    pub(crate) const AFTER_WEEKDAY: u32 = 6;
}
