// Judges pages by Lighthouse as a phone sees them, one after the other in one browser. Reads
// {chromium, flags, categories, pages: {name: address}} from standard input, and writes for each page its scores (0 to
// 100), the audits that it failed, and largest paint (ms), layout shift and blocking time (ms).
import { readFileSync } from "node:fs";
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";

const { chromium, flags, categories, pages } = JSON.parse(readFileSync(0, "utf8"));
const browser = await launch({ chromePath: chromium, chromeFlags: ["--headless=new", ...flags], logLevel: "error" });
// where no time is measured there is none to wait for
const quiet = { pauseAfterFcpMs: 0, pauseAfterLoadMs: 0, networkQuietThresholdMs: 500, cpuQuietThresholdMs: 0 };
const haste = categories.includes("performance") ? {} : { ...quiet, disableFullPageScreenshot: true };
const found = {};
try {
  for (const [name, address] of Object.entries(pages)) {
    const options = { port: browser.port, onlyCategories: categories, logLevel: "error", ...haste };
    let { lhr } = await lighthouse(address, options);
    if (lhr.runtimeError) ({ lhr } = await lighthouse(address, options)); // a busy machine may miss the beginning of a load
    if (lhr.runtimeError) throw new Error(`${name}: ${lhr.runtimeError.message}`);
    const weighed = Object.values(lhr.categories).flatMap((category) => category.auditRefs.filter((ref) => ref.weight));
    const failed = weighed.map((ref) => lhr.audits[ref.id]).filter((audit) => audit.score !== null && audit.score < 1);
    found[name] = {
      scores: Object.fromEntries(Object.values(lhr.categories).map(({ id, score }) => [id, Math.round(score * 100)])),
      failed: failed.map((audit) => {
        const nodes = (audit.details?.items ?? []).map((item) => item.node?.snippet).filter(Boolean);
        return [`${audit.id}: ${audit.title}`, audit.displayValue, ...nodes].filter(Boolean).join(" ");
      }),
      paint: lhr.audits["largest-contentful-paint"]?.numericValue ?? null,
      shift: lhr.audits["cumulative-layout-shift"]?.numericValue ?? null,
      blocking: lhr.audits["total-blocking-time"]?.numericValue ?? null,
    };
  }
} finally {
  await browser.kill();
}
console.log(JSON.stringify(found));
