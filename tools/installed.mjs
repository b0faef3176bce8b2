// What a browser needs to install the hosted app: the web app manifest, and the service worker with the list of what to keep.
import { createHash } from "node:crypto";
import { build } from "esbuild";

/** The manifest. Everything is relative to it, so the app can be under any path. */
export function manifest(icons) {
  const icon = (name, sizes, purpose) => ({ src: `./${icons[name]}`, type: "image/png", sizes, purpose });
  return JSON.stringify({
    id: "./",
    start_url: "./",
    scope: "./",
    name: "mTLS Wizard for Kyma",
    short_name: "mTLS Wizard",
    description: "Set up a mutual-TLS gateway on Kyma. Keys and certificates are made in your browser and never leave it.",
    lang: "en",
    display: "standalone",
    theme_color: "#ffffff",
    background_color: "#f5f6f7",
    icons: [
      icon("icon-192", "192x192", "any"),
      icon("icon-512", "512x512", "any"),
      icon("icon-maskable-512", "512x512", "maskable"),
    ],
  });
}

/** The service worker that keeps these files: pairs of an address, relative to the page, and its SHA-256. */
export async function serviceWorker(entryPoint, files) {
  const all = createHash("sha256").update(JSON.stringify(files)).digest("hex");
  const bundle = await build({
    entryPoints: [entryPoint],
    define: { BUILD: JSON.stringify(all.slice(0, 16)), FILES: JSON.stringify(files) },
    minify: true,
    target: "es2022",
    legalComments: "none",
    write: false,
  });
  return bundle.outputFiles[0].contents;
}
