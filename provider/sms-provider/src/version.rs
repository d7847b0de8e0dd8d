//! Versions and their builds ("Updates and servicing for Configuration Manager"; the last three from public build maps).

/// The current-branch versions by build, the oldest first.
const BUILDS: [(i64, &str); 29] = [
    (8325, "1511"),
    (8355, "1602"),
    (8412, "1606"),
    (8458, "1610"),
    (8498, "1702"),
    (8540, "1706"),
    (8577, "1710"),
    (8634, "1802"),
    (8692, "1806"),
    (8740, "1810"),
    (8790, "1902"),
    (8853, "1906"),
    (8913, "1910"),
    (8968, "2002"),
    (9012, "2006"),
    (9040, "2010"),
    (9049, "2103"),
    (9058, "2107"),
    (9068, "2111"),
    (9078, "2203"),
    (9088, "2207"),
    (9096, "2211"),
    (9106, "2303"),
    (9122, "2309"),
    (9128, "2403"),
    (9132, "2409"),
    (9135, "2503"),
    (9141, "2509"),
    (9146, "2603"),
];

/// The version of a build; `None` if no source lists it.
pub(crate) fn of_build(build: i64) -> Option<&'static str> {
    BUILDS.iter().find(|(number, _)| *number == build).map(|(_, version)| *version)
}

/// The build of a version.
pub(crate) fn build(version: &str) -> Option<i64> {
    BUILDS.iter().find(|(_, name)| *name == version).map(|(number, _)| *number)
}
