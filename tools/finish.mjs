// Trunk's last step: puts the app's files into the form in which they are downloaded. It makes one script, one style sheet
// and the two parts of the WebAssembly as small as they get, and names each file by its content, so that no cache can mix
// two releases. From the same parts it makes the app in one file (single-file.mjs), and what a browser needs to install the
// hosted one (installed.mjs).
import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build, transform } from "esbuild";
import gettext from "gettext-parser";
import { manifest, serviceWorker } from "./installed.mjs";
import { singleFile } from "./single-file.mjs";

const stage = process.env.TRUNK_STAGING_DIR;
const source = process.env.TRUNK_SOURCE_DIR;
if (!stage || !source) throw new Error("run by Trunk as a post_build hook (TRUNK_STAGING_DIR or TRUNK_SOURCE_DIR is not set)");
const at = (...path) => join(stage, ...path);

// What the compiler uses by default. wasm-opt must know, and must not use more: browsers of 2022 are to understand it.
const WASM_FEATURES = [
  "bulk-memory", "reference-types", "multivalue", "sign-ext", "nontrapping-float-to-int", "mutable-globals",
];
const SINGLE_FILE = "mtls-wizard.html";

/** Takes a file out of the folder. */
function taken(...path) {
  const content = readFileSync(at(...path));
  rmSync(at(...path));
  return content;
}

const sha256 = (content) => createHash("sha256").update(content).digest("hex");

/** Writes a file under a name that says what is in it. */
function named(stem, ending, content) {
  const name = `${stem}-${sha256(content).slice(0, 16)}.${ending}`;
  writeFileSync(at(name), content);
  return name;
}

function optimized(...path) {
  execFileSync("wasm-opt", ["-Oz", ...WASM_FEATURES.map((feature) => `--enable-${feature}`), at(...path), "-o", at(...path)]);
  return taken(...path);
}

const SPLIT = ["snippets", "split"];
if (!existsSync(at(...SPLIT))) throw new Error("the app is in one piece: run make build, which puts tools/bin on PATH");
const parts = readdirSync(at(...SPLIT)).filter((name) => name.endsWith(".wasm"));
if (parts.join() !== "split_later.wasm") throw new Error(`the app has other parts than the first and the later one: ${parts}`);
const first = optimized("mtls-wizard_bg.wasm");
const later = optimized(...SPLIT, "split_later.wasm");

// The splitter's script loads the other part by itself. Ours does it for workers too, and says what went wrong.
const LOADER = /\(\) => \{\s*const src = fetch\(new URL\("\.\/split_later\.wasm", import\.meta\.url\)\);[\s\S]*?return async \(imports\) => \(WebAssembly\.instantiateStreaming\(src, imports\)\);\s*\}/g;
const loaders = taken(...SPLIT, "__wasm_split.js").toString();
if (loaders.match(LOADER)?.length !== 1) throw new Error("the splitter's script is not as expected");
const OWN_LOADER = "() => async (imports) => WebAssembly.instantiate(await later(), imports)";
writeFileSync(at("__wasm_split.js"), `import { later } from "./later.js";\n${loaders.replace(LOADER, OWN_LOADER)}`);
const SCRIPTS = ["start.js", "later.js", "requests.js", "texts.js"];
for (const script of SCRIPTS) copyFileSync(join(source, "src/platform", script), at(script));

/** The app's script; `origin` says where it gets its parts from. */
async function bundled(origin, format, define) {
  copyFileSync(join(source, "src/platform/origin", origin), at("origin.js"));
  const bundle = await build({
    absWorkingDir: stage,
    entryPoints: ["start.js"],
    define,
    bundle: true,
    minify: true,
    format,
    target: "es2022",
    legalComments: "none",
    // wasm-bindgen names a module once for each function that is imported from it; all names mean the same.
    logOverride: { "duplicate-object-key": "silent" },
    write: false,
  });
  return bundle.outputFiles[0].text;
}

/** The page as Trunk has left it, to be changed at places that must be there exactly once. */
class Page {
  constructor(html) {
    this.html = html;
  }

  replace(from, to) {
    if (this.html.split(from).length !== 2) throw new Error(`index.html has ${JSON.stringify(from)} not exactly once`);
    this.html = this.html.replace(from, () => to);
  }

  /** The one tag that begins so. */
  tag(beginning) {
    const start = this.html.indexOf(beginning);
    if (start < 0) throw new Error(`index.html has no ${beginning}`);
    return this.html.slice(start, this.html.indexOf(">", start) + 1);
  }

  text() {
    if (this.html.includes("data-trunk")) throw new Error("Trunk has left something of its own in index.html");
    return this.html.replace(/>\s+</g, "><").trim() + "\n";
  }
}

const page = new Page(readFileSync(at("index.html"), "utf8"));
const sheets = [...page.html.matchAll(/<link rel="stylesheet" href="\.\/([a-z]+\.css)"[^>]*>/g)];
const { code: css } = await transform(sheets.map(([, name]) => taken(name).toString()).join("\n"), { loader: "css", minify: true });
const [[sheet], ...others] = sheets;
for (const [other] of others) page.replace(other, "");
page.replace(sheet, "<link rel=\"stylesheet\">");
// Trunk leaves this one alone where it injects no script.
if (page.html.includes("<link data-trunk rel=\"rust\"")) page.replace(page.tag("<link data-trunk rel=\"rust\""), "");
const icon = taken("icon.svg");

/** What stands for a text in a catalogue (src/locale/catalogue.rs). */
function key(text) {
  const hash = Buffer.from(text).reduce((hash, octet) => Math.imul(hash ^ octet, 0x01000193), 0x811c9dc5);
  return (hash >>> 0).toString(16).padStart(8, "0");
}

/** What translators write (.po), as src/locale/catalogue.rs reads it: with the texts' keys in place of the texts. */
function catalogue(file) {
  const END = "\x1e";
  const texts = Object.values(gettext.po.parse(readFileSync(join(source, "locales", file))).translations[""]);
  const keyed = new Map();
  for (const { msgid, msgid_plural: plural, msgstr } of texts.filter(({ msgid }) => msgid)) {
    const own = key(plural ? `${msgid}\0${plural}` : msgid);
    const text = msgstr.join("\0");
    if (keyed.has(own)) throw new Error(`locales/${file}: two texts have the key ${own}: change one of them`);
    if (text.includes(END)) throw new Error(`locales/${file}: U+001E ends texts, so it cannot be in one: ${text}`);
    keyed.set(own, text);
  }
  const keys = [...keyed.keys()].sort();
  return Buffer.from([keys.join(""), ...keys.map((own) => keyed.get(own)), ""].join(END));
}

const catalogues = readdirSync(join(source, "locales")).filter((name) => name.endsWith(".po")).sort()
  .map((name) => [name.slice(0, -".po".length), catalogue(name)]);

// Where it is in one file, the script is no module and has no address. Nothing asks for it.
const inOne = await bundled("single.js", "iife", { "import.meta.url": "undefined" });
const single = singleFile(new Page(page.html), { script: inOne, css, icon, first, later, catalogues });
writeFileSync(at(SINGLE_FILE), single);

const names = { first: named("app", "wasm", first), later: named("later", "wasm", later) };
const texts = catalogues.map(([language, octets]) => [language, `./${named(`texts-${language}`, "txt", octets)}`]);
const offered = { address: `./${SINGLE_FILE}?${sha256(single).slice(0, 16)}`, sha256: sha256(single), size: single.length };
const script = named("app", "js", await bundled("hosted.js", "esm", {
  FIRST_PART: JSON.stringify(`./${names.first}`),
  LATER_PART: JSON.stringify(`./${names.later}`),
  TEXTS: JSON.stringify(Object.fromEntries(texts)),
  SINGLE_FILE: JSON.stringify(offered),
}));
for (const script of [...SCRIPTS, "origin.js", "__wasm_split.js", "mtls-wizard.js"]) rmSync(at(script));
rmSync(at("snippets"), { recursive: true });
page.replace("./mtls-wizard_bg.wasm", `./${names.first}`);
page.replace("./start.js", `./${script}`);
page.replace("./icon.svg", `./${named("icon", "svg", icon)}`);
page.replace("<link rel=\"stylesheet\">", `<link rel="stylesheet" href="./${named("app", "css", css)}">`);
writeFileSync(at("index.html"), page.text());

// What the app needs without its host; the single file is fetched only by whoever wants it.
const kept = readdirSync(at()).filter((name) => name !== SINGLE_FILE).sort();
const icons = Object.fromEntries(["icon-192", "icon-512", "icon-maskable-512"].map((name) => [
  name, named(name, "png", readFileSync(join(source, "style", `${name}.png`))),
]));
writeFileSync(at("manifest.json"), manifest(icons));
const digests = kept.map((name) => [name === "index.html" ? "./" : `./${name}`, sha256(readFileSync(at(name)))]);
writeFileSync(at("service.js"), await serviceWorker(join(source, "src/platform/service.js"), digests));

const EXPECTED = /^(index\.html|mtls-wizard\.html|manifest\.json|service\.js|(app|later|texts-[a-z]+|icon(-[a-z0-9]+)*)-[0-9a-f]{16}\.(js|css|wasm|txt|svg|png))$/;
const files = readdirSync(stage).sort();
const strange = files.filter((name) => !EXPECTED.test(name));
if (strange.length > 0) throw new Error(`files that nobody named: ${strange.join(", ")}`);
// As `sha256sum --check` reads it.
writeFileSync(at("SHA256SUMS"), files.map((name) => `${sha256(readFileSync(at(name)))}  ${name}\n`).join(""));
