// The app in one HTML file, for machines without a network: opened from a disk, it runs without a single request.
import { createHash } from "node:crypto";

/** The source of the Content-Security-Policy that admits exactly this inline script or style. */
const admitted = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/**
 * Puts everything into the page. Its scripts are classic ones, because browsers load no modules from file://.
 *
 * The policy is stricter than that of the hosted app: nothing may be fetched at all, and no script or style may run but
 * those that are here. Workers are made of the page's own script (blob:), and inherit the policy.
 */
export function singleFile(page, { script, css, icon, first, later, catalogues }) {
  // On its own, so that it does not go to the workers: they get both parts compiled.
  const texts = JSON.stringify(Object.fromEntries(catalogues.map(([language, octets]) => [language, octets.toString("base64")])));
  const parts = `mtlsWizardParts={first:"${first.toString("base64")}",later:"${later.toString("base64")}",texts:${texts}}`;
  const style = css.trim();
  for (const text of [script, parts, style]) {
    // What the parser of HTML would end or change, the hash would not fit.
    if (/<\/(script|style)|<!--|\r/i.test(text)) throw new Error("something in the single file would end its element early");
  }
  const policy = [
    "default-src 'none'",
    `script-src ${admitted(parts)} ${admitted(script)} 'wasm-unsafe-eval'`,
    `style-src ${admitted(style)}`,
    "img-src data:",
    "worker-src blob:",
    "base-uri 'none'",
    "form-action 'none'",
  ];
  page.replace(page.tag("<meta http-equiv=\"Content-Security-Policy\""), `<meta http-equiv="Content-Security-Policy" content="${policy.join("; ")}">`);
  page.replace(page.tag("<link rel=\"preload\""), "");
  page.replace(page.tag("<link rel=\"manifest\""), "");
  page.replace(page.tag("<script type=\"module\""), "");
  page.replace("</script>", "");
  page.replace("./icon.svg", `data:image/svg+xml;base64,${icon.toString("base64")}`);
  page.replace("<link rel=\"stylesheet\">", "<style></style>");
  page.replace("</body>", "<script id=\"parts\"></script><script id=\"app\"></script></body>");
  // Last, because white space between tags goes, and the content may have some that looks like that.
  const html = page.text();
  return Buffer.from(
    html
      .replace("<style></style>", () => `<style>${style}</style>`)
      .replace("<script id=\"parts\"></script>", () => `<script>${parts}</script>`)
      .replace("<script id=\"app\"></script>", () => `<script>${script}</script>`),
  );
}
