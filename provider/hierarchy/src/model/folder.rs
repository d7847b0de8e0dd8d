/// Whether two Windows paths name the same folder: letter case, `/` in place of `\` and separators at the end make no
/// difference.
#[must_use]
pub fn is_same_folder(one: &str, other: &str) -> bool {
    let parts = |path: &str| {
        let path = path.to_lowercase();
        let path = path.trim_end_matches(['\\', '/']);
        path.split(['\\', '/']).map(str::to_owned).collect::<Vec<_>>()
    };
    parts(one) == parts(other)
}

#[cfg(test)]
mod tests {
    use super::is_same_folder;

    #[test]
    fn a_folder_has_many_spellings() {
        for other in [r"D:\ConfigMgr", r"d:\configmgr", r"D:\ConfigMgr\", "D:/ConfigMgr", "d:/CONFIGMGR/"] {
            assert!(is_same_folder(r"D:\ConfigMgr", other), "{other}");
        }
        for other in [r"E:\ConfigMgr", r"D:\ConfigMgr2", r"D:\Config\Mgr", r"D:\", "ConfigMgr"] {
            assert!(!is_same_folder(r"D:\ConfigMgr", other), "{other}");
        }
    }
}
