// Moves Trunk's inline start script out of the built index.html into a file, named by its content, so that the
// page's Content-Security-Policy needs neither 'unsafe-inline' nor a hash that changes with every build.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const stage = process.env.TRUNK_STAGING_DIR;
if (!stage) throw new Error("run by Trunk as a post_build hook (TRUNK_STAGING_DIR is not set)");

const page = join(stage, "index.html");
const inline = /<script type="module"[^>]*>([\s\S]*?)<\/script>/g;
const html = readFileSync(page, "utf8");
const scripts = [...html.matchAll(inline)].filter(([, body]) => body.trim() !== "");
if (scripts.length !== 1) throw new Error(`expected one inline module script in index.html, found ${scripts.length}`);

const [element, body] = scripts[0];
const name = `start-${createHash("sha256").update(body).digest("hex").slice(0, 16)}.js`;
writeFileSync(join(stage, name), body.trim() + "\n");
writeFileSync(page, html.replace(element, `<script type="module" src="./${name}"></script>`));
