use std::os::unix::fs::{PermissionsExt as _, symlink};

use hierarchy::Kind;

use super::*;

type Trap = (&'static str, fn(path: &Path, others: &Path));

const TRAPS: [Trap; 4] = [
    ("a link", |path, others| symlink(others, path).unwrap()),
    ("a link to nothing", |path, others| symlink(others.with_extension("new"), path).unwrap()),
    ("another name of a file", |path, others| fs::hard_link(others, path).unwrap()),
    ("a pipe", |path, _| {
        let made = process::Command::new("mkfifo").arg(path).status().unwrap();
        assert!(made.success());
    }),
];

#[test]
fn what_others_put_in_its_place_is_neither_read_nor_written() {
    for (name, trap) in TRAPS {
        let folder = tempfile::tempdir().unwrap();
        let others = folder.path().join("others");
        fs::write(&others, "important").unwrap();
        let file = RunFile::beside(&folder.path().join("hierarchy.db")).unwrap();
        trap(&file.path, &others);
        let line = Line::new(&ObjectId::new(Kind::Site, "PS1"), Part::Written, None).text();
        assert!(file.append(&line).is_err(), "{name}");
        assert!(text_of(&file.path).is_err(), "{name}");
        assert_eq!(fs::read_to_string(&others).unwrap(), "important", "{name}");
        assert!(!others.with_extension("new").exists(), "{name}");
        file.remove();
        file.append(&line).unwrap();
        assert_eq!(fs::metadata(&file.path).unwrap().permissions().mode() & 0o777, 0o600, "{name}");
    }
}
