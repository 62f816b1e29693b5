"use strict";
// How many words a text has, and how long it takes to read: 238 a minute, as the page of the story says (articles/printing.py).
for (const text of EditedText.all()) {
  const place = text.root.querySelector("[data-count]");
  text.root.querySelector("[data-foot]").hidden = false;
  let waiting;

  const count = () => {
    const plain = text.field.value
      .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
      .replace(/^\[\^[^\]]+\]:|\{:[^}]*\}|<[^>]{1,200}>/gm, " ");
    const words = plain.match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}'’.,-]*/gu)?.length ?? 0;
    const minutes = Math.max(1, Math.round(words / 238));
    place.textContent = words ? `${words.toLocaleString("en")} word${words === 1 ? "" : "s"}, ${minutes} minute read` : "No words yet";
  };

  text.field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(count, 300);
  });
  count();
}
