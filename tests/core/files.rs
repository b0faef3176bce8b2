//! What files bring for a form, in every form of file.

use mtls_wizard::pki::import::ImportProblem;
use mtls_wizard::pki::pkcs12::ReadError;
use mtls_wizard::tutorial::own;
use mtls_wizard::wizard::files::Taken;
use mtls_wizard::wizard::{Draft, Field};

use crate::sample::own_file;

fn octets(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/core/fixtures/own/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(path).expect("a committed file")
}

fn draft() -> Draft {
    let mut draft = Draft::new(own::TUTORIAL.form, mtls_wizard::native::to_ascii);
    draft.set(Field::ServerSource, "files".to_owned());
    draft
}

fn taken(field: Field, files: &[&[u8]]) -> Taken {
    let mut taken = Taken::new(field).expect("a field for files");
    for file in files {
        taken.add(file).expect("readable");
    }
    taken
}

fn placed(taken: &Taken) -> [String; 2] {
    let mut draft = draft();
    draft.place(taken);
    [Field::ServerChain, Field::ServerKey].map(|field| draft.value(field).to_owned())
}

#[test]
fn each_form_of_file_fills_the_fields_that_it_is_for() {
    let (certificate, key) = (own_file("server.crt"), own_file("server.key"));
    let (certificate_text, key_text) = (certificate.as_str(), key.as_str());
    let both = [key_text, certificate_text].concat();
    for (field, file, expected) in [
        (Field::ServerChain, octets("server.crt"), [certificate_text, ""]),
        (Field::ServerChain, octets("server.der"), [certificate_text, ""]),
        (Field::ServerKey, octets("server.key"), ["", key_text]),
        (
            Field::ServerChain,
            both.clone().into_bytes(),
            [certificate_text, key_text],
        ),
        (
            Field::ServerKey,
            both.clone().into_bytes(),
            [certificate_text, key_text],
        ),
        // What is wrong with these is said at the field.
        (Field::ServerKey, octets("server.crt"), ["", certificate_text]),
        (Field::ServerChain, b"nothing".to_vec(), ["nothing", ""]),
    ] {
        assert_eq!(placed(&taken(field, &[&file])), expected);
    }
    let two = taken(Field::ServerChain, &[&octets("server.der"), &octets("issuing.crt")]);
    assert_eq!(placed(&two)[0], [certificate_text, &own_file("issuing.crt")].join("\n"));
}

#[test]
fn what_is_locked_asks_for_its_password() {
    let (certificate, key) = (own_file("server.crt"), own_file("server.key"));
    for (field, name, expected) in [
        (Field::ServerChain, "server.p12", [certificate.as_str(), &key]),
        (Field::ServerKey, "server.p12", [&certificate, &key]),
        (Field::ServerKey, "server-encrypted.key", ["", &key]),
    ] {
        let mut taken = taken(field, &[&octets(name)]);
        assert!(taken.is_locked(), "{name}");
        for (password, error) in [("", ReadError::PasswordMissing), ("wrong", ReadError::WrongPassword)] {
            let refused = taken.unlock(password).expect_err("not the password");
            let certain = [
                ImportProblem::Locked(error),
                ImportProblem::Locked(ReadError::WrongPasswordOrDamaged),
            ];
            assert!(certain.contains(&refused), "{name}: {refused:?}");
            assert!(taken.is_locked());
        }
        taken.unlock("secret").expect("the password");
        assert!(!taken.is_locked());
        assert_eq!(placed(&taken), expected, "{name}");
    }
}

#[test]
fn a_locked_key_is_named_until_it_is_opened() {
    let mut draft = draft();
    draft.place(&taken(Field::ServerKey, &[&octets("server-encrypted.key")]));
    let errors = draft.answers(crate::sample::now()).expect_err("locked");
    let found = errors
        .iter()
        .find(|error| error.field == Field::ServerKey)
        .expect("at its field");
    assert!(found.message.contains("Type the password"), "{}", found.message);
}

#[test]
fn no_key_is_held_where_none_is_asked_for() {
    let mut draft = draft();
    draft.set(Field::ClientCaSource, "certificate".to_owned());
    let mut taken = taken(Field::ClientCaChain, &[&octets("server.p12")]);
    taken.unlock("secret").expect("the password");
    draft.place(&taken);
    assert_eq!(draft.value(Field::ClientCaChain), own_file("server.crt"));
    assert_eq!(draft.value(Field::ClientCaKey), "");
}

#[test]
fn a_key_in_a_wrong_place_is_not_stored() {
    let mut draft = draft();
    draft.set(Field::ServerChain, own_file("server.key"));
    assert!(draft.public().all(|answer| !answer.value().contains("PRIVATE KEY")));
    draft.set(Field::ServerChain, own_file("server.crt"));
    assert!(draft.public().any(|answer| answer.value().contains("CERTIFICATE")));
}

#[test]
fn too_much_is_refused() {
    let mut taken = Taken::new(Field::ServerChain).expect("a field for files");
    assert_eq!(taken.add(&vec![b' '; 10 << 20]), Err(ImportProblem::TooLarge));
    taken.add(&octets("server.p12")).expect("readable");
    assert_eq!(taken.add(&octets("server.p12")), Err(ImportProblem::SeveralKeys));
    assert!(Taken::new(Field::Namespace).is_none());
}
