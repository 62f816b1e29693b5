"use strict";
// Tells who else has the story open and whether somebody saved it meanwhile, while the page is looked at.
if (KeptHere.root?.dataset.story && KeptHere.root.closest("form")) {
  const { dataset } = KeptHere.root;
  const EVERY = 20_000;
  const line = document.querySelector("[data-writing-line]");
  const [others, newer] = ["others", "newer"].map((name) => line.querySelector(`[data-${name}]`));
  const facts = { _user: dataset.user, _story: dataset.story, _open: "1", _version: dataset.version, _revision: dataset.revision };

  const show = (place, words) => {
    if (place.dataset.words === words) return; // said once is enough for who hears the page
    place.dataset.words = words;
    place.textContent = words;
    place.hidden = !words;
  };

  const ask = async () => {
    if (document.hidden) return;
    const message = new FormData();
    for (const name in facts) message.append(name, facts[name]);
    try {
      const told = await askDoor(dataset.door, message);
      show(others, told.others?.length ? `Also in this story: ${told.others.join(", ")}.` : "");
      show(newer, told.newer?.words ?? "");
      if (told.newer && !newer.querySelector("a")) {
        const link = Object.assign(document.createElement("a"), { href: told.newer.address, target: "_blank" });
        link.textContent = "See what changed";
        newer.append(" ", link, ". Nothing is overwritten: when you save, both texts are brought together.");
      }
    } catch {
      // keeping.js says what is wrong
    }
  };

  document.addEventListener("visibilitychange", ask);
  setInterval(ask, EVERY);
  ask();
}
