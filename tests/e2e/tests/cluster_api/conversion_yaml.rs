//! The reader of pasted YAML against kubectl's.

use serde_json::{Value, json};

use super::conversion::{one, rules};
use crate::kubectl::{with_definitions, with_every_kubectl};

#[test]
fn kubectl_reads_what_was_meant() {
    const WORDS: [&str; 36] = [
        "y",
        "Y",
        "yes",
        "Yes",
        "YES",
        "n",
        "N",
        "no",
        "No",
        "NO",
        "on",
        "On",
        "ON",
        "off",
        "OFF",
        "Off",
        "true",
        "True",
        "null",
        "~",
        "<<",
        "=",
        "1",
        "1e3",
        "0x1F",
        "0b11",
        "0o17",
        "017",
        "1_000",
        "-1_0",
        ".5",
        ".inf",
        "2026-11-21",
        "12:30:45",
        "x - on",
        "a: on",
    ];
    with_every_kubectl(with_definitions, |shell| {
        let mut source: Value = serde_yaml::from_str(rules::COMPLETE).unwrap();
        source["metadata"]["namespace"] = json!("default");
        for (index, word) in WORDS.iter().enumerate() {
            // Header names are tokens, names of cookies are anything.
            let mutators = &mut source["spec"]["rules"][1]["mutators"];
            mutators[0]["config"]["headers"][format!("X-{index}")] = json!(word);
            mutators[1]["config"]["cookies"][*word] = json!(word);
            source["metadata"]["annotations"][format!("word-{index}")] = json!(format!("{word}\n{word}\n"));
        }
        let conversion = one(&source.to_string());
        let yaml = conversion.yaml.unwrap_or_else(|| panic!("{:#?}", conversion.problems));
        shell.with_input("apply -f -", &yaml).ok();
        let read: Value = serde_json::from_str(&shell.run("get apirule orders -o json").ok()).unwrap();
        let request = &read["spec"]["rules"][1]["request"];
        assert_eq!(
            request["headers"],
            source["spec"]["rules"][1]["mutators"][0]["config"]["headers"]
        );
        assert_eq!(
            request["cookies"],
            source["spec"]["rules"][1]["mutators"][1]["config"]["cookies"]
        );
        assert_eq!(read["metadata"]["labels"], source["metadata"]["labels"]);
        for (key, value) in source["metadata"]["annotations"].as_object().unwrap() {
            assert_eq!(read["metadata"]["annotations"][key], *value, "{key}");
        }
        // What kubectl prints is as good as what went in, and needs no change any more.
        let again = one(&shell.run("get apirule orders -o yaml").ok());
        assert_eq!(again.problems, []);
        let (first, second): (Value, Value) = (
            serde_yaml::from_str(&yaml).unwrap(),
            serde_yaml::from_str(&again.yaml.unwrap()).unwrap(),
        );
        assert_eq!(first["spec"], second["spec"]);
    });
}
