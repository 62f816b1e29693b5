// Puts a reader's own day and weather into the strip: of those who chose a city, or of everybody where the operator said
// how to tell where readers are. Nobody else's browser asks.
const strip = document.querySelector("[data-strip]");

async function show() {
  const address = strip.dataset.strip;
  const answer = await fetch(address);
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const own = page.querySelector(".strip");
  if (!own) return;
  strip.replaceWith(own);
  if ("stripWanted" in own.dataset) await fetch(address, { method: "POST" });
}

if (strip && ("stripForAll" in strip.dataset || /(?:^|; )city=\d/.test(document.cookie))) {
  show().catch(() => {}); // the line is down: the strip that everybody sees stays
}
