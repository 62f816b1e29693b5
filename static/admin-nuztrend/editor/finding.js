"use strict";
// Fields of dialogs that find stories or photos while one types. Arrow keys go through what was found.
for (const text of EditedText.all()) {
  for (const field of text.root.querySelectorAll("[data-find]")) {
    const box = field.closest("dialog");
    const list = box.querySelector("[data-found]");
    const door = text.root.dataset[`${field.dataset.find}Door`];
    let waiting;
    let asked = 0;

    const show = (found) => {
      list.replaceChildren(
        ...found.map((one) => {
          const button = document.createElement("button");
          button.type = "button";
          if (one.thumbnail) {
            const picture = document.createElement("img");
            Object.assign(picture, { src: one.thumbnail, alt: "", loading: "lazy" });
            button.append(picture);
          }
          const label = document.createElement("span");
          label.textContent = one.label;
          const detail = document.createElement("small");
          detail.textContent = one.detail;
          button.append(label, detail);
          button.addEventListener("click", () => box.dispatchEvent(new CustomEvent("editor-found", { detail: one })));
          const item = document.createElement("li");
          item.append(button);
          return item;
        }),
      );
      if (!found.length) list.append(Object.assign(document.createElement("li"), { textContent: "Nothing was found." }));
    };

    const find = async () => {
      const number = ++asked;
      const words = field.value.trim();
      if (/^(?:https?:|mailto:|\/)/.test(words)) return list.replaceChildren();
      try {
        const { found } = await askDoor(`${door}?${new URLSearchParams({ q: words })}`);
        if (number === asked) show(found); // an older answer may come after a newer one
      } catch (fault) {
        list.replaceChildren(Object.assign(document.createElement("li"), { textContent: fault.message }));
      }
    };

    field.addEventListener("input", () => {
      clearTimeout(waiting);
      waiting = setTimeout(find, 250);
    });
    box.addEventListener("editor-find", find);
    box.addEventListener("keydown", (event) => {
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const buttons = [field, ...list.querySelectorAll("button")];
      const at = buttons.indexOf(document.activeElement);
      if (!step || at < 0) return;
      event.preventDefault();
      buttons[Math.min(Math.max(at + step, 0), buttons.length - 1)].focus();
    });
  }
}
