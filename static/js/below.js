// What waits below a phone's first screen (layout.css) is laid out part by part when the page has loaded: for whoever
// looks for words in it, measures it or takes a picture of all of it.
const waiting = [...document.querySelectorAll(".section, .story-comments, .story-more, .frame-foot")];

function layOutNext() {
  const part = waiting.shift();
  if (!part) return;
  part.dataset.laidOut = "";
  requestAnimationFrame(() => setTimeout(layOutNext)); // a frame for each, so that none keeps a finger waiting
}

if (matchMedia("(max-width: 63.99rem)").matches) addEventListener("load", () => setTimeout(layOutNext));
