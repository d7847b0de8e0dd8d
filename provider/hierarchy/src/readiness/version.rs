//! Versions of WSUS, such as `10.0.20348`.

use crate::model::OperatingSystem;

/// Windows Server 2012 and 2012 R2, out of support since October 2023.
const OUT_OF_SUPPORT: [[u32; 2]; 2] = [[6, 2], [6, 3]];

/// The supported versions, by operating system.
pub(crate) const SUPPORTED: [OperatingSystem; 4] = [
    OperatingSystem::WindowsServer2016,
    OperatingSystem::WindowsServer2019,
    OperatingSystem::WindowsServer2022,
    OperatingSystem::WindowsServer2025,
];

/// The first three numbers of a version, which updates do not change. The fourth may be left out.
pub(crate) fn build(version: &str) -> Option<[u32; 3]> {
    let mut numbers = version.split('.').map(|number| number.parse().ok());
    let build = [numbers.next()??, numbers.next()??, numbers.next()??];
    let has_only_a_revision = numbers.next().is_none_or(|revision: Option<u32>| revision.is_some());
    (has_only_a_revision && numbers.next().is_none()).then_some(build)
}

/// V45, V46: whether both are known and not the same.
pub(crate) fn differ(one: &str, other: &str) -> bool {
    build(one).zip(build(other)).is_some_and(|(one, other)| one != other)
}

/// V47: whether both are known and the first one is later.
pub(crate) fn is_newer(one: &str, other: &str) -> bool {
    build(one).zip(build(other)).is_some_and(|(one, other)| one > other)
}

/// V44: whether it is known to be out of support.
pub(crate) fn is_out_of_support(version: &str) -> bool {
    build(version).is_some_and(|[major, minor, _]| OUT_OF_SUPPORT.contains(&[major, minor]))
}
