// Says that readers have written more, and brings their words when the reader wants them; nothing else on the page moves.
// It asks after one minute, then after two, four and so on up to half an hour, and only while the page is in view.
const place = document.querySelector("[data-news]");
const known = new Set(place?.dataset.known.split(" "));
let pause = 60_000; // milliseconds

async function ask() {
  if (document.hidden) return document.addEventListener("visibilitychange", ask, { once: true });
  try {
    const answer = await fetch(place.dataset.news);
    if (answer.ok) tell(await answer.text());
  } catch {
    // the line is down: next time
  }
  if ((pause *= 2) < 3_600_000) setTimeout(ask, pause);
}

function tell(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  const fresh = [...page.querySelectorAll("article")].filter(
    ({ id }) => !known.has(id.slice(8)) && !document.getElementById(id),
  );
  if (!fresh.length) return;
  const button = document.createElement("button");
  const full = page.querySelector("[data-full]") ? "More than " : "";
  button.className = "button";
  button.textContent = `${full}${fresh.length} new comment${fresh.length > 1 ? "s" : ""}`;
  button.onclick = () => {
    const list = document.createElement("ol");
    list.className = "thread";
    list.append(...fresh.map((comment) => comment.parentElement));
    place.after(list);
    place.replaceChildren();
    fresh[0].tabIndex = -1;
    fresh[0].focus();
  };
  place.replaceChildren(button);
}

if (place) setTimeout(ask, pause);
