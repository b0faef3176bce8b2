// Counts what the page and its workers ask the network for once the app is loaded, by the browser's own list (Resource
// Timing): addresses with a time. Chromium, Firefox and Safari list what scripts, styles and elements ask for, answered or not.

// Of this page's own making, not of the network's.
const LOCAL = /^(blob|data):/;
// The app's own icons, as the build names them: the browser asks for them when it likes, to offer the installation.
const ICON = /^icon-[a-z0-9-]*-[0-9a-f]{16}\.png$/;

const entries = [];
const beginnings = [];
let loaded = Infinity;
let tell = () => {};

/** Lists what this page, or this worker, asks for. Times are since 1970: each worker counts from its own start. */
function watch(report) {
  if (!globalThis.PerformanceObserver) return;
  const observer = new PerformanceObserver((list) => {
    for (const { name, startTime } of list.getEntries()) report([name, performance.timeOrigin + startTime]);
  });
  observer.observe({ type: "resource", buffered: true });
}

function isIcon(address) {
  const folder = globalThis.document ? new URL("./", document.baseURI).href : "";
  return folder !== "" && address.startsWith(folder) && ICON.test(address.slice(folder.length));
}

function heard(entry) {
  if (LOCAL.test(entry[0]) || isIcon(entry[0])) return;
  entries.push(entry);
  if (entry[1] > loaded) tell(since());
}

function since() {
  return entries.filter(([, time]) => time > loaded).map(([name]) => name);
}

/** In a page: what a worker asks for counts, too, and the page is not loaded before its workers are. */
export function include(worker) {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => heard(data);
  worker.postMessage({ requests: port2 }, [port2]);
  beginnings.push(new Promise((begun) => {
    for (const event of ["message", "error"]) worker.addEventListener(event, begun, { once: true });
  }));
  return worker;
}

/** In a worker: tells the page. */
export function report(port) {
  watch((entry) => port.postMessage(entry));
}

/** Calls `tell` with the addresses that were asked for since the app was loaded, first when it is: after `last`. */
export async function count(last, told) {
  await Promise.allSettled([last, ...beginnings]);
  loaded = performance.timeOrigin + performance.now();
  tell = told;
  tell(since());
}

if (globalThis.document) watch(heard);
