//! What is refused, and with which words.

use serde_json::{Value, json};
use sms_provider::class::Class;
use sms_provider::stub::Stub;

use crate::hierarchies::{central, stand_alone};
use crate::{read_bytes, read_path, refused};

fn file() -> Value {
    Stub::of(&central()).file()
}

#[test]
fn bad_files_are_refused_with_words() {
    let text = file().to_string();
    let changed = |change: &dyn Fn(&mut Value)| {
        let mut file = file();
        change(&mut file);
        refused(&file)
    };
    let row = |file: &mut Value, class: &str, index: usize, column: &str, value: Value| {
        file["classes"][class][index][column] = value;
    };
    let refusals = [
        ("half a dump", read_bytes(&text.as_bytes()[..text.len() / 2]).err().unwrap()),
        ("an empty file", read_bytes(b"").err().unwrap()),
        ("two dumps in one file", read_bytes(format!("{text}\n{text}").as_bytes()).err().unwrap()),
        ("a newer format", changed(&|file| file["format"] = json!(2))),
        ("no dump", read_bytes(b"[1, 2]").err().unwrap()),
        ("another JSON file", read_bytes(b"{\"version\": 4}").err().unwrap()),
        ("no JSON", read_bytes(b"SiteCode  SiteName").err().unwrap()),
        ("another encoding", read_bytes(b"{\"name\": \"Z\xFCrich\"}").err().unwrap()),
        (
            "no sites",
            changed(&|file| {
                file["classes"].as_object_mut().unwrap().remove("SMS_Site");
                file["errors"]["SMS_Site"] = json!("Access denied");
            }),
        ),
        ("a child site", changed(&|file| file["site_code"] = json!("PS1"))),
        (
            "a child site without its parent",
            changed(&|file| {
                file["classes"]["SMS_Site"].as_array_mut().unwrap().remove(0);
            }),
        ),
        ("two hierarchies", changed(&|file| row(file, "SMS_Site", 2, "ReportingSiteCode", json!("")))),
        (
            "two rows of one site",
            changed(&|file| {
                let mut other = file["classes"]["SMS_Site"][1].clone();
                other["SiteName"] = json!("Another");
                file["classes"]["SMS_Site"].as_array_mut().unwrap().push(other);
            }),
        ),
        ("a site of another type", changed(&|file| row(file, "SMS_Site", 1, "Type", json!(8)))),
        ("a server without a name", changed(&|file| row(file, "SMS_SCI_SysResUse", 0, "NetworkOSPath", json!("")))),
        ("encrypted passwords", changed(&|file| row(file, "SMS_SCI_Reserved", 0, "Reserved2", json!("0A0B")))),
        ("another role", changed(&|file| row(file, "SMS_SCI_SysResUse", 0, "RoleName", json!("SMS Management Point")))),
        (
            "a property with a password",
            changed(&|file| {
                let secret = json!({"PropertyName": "EncryptedPassword", "Value1": "0A0B"});
                file["classes"]["SMS_SCI_Component"][0]["Props"].as_array_mut().unwrap().push(secret);
            }),
        ),
    ];
    let text: Vec<String> = refusals.iter().map(|(what, words)| format!("# {what}\n{words}\n")).collect();
    insta::assert_snapshot!(text.join("\n"));
}

#[test]
fn a_file_of_200_mb_is_refused_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hierarchy.json");
    std::fs::File::create(&path).unwrap().set_len(200 << 20).unwrap();
    insta::assert_snapshot!(read_path(&path).err().unwrap());
}

#[test]
fn folders_without_answers_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("notes.txt"), "{}").unwrap();
    std::fs::write(folder.path().join("SMS_Device.json"), "{\"value\": []}").unwrap();
    insta::assert_snapshot!(read_path(folder.path()).err().unwrap());
}

#[test]
fn two_hierarchies_in_one_folder_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    for (name, objects) in [("a", central()), ("b", stand_alone())] {
        for (class, answer) in Stub::of(&objects).answers() {
            std::fs::write(folder.path().join(format!("{class}.{name}.json")), answer.to_string()).unwrap();
        }
    }
    let words = read_path(folder.path()).err().unwrap();
    assert!(words.contains("SMS_Site"), "{words}");
}

#[test]
fn a_folder_without_one_of_its_pages_is_refused() {
    let refusal = |names: &[&str], is_followed: bool| {
        let folder = tempfile::tempdir().unwrap();
        for (class, mut answer) in Stub::of(&central()).answers() {
            let names = if class == "SMS_UpdateCategoryInstance" { names } else { &[""] };
            if class == "SMS_UpdateCategoryInstance" && is_followed {
                answer["@odata.nextLink"] = json!("https://cas.contoso.com/AdminService/wmi/?$skip=1000");
            }
            for name in names {
                std::fs::write(folder.path().join(format!("{class}{name}.json")), answer.to_string()).unwrap();
            }
        }
        read_path(folder.path()).err().unwrap_or_default()
    };
    for whole in
        [&[""][..], &["", ".2", ".3"], &["", ".1"], &[".1", ".2"], &[".0", ".1"], &["-1", "-2"], &["", ".1000"]]
    {
        assert_eq!(refusal(whole, false), "", "{whole:?}");
    }
    assert!(refusal(&[".1", ".2", ".4"], false).contains("page 3 is missing"));
    assert!(refusal(&["", ".3"], false).contains("page 2 is missing"));
    insta::assert_snapshot!(format!("{}\n\n{}", refusal(&[".2"], false), refusal(&[""], true)));
}

/// A file of every length, and every single byte of a small one changed, gives a value or words.
#[test]
fn damage_is_never_a_panic() {
    let mut stub = Stub::of(&stand_alone());
    stub.rows.get_mut(&Class::Category).unwrap().truncate(2);
    let text = stub.file().to_string();
    for at in (0..text.len()).step_by(61) {
        let _ = read_bytes(&text.as_bytes()[..at]);
        let mut bytes = text.clone().into_bytes();
        bytes[at] = b'9';
        let _ = read_bytes(&bytes);
    }
}
