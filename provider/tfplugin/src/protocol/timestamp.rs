use std::time::{SystemTime, UNIX_EPOCH};

/// `google.protobuf.Timestamp`: a moment in UTC.
#[derive(Clone, Copy, PartialEq, Eq, Hash, prost::Message)]
pub struct Timestamp {
    /// Since the beginning of 1970.
    #[prost(int64, tag = "1")]
    pub seconds: i64,
    /// Of the second, from 0 to 999,999,999.
    #[prost(int32, tag = "2")]
    pub nanos: i32,
}

/// What is before 1970 becomes its beginning.
impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        let elapsed = time.duration_since(UNIX_EPOCH).unwrap_or_default();
        Self {
            seconds: i64::try_from(elapsed.as_secs()).unwrap_or(i64::MAX),
            nanos: elapsed.subsec_nanos().cast_signed(),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_moment_is_counted_from_1970() {
        let later = UNIX_EPOCH + Duration::new(7, 999_999_999);
        assert_eq!(Timestamp::from(later), Timestamp { seconds: 7, nanos: 999_999_999 });
        let earlier = UNIX_EPOCH - Duration::from_millis(1);
        assert_eq!(Timestamp::from(earlier), Timestamp::default());
    }
}
