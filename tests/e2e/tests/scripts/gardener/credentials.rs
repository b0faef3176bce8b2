//! The Secret of the provider, from files, variables and questions.

use std::io::{Read, Write};
use std::process::{Command, Stdio};

use mtls_wizard::plan::dns;
use mtls_wizard::plan::task::ProviderSecret;
use mtls_wizard::render::gardener;
use mtls_wizard_e2e::cluster::LoadBalancer;
use mtls_wizard_e2e::process::program;
use serde_json::json;

use super::{Shoot, namespace, provider, secret_name};

const SECRET: &str = "wJalr/XUtn $(id) 'EXAMPLE' `\\";

fn shoot() -> Shoot {
    Shoot::new(LoadBalancer::Pending)
}

/// No program was called with a secret, and nobody else could read the files that it lay in.
#[track_caller]
fn nothing_leaked(shoot: &Shoot, secret: &str) {
    assert!(!shoot.calls().contains(secret), "{}", shoot.calls());
    assert!(shoot.calls().contains("--from-file="), "the calls were noted");
    let open = std::fs::read_to_string(shoot.programs.path().join("open.log")).expect("noted");
    assert_eq!(open, "", "readable by others");
}

#[test]
fn typed_files_of_the_archive() {
    let shoot = shoot();
    let aws = provider("aws-route53");
    let typed = [
        ("AWS_ACCESS_KEY_ID", "AKIAIOSFODNN7EXAMPLE"),
        ("AWS_SECRET_ACCESS_KEY", SECRET),
    ];
    let credentials = dns::validate(aws, &typed).expect("accepted");
    for (key, value) in credentials.values() {
        shoot.write(&dns::file(key), value);
    }
    // Variables of another account must not be mixed in.
    let variables = [
        ("AWS_SESSION_TOKEN", "other"),
        ("AWS_REGION", "other-1"),
        ("AWS_USE_CREDENTIALS_CHAIN", "true"),
    ];
    let mut versions = Vec::new();
    for _ in 0..2 {
        let run = shoot.make_secret(aws, &variables, "").succeeded();
        assert!(!run.output.contains(SECRET), "{}", run.output);
        let secret = shoot
            .cluster
            .get("v1", "Secret", Some("test"), "dns-credentials")
            .expect("a Secret");
        versions.push(secret["metadata"]["resourceVersion"].clone());
    }
    assert_eq!(versions[0], versions[1], "running it again changes nothing");
    assert_eq!(
        shoot.secret(),
        Some(json!({"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE", "AWS_SECRET_ACCESS_KEY": SECRET}))
    );
    nothing_leaked(&shoot, SECRET);
}

#[test]
fn files_that_somebody_wrote_by_hand_are_trimmed() {
    let shoot = shoot();
    let json = "{\n  \"type\": \"service_account\"\n}";
    shoot.write("credentials/dns/serviceaccount.json", &format!("\n {json} \r\n\n"));
    shoot.write("credentials/dns/notes.txt", "not a credential");
    shoot.make_secret(provider("google-clouddns"), &[], "").succeeded();
    assert_eq!(shoot.secret(), Some(json!({"serviceaccount.json": json})));
}

#[test]
fn a_missing_or_empty_file_is_named() {
    let shoot = shoot();
    shoot.write("credentials/dns/AWS_ACCESS_KEY_ID", "AKIA");
    let run = shoot.make_secret(provider("aws-route53"), &[("AWS_SECRET_ACCESS_KEY", "x")], "");
    run.failed_saying("credentials/dns/AWS_SECRET_ACCESS_KEY is missing or empty. Put the credential there");
    shoot.write("credentials/dns/AWS_SECRET_ACCESS_KEY", " \n");
    let run = shoot.make_secret(provider("aws-route53"), &[], "");
    run.failed_saying("AWS_SECRET_ACCESS_KEY is empty. It is needed");
    assert_eq!(shoot.secret(), None);
}

#[test]
fn environment_variables() {
    let shoot = shoot();
    let variables = [
        ("AZURE_SUBSCRIPTION_ID", " 11 "),
        ("AZURE_TENANT_ID", "22"),
        ("AZURE_CLIENT_ID", "33\n"),
        ("AZURE_CLIENT_SECRET", SECRET),
        ("AZURE_CLOUD", "AzureChina"),
        ("UNRELATED", "x"),
    ];
    let run = shoot.make_secret(provider("azure-dns"), &variables, "").succeeded();
    assert!(!run.output.contains(SECRET), "{}", run.output);
    let run = run.says("AZURE_CLIENT_SECRET: from the environment variable AZURE_CLIENT_SECRET");
    assert_eq!(
        shoot.secret(),
        Some(json!({
            "AZURE_SUBSCRIPTION_ID": "11", "AZURE_TENANT_ID": "22", "AZURE_CLIENT_ID": "33",
            "AZURE_CLIENT_SECRET": SECRET, "AZURE_CLOUD": "AzureChina",
        })),
        "{}",
        run.output
    );
    nothing_leaked(&shoot, SECRET);

    // What is no longer given goes from the Secret, too.
    shoot
        .make_secret(provider("azure-dns"), &variables[..4], "")
        .succeeded();
    assert_eq!(shoot.secret().expect("a Secret").get("AZURE_CLOUD"), None);
}

#[test]
fn questions_for_what_is_not_there() {
    let shoot = shoot();
    let aws = provider("aws-route53");
    // A session token belongs to the key that it was made with.
    let variables = [("AWS_SESSION_TOKEN", "of another key"), ("AWS_REGION", "eu-central-1")];
    let input = format!("  AKIA \n{SECRET}\n");
    let run = shoot.make_secret(aws, &variables, &input).succeeded();
    assert!(!run.output.contains(SECRET), "{}", run.output);
    run.says("AWS_ACCESS_KEY_ID (Access key ID")
        .says("what you type is not shown");
    assert_eq!(
        shoot.secret(),
        Some(json!({"AWS_ACCESS_KEY_ID": "AKIA", "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_REGION": "eu-central-1"}))
    );
    nothing_leaked(&shoot, SECRET);

    for (input, words) in [
        ("", "error: AWS_ACCESS_KEY_ID is needed"),
        ("AKIA\n", "Set the environment variable AWS_SECRET_ACCESS_KEY"),
        ("AKIA\n  \n", "AWS_SECRET_ACCESS_KEY is empty"),
    ] {
        shoot.make_secret(aws, &[], input).failed_saying(words);
    }
}

#[test]
fn the_alternative_is_chosen_by_what_is_there() {
    let shoot = shoot();
    shoot
        .make_secret(provider("aws-route53"), &[("AWS_USE_CREDENTIALS_CHAIN", "true")], "")
        .succeeded();
    assert_eq!(shoot.secret(), Some(json!({"AWS_USE_CREDENTIALS_CHAIN": "true"})));
    let temporary = [
        ("AWS_ACCESS_KEY_ID", "A"),
        ("AWS_SECRET_ACCESS_KEY", "s"),
        ("AWS_SESSION_TOKEN", "t"),
    ];
    shoot.make_secret(provider("aws-route53"), &temporary, "").succeeded();
    assert_eq!(
        shoot.secret(),
        Some(json!({"AWS_ACCESS_KEY_ID": "A", "AWS_SECRET_ACCESS_KEY": "s", "AWS_SESSION_TOKEN": "t"}))
    );

    let openstack = provider("openstack-designate");
    shoot.write(
        "ca.pem",
        "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n",
    );
    let variables = [
        ("OS_AUTH_URL", "https://k"),
        ("OS_APPLICATION_CREDENTIAL_ID", "id"),
        ("OS_PROJECT_ID", "p"),
        ("OS_PROJECT_NAME", "left out, because the ID says it"),
        ("CACERT_FILE", "ca.pem"),
        ("OS_INSECURE", "true"),
    ];
    shoot
        .make_secret(openstack, &variables, "hidden\nDefault\n")
        .succeeded();
    assert_eq!(
        shoot.secret(),
        Some(json!({
            "OS_AUTH_URL": "https://k", "OS_APPLICATION_CREDENTIAL_ID": "id", "OS_APPLICATION_CREDENTIAL_SECRET": "hidden",
            "OS_DOMAIN_NAME": "Default", "OS_PROJECT_ID": "p", "INSECURE": "true",
            "CACERT": "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----",
        }))
    );
}

#[test]
fn a_file_is_named_by_a_variable_or_an_answer() {
    let shoot = shoot();
    let google = provider("google-clouddns");
    let text = "{\"type\": \"service_account\"}";
    shoot.write("my key.json", &format!("{text}\n"));
    let path = shoot.path("my key.json").display().to_string();
    shoot
        .make_secret(google, &[("SERVICEACCOUNT_JSON_FILE", &path)], "")
        .succeeded();
    assert_eq!(shoot.secret(), Some(json!({"serviceaccount.json": text})));

    let home = shoot.archive.path().display().to_string();
    shoot.write("other.json", "{}");
    shoot
        .make_secret(google, &[("HOME", &home)], "~/other.json\n")
        .succeeded();
    assert_eq!(shoot.secret(), Some(json!({"serviceaccount.json": "{}"})));
    for path in ["nowhere.json", home.as_str()] {
        let run = shoot.make_secret(google, &[("SERVICEACCOUNT_JSON_FILE", path)], "");
        run.failed_saying("serviceaccount.json: there is no file at this path.");
    }
}

#[test]
fn a_failure_of_kubectl_fails_the_script_and_leaves_nothing_behind() {
    let shoot = shoot();
    shoot.cluster.remove("v1", "Namespace", None, "test");
    let run = shoot.make_secret(provider("cloudflare-dns"), &[("CLOUDFLARE_API_TOKEN", "t")], "");
    run.failed_saying("namespaces \"test\" not found");
}

#[test]
fn the_commands_of_the_guide_do_the_same() {
    let shoot = shoot();
    let guide = gardener::guide_dns_secret(&ProviderSecret {
        provider: provider("alicloud-dns"),
        namespace: namespace(),
        name: secret_name(),
        typed: false,
    });
    let input = format!("LTAI5t\n{SECRET}\n");
    shoot.run(&guide.join("\n"), &[], &input).succeeded();
    let expected = json!({"ACCESS_KEY_ID": "LTAI5t", "ACCESS_KEY_SECRET": SECRET});
    assert_eq!(shoot.secret(), Some(expected));
}

/// What a terminal shows while a token is typed at the prompt. `script` is the terminal.
#[test]
fn a_terminal_does_not_show_what_is_typed() {
    let shoot = shoot();
    let provider = provider("cloudflare-dns");
    let call = gardener::dns_secret(&namespace(), &secret_name());
    shoot.write(
        "script.sh",
        &format!("{}{}{call}", super::opening(), gardener::credentials_function(provider)),
    );
    let mut child = Command::new(program("script").expect("script of util-linux or bsdutils"))
        .args(["--quiet", "--return", "--command", "/bin/bash ./script.sh", "/dev/null"])
        .current_dir(shoot.archive.path())
        .env_clear()
        .envs(shoot.cluster.environment())
        .env("PATH", shoot.programs.path())
        .env("TMPDIR", shoot.temporary.path())
        .env("SHELL", "/bin/bash")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("it starts");
    let mut terminal = child.stdout.take().expect("a pipe");
    let mut shown = Vec::new();
    while !String::from_utf8_lossy(&shown).contains("not shown): ") {
        let mut octet = [0];
        assert_ne!(terminal.read(&mut octet).expect("readable"), 0, "it ended early");
        shown.extend(octet);
    }
    // Between the prompt and the switching off of the echo.
    std::thread::sleep(std::time::Duration::from_millis(1500));
    let mut keyboard = child.stdin.take().expect("a pipe");
    keyboard.write_all(b"typed-token\n").expect("typed");
    terminal.read_to_end(&mut shown).expect("readable");
    assert!(child.wait().expect("it ends").success());
    assert_eq!(shoot.secret(), Some(json!({"CLOUDFLARE_API_TOKEN": "typed-token"})));
    let shown = String::from_utf8_lossy(&shown);
    assert!(
        shown.contains("dns-credentials created") && !shown.contains("typed-token"),
        "{shown}"
    );
}
