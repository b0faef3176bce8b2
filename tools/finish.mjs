// Trunk's last step: puts the app's files into the form in which they are downloaded. It makes one script, one style sheet
// and the two parts of the WebAssembly as small as they get, and names each file by its content, so that no cache can mix
// two releases.
import { createHash } from "node:crypto";
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build, transform } from "esbuild";

const stage = process.env.TRUNK_STAGING_DIR;
if (!stage) throw new Error("run by Trunk as a post_build hook (TRUNK_STAGING_DIR is not set)");
const at = (...path) => join(stage, ...path);

// What the compiler uses by default. wasm-opt must know, and must not use more: browsers of 2022 are to understand it.
const WASM_FEATURES = [
  "bulk-memory", "reference-types", "multivalue", "sign-ext", "nontrapping-float-to-int", "mutable-globals",
];

/** Takes a file out of the folder. */
function taken(...path) {
  const content = readFileSync(at(...path));
  rmSync(at(...path));
  return content;
}

/** Writes a file under a name that says what is in it. */
function named(stem, ending, content) {
  const name = `${stem}-${createHash("sha256").update(content).digest("hex").slice(0, 16)}.${ending}`;
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
const first = named("app", "wasm", optimized("mtls-wizard_bg.wasm"));
const later = named("later", "wasm", optimized(...SPLIT, "split_later.wasm"));

// The splitter's script loads the other part by itself. Ours does it for workers too, and says what went wrong.
const LOADER = /\(\) => \{\s*const src = fetch\(new URL\("\.\/split_later\.wasm", import\.meta\.url\)\);[\s\S]*?return async \(imports\) => \(WebAssembly\.instantiateStreaming\(src, imports\)\);\s*\}/g;
const loaders = taken(...SPLIT, "__wasm_split.js").toString();
if (loaders.match(LOADER)?.length !== 1) throw new Error("the splitter's script is not as expected");
const OWN_LOADER = "() => async (imports) => WebAssembly.instantiate(await later(), imports)";
writeFileSync(at("__wasm_split.js"), `import { later } from "./later.js";\n${loaders.replace(LOADER, OWN_LOADER)}`);
for (const script of ["start.js", "later.js"]) copyFileSync(join(process.env.TRUNK_SOURCE_DIR, "src/platform", script), at(script));
const bundle = await build({
  absWorkingDir: stage,
  entryPoints: ["start.js"],
  define: { FIRST_PART: JSON.stringify(`./${first}`), LATER_PART: JSON.stringify(`./${later}`) },
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2022",
  legalComments: "none",
  write: false,
});
for (const script of ["start.js", "later.js", "__wasm_split.js", "mtls-wizard.js"]) rmSync(at(script));
rmSync(at("snippets"), { recursive: true });
const script = named("app", "js", bundle.outputFiles[0].contents);

let html = readFileSync(at("index.html"), "utf8");
const replace = (from, to) => {
  if (html.split(from).length !== 2) throw new Error(`index.html has ${JSON.stringify(from)} not exactly once`);
  html = html.replace(from, to);
};
replace("./mtls-wizard_bg.wasm", `./${first}`);
replace("./start.js", `./${script}`);
replace("./icon.svg", `./${named("icon", "svg", taken("icon.svg"))}`);
const sheets = [...html.matchAll(/<link rel="stylesheet" href="\.\/([a-z]+\.css)"[^>]*>/g)];
const css = await transform(sheets.map(([, name]) => taken(name).toString()).join("\n"), { loader: "css", minify: true });
const [[before], ...others] = sheets;
replace(before, `<link rel="stylesheet" href="./${named("app", "css", css.code)}">`);
for (const [sheet] of others) replace(sheet, "");
// Trunk leaves this one alone where it injects no script.
const [rust] = html.match(/<link data-trunk rel="rust"[^>]*>/) ?? [];
if (rust) replace(rust, "");
if (html.includes("data-trunk")) throw new Error("Trunk has left something of its own in index.html");
writeFileSync(at("index.html"), html.replace(/>\s+</g, "><").trim() + "\n");

const left = readdirSync(stage).filter((name) => !/^(index\.html|(app|later|icon)-[0-9a-f]{16}\.(js|css|wasm|svg))$/.test(name));
if (left.length > 0) throw new Error(`files that nobody named: ${left.join(", ")}`);
