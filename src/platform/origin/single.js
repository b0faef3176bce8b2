// Where the app's parts come from in the single file: the page itself. Nothing is fetched, which its
// Content-Security-Policy would forbid as well. Its scripts are classic ones, because pages from file:// may load no modules.

import { include } from "./requests.js";

// A script before this one leaves both parts in base64; a worker gets them from the page, compiled.
const parts = globalThis.mtlsWizardParts;
const own = globalThis.document?.currentScript?.textContent;
let script;

/** The first part of the WebAssembly, as the glue takes it. */
export function first() {
  return octets(parts.first);
}

/** The octets of the later part. */
export async function later() {
  return octets(parts.later);
}

/** The languages that there are texts of, beside English. */
export function languages() {
  return Object.keys(parts.texts);
}

/** The octets of a language's catalogue. */
export async function texts(language) {
  return octets(parts.texts[language]);
}

/** Starts a worker with the page's own script, without the parts. It inherits the page's Content-Security-Policy. */
export function worker() {
  script ??= URL.createObjectURL(new Blob([own], { type: "text/javascript" }));
  return include(new Worker(script));
}

/** This is the single file: there is no other. */
export function single_file() {
  return undefined;
}

/** Nothing is to be kept: the file is. */
export async function keep() {}

export function replace() {}

function octets(base64) {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
