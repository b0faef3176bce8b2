// The app's script, the same in the page and in its workers. A page starts with the first part of the WebAssembly, and
// gets the second one itself, later. A worker starts with both, compiled, as the page sends them.
import start from "./mtls-wizard.js";
import { given } from "./later.js";
import { first } from "./origin.js";
import { report } from "./requests.js";

if (globalThis.document) {
  start({ module_or_path: first() });
} else {
  addEventListener(
    "message",
    ({ data: { requests } }) => {
      report(requests);
      addEventListener("message", begin, { once: true });
    },
    { once: true },
  );
}

async function begin({ data: { first, later } }) {
  try {
    given(later);
    await start({ module_or_path: first });
  } catch (error) {
    postMessage(["failed", String(error)]);
  }
}
