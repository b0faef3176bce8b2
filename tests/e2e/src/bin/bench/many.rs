//! Many clients at once: the app's time beside what it cannot do without, generating the keys and deriving those of the bundles.

use crate::{generated, measured, median};
use anyhow::{Context, Result, ensure};
use mtls_wizard_e2e::{
    browser::Browser,
    pages::{StartPage, StepPage},
    site::Site,
};
use serde_json::json;
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// How many clients are made together.
pub const SIZES: [usize; 4] = [1, 10, 100, 500];
/// The app starts as many workers as there are processors, but no more than these.
const MOST_WORKERS: u64 = 8;
/// Five hundred clients on a small machine.
const LIMIT: Duration = Duration::from_secs(1200);
/// For the medians of what is short.
const ROUNDS: usize = 5;

/// One size.
struct Timing {
    clients: usize,
    wall: Duration,
    bare_keys: Duration,
    derivation: Duration,
    longest_task: Duration,
    /// What JavaScript's memory grew by, in kB for each client.
    memory: f64,
}

/// Measures these sizes and prints them.
pub async fn measure(browser: &Browser, site: &Site, sizes: &[usize]) -> Result<()> {
    let workers = browser.evaluate("return navigator.hardwareConcurrency", vec![]).await?;
    let workers = workers.as_u64().unwrap_or(1).clamp(1, MOST_WORKERS);
    let bundle = one_bundle(browser, site).await?;
    let mut timings = Vec::new();
    for &clients in sizes {
        eprintln!("measuring {clients} clients");
        // As many jobs at the same time as there are workers, so this many turns.
        let turns = clients.div_ceil(usize::try_from(workers)?);
        timings.push(one_size(browser, site, clients, bundle * u32::try_from(turns)?).await?);
    }
    print(&timings, workers, bundle);
    Ok(())
}

/// What a bundle takes when nothing else is going on: with one client it comes after all keys and certificates.
async fn one_bundle(browser: &Browser, site: &Site) -> Result<Duration> {
    let mut durations = Vec::new();
    for _ in 0..ROUNDS {
        make(browser, site, 1).await?;
        let total = measured(browser, "issue:total").await?.duration;
        durations.push(total.saturating_sub(measured(browser, "issue:keys-and-certificates").await?.duration));
    }
    Ok(median(durations))
}

async fn one_size(browser: &Browser, site: &Site, clients: usize, derivation: Duration) -> Result<Timing> {
    // The search for primes is a matter of luck, which evens out only for many keys.
    let rounds = if clients < 50 { ROUNDS } else { 1 };
    let mut timings = Vec::new();
    for _ in 0..rounds {
        // One more for the authority, whose key is made like theirs.
        let bare_keys = bare(browser, site, clients + 1).await?;
        let memory = make(browser, site, clients).await?;
        let total = measured(browser, "issue:total").await?;
        timings.push((
            total.duration,
            bare_keys,
            memory,
            generated(browser).await?.longest_task,
        ));
    }
    let of = |part: fn(&(Duration, Duration, f64, Duration)) -> Duration| median(timings.iter().map(part).collect());
    Ok(Timing {
        clients,
        wall: of(|timing| timing.0),
        bare_keys: of(|timing| timing.1),
        derivation,
        longest_task: timings.iter().map(|timing| timing.3).max().unwrap_or_default(),
        memory: timings.last().map_or(0.0, |timing| timing.2) / 1000.0 / clients as f64,
    })
}

const BARE_KEYS: &str = r#"
const parameters = { name: "RSASSA-PKCS1-v1_5", modulusLength: 2048, hash: "SHA-256", publicExponent: new Uint8Array([1, 0, 1]) };
const start = performance.now();
window.bareKeys = null;
const all = Array.from({ length: arguments[0] }, () => crypto.subtle.generateKey(parameters, true, ["sign", "verify"]));
Promise.all(all).then(() => { window.bareKeys = performance.now() - start; });
"#;

/// So many keys at once, and nothing else.
async fn bare(browser: &Browser, site: &Site, keys: usize) -> Result<Duration> {
    StartPage::open(browser, &site.address()).await?;
    browser.evaluate(BARE_KEYS, vec![json!(keys)]).await?;
    let deadline = Instant::now() + LIMIT;
    loop {
        let milliseconds = browser.evaluate("return window.bareKeys", vec![]).await?;
        if let Some(milliseconds) = milliseconds.as_f64() {
            return Ok(Duration::from_secs_f64(milliseconds / 1000.0));
        }
        ensure!(Instant::now() < deadline, "{keys} keys took longer than {LIMIT:?}");
        sleep(Duration::from_millis(100)).await;
    }
}

/// Makes certificates without a cluster for so many clients, and returns by how many octets JavaScript's memory grew.
async fn make(browser: &Browser, site: &Site, clients: usize) -> Result<f64> {
    browser.leave().await?;
    let list: Vec<String> = (1..=clients).map(|number| format!("Client {number}")).collect();
    let list = list.join("\n");
    let step = StartPage::open(browser, &site.address())
        .await?
        .choose("Only certificates")
        .await?;
    let review = step
        .accept_defaults(async |step: &StepPage<'_>| {
            if step.asks_for("List of clients").await? {
                step.fill("List of clients", &list).await?;
            }
            for label in ["Key algorithm", "Key algorithm of the CAs"] {
                if step.asks_for(label).await? {
                    step.select(label, "RSA 2048").await?;
                }
            }
            Ok(())
        })
        .await?;
    let before = memory(browser).await?;
    review.generate().await?.finished_within(LIMIT).await?;
    Ok(memory(browser).await? - before)
}

async fn memory(browser: &Browser) -> Result<f64> {
    let used = browser
        .evaluate("return performance.memory.usedJSHeapSize", vec![])
        .await?;
    used.as_f64().context("Chromium tells how much memory is used")
}

fn print(timings: &[Timing], workers: u64, bundle: Duration) {
    let seconds = |duration: Duration| duration.as_secs_f64();
    println!(
        "\nClients with RSA 2048 and PKCS#12, in seconds ({workers} workers, one bundle alone {:.3})",
        seconds(bundle)
    );
    println!(
        "{:>10}{:>12}{:>12}{:>14}{:>10}{:>18}{:>14}",
        "clients", "the app", "bare keys", "derivation", "ratio", "longest task (ms)", "kB a client"
    );
    for timing in timings {
        let least = seconds(timing.bare_keys) + seconds(timing.derivation);
        println!(
            "{:>10}{:>12.2}{:>12.2}{:>14.2}{:>10.2}{:>18.0}{:>14.1}",
            timing.clients,
            seconds(timing.wall),
            seconds(timing.bare_keys),
            seconds(timing.derivation),
            seconds(timing.wall) / least,
            seconds(timing.longest_task) * 1000.0,
            timing.memory
        );
    }
    println!("(ratio: the app to bare keys and derivation together; 1.15 is wanted. Longest task 0: none over 50 ms.)");
}
