use std::time::{Duration, SystemTime, UNIX_EPOCH};

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

/// What the clock cannot hold, and what is before 1970, becomes the beginning of 1970.
impl From<Timestamp> for SystemTime {
    fn from(time: Timestamp) -> Self {
        let elapsed = u64::try_from(time.seconds).ok().zip(u32::try_from(time.nanos).ok());
        let elapsed = elapsed
            .map(|(seconds, nanos)| Duration::from_secs(seconds).saturating_add(Duration::from_nanos(nanos.into())));
        elapsed.and_then(|elapsed| UNIX_EPOCH.checked_add(elapsed)).unwrap_or(UNIX_EPOCH)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_counted_from_1970() {
        let later = UNIX_EPOCH + Duration::new(7, 999_999_999);
        assert_eq!(Timestamp::from(later), Timestamp { seconds: 7, nanos: 999_999_999 });
        assert_eq!(SystemTime::from(Timestamp::from(later)), later);
        for outside in [Timestamp { seconds: -1, nanos: 0 }, Timestamp { seconds: 0, nanos: -1 }] {
            assert_eq!(SystemTime::from(outside), UNIX_EPOCH);
        }
        let earlier = UNIX_EPOCH - Duration::from_millis(1);
        assert_eq!(Timestamp::from(earlier), Timestamp::default());
    }
}
