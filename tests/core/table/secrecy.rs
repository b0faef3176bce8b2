//! Passwords of tables: marked, and searched for in everything that is stored or shown.

use mtls_wizard::tutorial::{REGISTRY, k3d};
use mtls_wizard::wizard::table::{Row, Vault, read};
use mtls_wizard::wizard::{Draft, Field, Input};
use proptest::prelude::*;

use crate::sample::{changed, draft, draft_of, now, plan};

const SECRET: &str = "MARKED-hunter2,\"x\"";
const TABLE: &str = "name,password,OU\nalice,\"MARKED-hunter2,\"\"x\"\"\",A\nbob,,B\ncarol, MARKED-other ,C";

fn stored(draft: &Draft) -> String {
    draft
        .public()
        .map(|answer| format!("{}={}\n", answer.field().spec().id, answer.value()))
        .collect()
}

#[test]
fn no_password_of_a_table_is_stored_or_shown() {
    let draft = changed(&[(Field::Clients, TABLE)]);
    let answers = draft.answers(now()).expect("acceptable");
    let plan = plan(&draft);
    let rows: Vec<_> = draft.form().steps.iter().flat_map(|step| draft.rows(step)).collect();
    let notes: Vec<_> = draft.form().fields().map(|field| draft.note(field)).collect();
    let shown = [
        stored(&draft),
        format!("{draft:?}"),
        format!("{answers:?}"),
        format!("{plan:?}"),
        format!("{rows:?}{notes:?}"),
        draft.value(Field::Clients).to_owned(),
        serde_json::to_string(&plan.answers).expect("JSON"),
    ];
    for text in shown {
        assert!(!text.contains("MARKED"), "{text}");
    }
    assert!(!plan.answers["clients"].contains('•'), "{}", plan.answers["clients"]);
    // They are where they belong.
    let passwords: Vec<&str> = plan
        .requests
        .iter()
        .filter_map(|request| Some(request.bundle.as_ref()?.password.as_str()))
        .collect();
    assert_eq!(passwords.len(), 4);
    assert_eq!((passwords[1], passwords[3]), (SECRET, "MARKED-other"));
}

#[test]
fn wrong_tables_tell_no_password_either() {
    for text in [
        "name,password\nalice,\"MARKED",
        "name,password\nalice,\"MARKED\" behind",
        "name,O,Passwort,OU\nalice,Org,MARKED\u{7},x",
        "name,password\nalice,x,MARKED",
        "alice,Org,,,,,MARKED,MARKED",
        "name,password\nalice,MARKEDä",
    ] {
        let draft = changed(&[(Field::Clients, text)]);
        let shown = format!("{:?}{draft:?}{}", draft.answers(now()), stored(&draft));
        assert!(!shown.contains("MARKED"), "{shown}");
    }
}

#[test]
fn an_open_quote_hides_no_other_line() {
    let text = "name,password\nalice,\"oops\nbob,\ncarol,";
    let draft = changed(&[(Field::Clients, text)]);
    assert_eq!(draft.value(Field::Clients), "name,password\nalice,•••1\nbob,\ncarol,");
}

#[test]
fn marks_move_with_their_lines_and_passwords_are_kept() {
    let mut draft = changed(&[(Field::Clients, TABLE)]);
    let text = draft.value(Field::Clients).to_owned();
    assert_eq!(text, "name,password,OU\nalice,•••1,A\nbob,,B\ncarol,•••2,C");
    draft.set(
        Field::Clients,
        "name,password\ncarol,•••2\nalice,•••1\ndave,new one".to_owned(),
    );
    let row = |draft: &Draft, index: usize| read(draft.value(Field::Clients)).rows[index].clone();
    let password = |draft: &Draft, row: &Row| draft.revealed(&row.password.0).map(str::to_owned);
    assert_eq!(password(&draft, &row(&draft, 0)).as_deref(), Some("MARKED-other"));
    assert_eq!(password(&draft, &row(&draft, 1)).as_deref(), Some(SECRET));
    assert_eq!(password(&draft, &row(&draft, 2)).as_deref(), Some("new one"));
    // Unmarked ones are forgotten.
    draft.set(Field::Clients, "name,password\nalice,•••1".to_owned());
    draft.set(Field::Clients, "name,password\nalice,•••1\ncarol,•••2".to_owned());
    let errors = draft.answers(now()).expect_err("forgotten");
    assert_eq!(errors[0].field, Field::Clients);
    assert!(
        errors[0]
            .message
            .contains("line 3, column password: the password that stood here"),
        "{errors:?}"
    );
}

#[test]
fn what_was_stored_comes_back_without_its_passwords() {
    let draft = changed(&[(Field::Clients, TABLE)]);
    let stored: Vec<(&str, &str)> = draft
        .public()
        .map(|answer| (answer.field().spec().id, answer.value()))
        .collect();
    let mut restored = draft_of(&k3d::TUTORIAL);
    restored.restore(stored);
    let errors = restored.answers(now()).expect_err("passwords are gone");
    assert_eq!(errors.len(), 2, "{errors:?}");
}

#[test]
fn many_clients_get_a_password_each_and_one_client_the_typed_one() {
    let passwords = |draft: &Draft| -> Vec<String> {
        let plan = plan(draft);
        let bundles = plan.requests.iter().filter_map(|request| request.bundle.as_ref());
        bundles.map(|bundle| bundle.password.as_str().to_owned()).collect()
    };
    assert_eq!(passwords(&draft()), ["correct horse battery"]);
    let many = changed(&[(Field::Clients, "alice\nbob\ncarol")]);
    assert!(!many.is_visible(Field::Password));
    let mut made = passwords(&many);
    assert_eq!(made, passwords(&many), "they do not change while other answers do");
    made.sort();
    made.dedup();
    assert_eq!(made.len(), 4);
    assert!(made.iter().all(|password| password.len() == 23), "{made:?}");
    let mut other = many.clone();
    other.set_seed([8; 32].into());
    assert!(passwords(&other).iter().all(|password| !made.contains(password)));
}

#[test]
fn every_variant_takes_a_table() {
    for tutorial in REGISTRY {
        let tables: Vec<Field> = tutorial
            .form
            .fields()
            .filter(|field| field.spec().input == Input::Clients)
            .collect();
        assert!(tables.contains(&Field::Clients), "{}", tutorial.id);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn concealing_keeps_all_else(cells in proptest::collection::vec("[ -~\\n]{0,10}", 1..5), secret in "[!-~]{1,12}") {
        let mut row = Row::default();
        for (column, text) in mtls_wizard::wizard::table::Column::ALL.into_iter().zip(cells) {
            row.set(column, text);
        }
        row.set(mtls_wizard::wizard::table::Column::Password, secret.clone());
        let text = mtls_wizard::wizard::table::write(&[row.clone()]);
        let mut vault = Vault::default();
        let concealed = vault.conceal(text.clone().into());
        let mut read_again = read(&concealed).rows.remove(0);
        prop_assert_eq!(vault.reveal(&read_again.password.0), Some(secret.as_str()));
        read_again.password = row.password.clone();
        read_again.line = 0;
        prop_assert_eq!(read_again, row);
        // Once more changes nothing.
        prop_assert_eq!(vault.conceal(concealed.clone().into()), concealed);
    }
}

/// While somebody types a quote, the lines below it belong to its cell.
#[test]
fn passwords_behind_an_open_quote_are_concealed_too() {
    for text in [
        "name,password\nbob,\"MARKED-1\nalice,MARKED-2\ncarol,MARKED-3",
        "name,password\n\"bob\nalice,MARKED-2\ncarol,MARKED-3",
        "password;name\n;;\"\nMARKED-4;alice",
    ] {
        let draft = changed(&[(Field::Clients, text)]);
        assert!(!stored(&draft).contains("MARKED"), "{}", stored(&draft));
    }
}
