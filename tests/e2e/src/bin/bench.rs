//! `make bench`: sizes and timings, measured in one run in Chromium. It prints and asserts nothing.

#[path = "bench/many.rs"]
mod many;
#[path = "bench/heavy.rs"]
mod slow;

use anyhow::{Context, Result};
use mtls_wizard_e2e::{
    browser::{Browser, BrowserOptions, Span},
    download::{self, Downloaded},
    pages::{StartPage, StepPage},
    process::run,
    site::Site,
};
use serde_json::json;
use std::{
    process::Command,
    time::{Duration, Instant},
};

/// Enough for medians that can be compared although the search for primes is a matter of luck, and odd, so that the median
/// is one of the measured values.
const ROUNDS: u32 = 15;

/// A key algorithm under its three names.
struct Algorithm {
    /// In the app's list.
    name: &'static str,
    /// For WebCrypto's `generateKey`.
    web_crypto: &'static str,
    /// For openssl's `-newkey`.
    openssl: &'static [&'static str],
}

const ALGORITHMS: [Algorithm; 2] = [
    Algorithm {
        name: "RSA 2048",
        web_crypto: r#"{"name":"RSASSA-PKCS1-v1_5","modulusLength":2048,"hash":"SHA-256"}"#,
        openssl: &["rsa:2048"],
    },
    Algorithm {
        name: "ECDSA P-256",
        web_crypto: r#"{"name":"ECDSA","namedCurve":"P-256"}"#,
        openssl: &["ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
    },
];

/// Medians for one algorithm.
struct Timing {
    bare_keys: Duration,
    keys_and_certificates: Duration,
    total: Duration,
    longest_task: Duration,
    openssl: Duration,
}

/// One generation by the app.
struct Generation {
    keys_and_certificates: Duration,
    total: Duration,
    longest_task: Duration,
}

/// With `clients` and numbers as arguments, only so many clients at once are measured; with `heavy`, only large and slow files.
#[tokio::main]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [what, sizes @ ..] = arguments.as_slice()
        && what == "clients"
    {
        let sizes: Vec<usize> = sizes.iter().map(|size| size.parse()).collect::<Result<_, _>>()?;
        let site = Site::of_the_app("/bench").await?;
        let browser = Browser::start(&BrowserOptions::default()).await?;
        StartPage::open(&browser, &site.address()).await?;
        return many::measure(&browser, &site, &sizes).await;
    }
    if arguments == ["heavy"] {
        let site = Site::of_the_app("/bench").await?;
        let browser = Browser::start(&BrowserOptions::default()).await?;
        return slow::measure(&browser, &site).await;
    }
    let download = download::measure().await?;
    print_sizes("First load, in bytes", &download.first);
    print_sizes("Later, in bytes", &download.later);
    let site = Site::of_the_app("/bench").await?;
    let browser = Browser::start(&BrowserOptions::default()).await?;
    let mut timings = Vec::new();
    for algorithm in &ALGORITHMS {
        eprintln!("measuring {}", algorithm.name);
        timings.push(measure(&browser, &site, algorithm).await?);
    }
    print_timings(&timings);
    slow::measure(&browser, &site).await?;
    many::measure(&browser, &site, &many::SIZES).await
}

async fn measure(browser: &Browser, site: &Site, algorithm: &Algorithm) -> Result<Timing> {
    let bare_keys = median(bare_key_generation(browser, site, algorithm).await?);
    let mut generations = Vec::new();
    for _ in 0..ROUNDS {
        generations.push(generate(browser, site, algorithm).await?);
    }
    let of = |part: fn(&Generation) -> Duration| median(generations.iter().map(part).collect());
    Ok(Timing {
        bare_keys,
        keys_and_certificates: of(|generation| generation.keys_and_certificates),
        total: of(|generation| generation.total),
        longest_task: generations
            .iter()
            .map(|generation| generation.longest_task)
            .max()
            .unwrap_or_default(),
        openssl: median(
            (0..ROUNDS)
                .map(|_| tutorial_commands(algorithm))
                .collect::<Result<_>>()?,
        ),
    })
}

const BARE_KEYS: &str = r#"
const [algorithm, rounds, done] = arguments;
if (algorithm.modulusLength) algorithm.publicExponent = new Uint8Array([1, 0, 1]);
(async () => {
  const durations = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    await Promise.all([1, 2, 3, 4].map(() => crypto.subtle.generateKey(algorithm, true, ["sign", "verify"])));
    durations.push(performance.now() - start);
  }
  return durations;
})().then(done, (error) => done(String(error)));
"#;

/// Four keys at once, as many as the app makes, and nothing else.
async fn bare_key_generation(browser: &Browser, site: &Site, algorithm: &Algorithm) -> Result<Vec<Duration>> {
    StartPage::open(browser, &site.address()).await?;
    let parameters = serde_json::from_str(algorithm.web_crypto)?;
    let milliseconds = browser
        .evaluate_async(BARE_KEYS, vec![parameters, json!(ROUNDS)])
        .await?;
    let milliseconds: Vec<f64> =
        serde_json::from_value(milliseconds.clone()).with_context(|| milliseconds.to_string())?;
    Ok(milliseconds
        .into_iter()
        .map(|duration| Duration::from_secs_f64(duration / 1000.0))
        .collect())
}

/// The app's whole work for k3d, from “Generate” to the result.
async fn generate(browser: &Browser, site: &Site, algorithm: &Algorithm) -> Result<Generation> {
    // A fresh page, so that the measures and long tasks are those of this round.
    browser.leave().await?;
    let step = StartPage::open(browser, &site.address())
        .await?
        .choose("Local k3d")
        .await?;
    let review = step
        .accept_defaults(async |step: &StepPage<'_>| {
            if step.asks_for("Key algorithm").await? {
                step.select("Key algorithm", algorithm.name).await?;
            }
            Ok(())
        })
        .await?;
    review.generate().await?.finished().await?;
    generated(browser).await
}

/// What the browser measured of the last generation.
async fn generated(browser: &Browser) -> Result<Generation> {
    let total = measured(browser, "issue:total").await?;
    let tasks = browser.long_tasks().await?;
    let longest = tasks
        .iter()
        .filter(|task| task.overlaps(&total))
        .map(|task| task.duration)
        .max();
    Ok(Generation {
        keys_and_certificates: measured(browser, "issue:keys-and-certificates").await?.duration,
        total: total.duration,
        longest_task: longest.unwrap_or_default(),
    })
}

async fn measured(browser: &Browser, name: &str) -> Result<Span> {
    browser
        .measure(name)
        .await?
        .with_context(|| format!("the app did not measure {name}"))
}

/// The six openssl calls of the tutorial for k3d, one after the other: two authorities, two requests, two signatures.
fn tutorial_commands(algorithm: &Algorithm) -> Result<Duration> {
    let folder = tempfile::tempdir()?;
    let openssl = |arguments: &[&str]| run(Command::new("openssl").current_dir(folder.path()).args(arguments));
    let new_key = |arguments: &[&str], subject: &str| {
        let mut all = vec!["req", "-nodes", "-subj", subject, "-newkey"];
        all.extend(algorithm.openssl);
        all.extend(arguments);
        openssl(&all)
    };
    let start = Instant::now();
    for role in ["server", "client"] {
        let [ca_key, ca, key, csr, certificate] =
            ["ca.key", "ca.crt", "key", "csr", "crt"].map(|end| format!("{role}.{end}"));
        let authority = ["-x509", "-sha256", "-days", "365", "-keyout", &ca_key, "-out", &ca];
        new_key(&authority, "/O=ML Org/CN=ML Root CA")?;
        new_key(&["-keyout", &key, "-out", &csr], "/CN=ML Leaf/O=ML Org")?;
        let signing = [
            "x509",
            "-req",
            "-days",
            "365",
            "-CA",
            &ca,
            "-CAkey",
            &ca_key,
            "-set_serial",
            "0",
        ];
        openssl(&[signing.as_slice(), &["-in", &csr, "-out", &certificate]].concat())?;
    }
    Ok(start.elapsed())
}

fn median(mut durations: Vec<Duration>) -> Duration {
    durations.sort();
    durations.get(durations.len() / 2).copied().unwrap_or_default()
}

fn print_timings(timings: &[Timing]) {
    println!("Keys and certificates for k3d, in ms (medians of {ROUNDS})");
    print!("{:54}", "");
    ALGORITHMS.iter().for_each(|algorithm| print!("{:>14}", algorithm.name));
    println!();
    let row = |title: &str, value: fn(&Timing) -> Duration| {
        print!("{title:54}");
        timings
            .iter()
            .for_each(|timing| print!("{:>14.1}", value(timing).as_secs_f64() * 1000.0));
        println!();
    };
    row("crypto.subtle.generateKey alone, 4 in parallel", |timing| {
        timing.bare_keys
    });
    row("the app: keys and certificates", |timing| timing.keys_and_certificates);
    row("the app: with the encrypted bundle, until the result", |timing| {
        timing.total
    });
    row("the tutorial's openssl commands", |timing| timing.openssl);
    row("longest main-thread task (0: none over 50 ms)", |timing| {
        timing.longest_task
    });
}

fn print_sizes(title: &str, files: &[Downloaded]) {
    println!("{title:54}{:>14}{:>14}", "as is", "brotli 11");
    let row = |name: &str, size: usize, brotli: usize| println!("{name:54}{size:>14}{brotli:>14}");
    for file in files {
        row(&file.name, file.size, file.brotli);
    }
    let total = |of: fn(&Downloaded) -> usize| files.iter().map(of).sum();
    row("total", total(|file| file.size), total(|file| file.brotli));
    println!();
}
