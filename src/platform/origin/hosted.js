// Where the app's parts come from on a host: the files beside the page. The build calls this file or its sibling origin.js,
// and puts the files' names here.

/** The first part of the WebAssembly, as the glue takes it. */
export function first() {
  return new URL(FIRST_PART, import.meta.url);
}

/** The octets of the later part. */
export async function later() {
  const response = await fetch(new URL(LATER_PART, import.meta.url), { priority: "low" });
  if (!response.ok) throw new Error(`${response.url}: status ${response.status}`);
  return response.arrayBuffer();
}

/** Starts a worker with the page's own script. */
export function worker() {
  return new Worker(import.meta.url, { type: "module" });
}

/** What the build knows about the app in one file, which lies beside the page: address, SHA-256, size in octets. */
export function single_file() {
  return SINGLE_FILE;
}
