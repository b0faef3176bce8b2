// The service worker of the hosted app: keeps the files of one build, so that the app starts without its host. A newer build
// waits beside the one in use until a person asks for it.

// Other apps may live under other paths of the same origin: only caches of this one are touched.
const PREFIX = `mtls-wizard ${registration.scope} `;
// The build puts both here: what all files hash to, and the files with their SHA-256.
const CACHE = PREFIX + BUILD;
const addresses = new Map(FILES.map(([name, sha256]) => [new URL(name, registration.scope).href, sha256]));

addEventListener("install", (event) => event.waitUntil(install()));

// Old caches go when nobody uses the old build any more.
addEventListener("activate", (event) => event.waitUntil(cleanUp()));

addEventListener("message", ({ data }) => {
  if (data === "replace") skipWaiting();
});

addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const address = new URL(url);
  address.hash = address.search = "";
  if (address.href === new URL("./index.html", registration.scope).href) address.href = registration.scope;
  // The page may be opened with anything behind it; every other file has one address.
  const known = addresses.has(mode === "navigate" ? address.href : url);
  if (method === "GET" && known) event.respondWith(kept(mode === "navigate" ? address.href : url, event.request));
});

async function kept(address, request) {
  const cache = await caches.open(CACHE);
  return (await cache.match(address)) ?? fetch(request);
}

// A build is kept whole or not at all: while a host is being updated, it may have files of two.
async function install() {
  const cache = await caches.open(CACHE);
  await Promise.all([...addresses].map(async ([address, sha256]) => {
    // The page has the same address in every build.
    const response = await fetch(address, { cache: address === registration.scope ? "no-cache" : "default" });
    if (!response.ok || response.redirected) throw new Error(`${address}: status ${response.status}`);
    const digest = await crypto.subtle.digest("SHA-256", await response.clone().arrayBuffer());
    if (hexadecimal(digest) !== sha256) throw new Error(`${address} is of another build`);
    await cache.put(address, response);
  }));
}

async function cleanUp() {
  const old = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
}

function hexadecimal(digest) {
  return Array.from(new Uint8Array(digest), (octet) => octet.toString(16).padStart(2, "0")).join("");
}
