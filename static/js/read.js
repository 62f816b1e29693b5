// Says that the story was read once it has been in view for five seconds, in all; who read it, it says to nobody. A page
// that is prerendered or in another tab is not in view, and who objects by Global Privacy Control is left alone.
const story = document.querySelector("[data-read]");
let left = 5_000; // milliseconds
let since = 0;
let timer = 0;

function look() {
  clearTimeout(timer);
  if (since) left -= performance.now() - since;
  since = 0;
  if (document.prerendering || document.visibilityState !== "visible") return;
  since = performance.now();
  timer = setTimeout(tell, left);
}

function tell() {
  document.removeEventListener("visibilitychange", look);
  fetch(story.dataset.read, { method: "POST", keepalive: true }).catch(() => {}); // a reader who is not counted misses nothing
}

if (story && !navigator.globalPrivacyControl) {
  document.addEventListener("visibilitychange", look);
  document.addEventListener("prerenderingchange", look, { once: true });
  look();
}
