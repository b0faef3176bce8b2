// The second part of the app's WebAssembly, fetched and compiled once. Workers get from the page what it has compiled.
import { later as octets } from "./origin.js";
import { all } from "./texts.js";

let module;
let coming;

/** The compiled second part. A failure is forgotten: the next call tries again. */
export function later() {
  coming ??= fetched().catch((error) => {
    coming = undefined;
    throw error;
  });
  return coming;
}

/** The second part if it is there already. */
export function compiled() {
  return module;
}

/** Takes what the page has compiled, in a worker. */
export function given(compiled) {
  module = compiled;
  coming = Promise.resolve(compiled);
}

async function fetched() {
  const [part] = await Promise.all([octets(), all()]);
  module = await WebAssembly.compile(part);
  return module;
}
