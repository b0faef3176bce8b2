// Where the app's parts come from on a host: the files beside the page. The build calls this file or its sibling origin.js,
// and puts the files' names here.
import { include } from "./requests.js";

/** The first part of the WebAssembly, as the glue takes it. */
export function first() {
  return new URL(FIRST_PART, import.meta.url);
}

/** The octets of the later part. */
export async function later() {
  return fetched(LATER_PART);
}

/** The languages that there are texts of, beside English. */
export function languages() {
  return Object.keys(TEXTS);
}

/** The octets of a language's catalogue. */
export async function texts(language) {
  return fetched(TEXTS[language]);
}

async function fetched(name) {
  const response = await fetch(new URL(name, import.meta.url), { priority: "low" });
  if (!response.ok) throw new Error(`${response.url}: status ${response.status}`);
  return response.arrayBuffer();
}

/** Starts a worker with the page's own script. */
export function worker() {
  return include(new Worker(import.meta.url, { type: "module" }));
}

/** What the build knows about the app in one file, which lies beside the page: address, SHA-256, size in octets. */
export function single_file() {
  return SINGLE_FILE;
}

let registration;

/**
 * Has the browser keep the app for use without its host (service.js). Resolves when it has, or cannot: in private windows,
 * on pages from plain http, where storage is full. `tell` is called when a newer build lies ready beside the one in use.
 */
export async function keep(tell) {
  const workers = navigator.serviceWorker;
  if (!workers) return;
  try {
    registration = await workers.register(new URL("./service.js", import.meta.url), { updateViaCache: "none" });
    const ready = () => registration.waiting && workers.controller && tell();
    registration.addEventListener("updatefound", () => arrived(registration.installing).then(ready));
    ready();
    await arrived(registration.installing).then(ready);
  } catch {
    // The app works without.
  }
}

/** Puts the newer build to use: the only way in which the page is ever loaded anew, and only a person calls it. */
export async function replace() {
  const { waiting } = registration;
  if (waiting) {
    const replaced = new Promise((done) => navigator.serviceWorker.addEventListener("controllerchange", done, { once: true }));
    waiting.postMessage("replace");
    await replaced;
  }
  location.reload();
}

function arrived(worker) {
  if (worker?.state !== "installing") return Promise.resolve();
  return new Promise((done) => worker.addEventListener("statechange", done, { once: true }));
}
