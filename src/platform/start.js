// The app's script, the same in the page and in its workers. A page starts with the first part of the WebAssembly, and
// fetches the second one itself, later. A worker starts with both, compiled, as the page sends them.
import start from "./mtls-wizard.js";
import { given } from "./later.js";

if (globalThis.document) {
  // The build puts the file's name here.
  start({ module_or_path: new URL(FIRST_PART, import.meta.url) });
} else {
  addEventListener(
    "message",
    async ({ data: { first, later } }) => {
      try {
        given(later);
        await start({ module_or_path: first });
      } catch (error) {
        postMessage(["failed", String(error)]);
      }
    },
    { once: true },
  );
}
