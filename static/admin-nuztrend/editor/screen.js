"use strict";
// The editor over the whole window, and back by its button or the Escape key.
for (const text of EditedText.all()) {
  const button = text.root.querySelector('[data-does="screen"]');
  const line = document.querySelector("[data-writing-line]");
  const home = document.createComment("");

  const turn = (whole) => {
    text.root.classList.toggle("editor-whole", whole);
    document.documentElement.classList.toggle("editor-is-whole", whole);
    button.setAttribute("aria-pressed", String(whole));
    if (whole && line?.parentNode) {
      line.before(home); // what is kept and who is there must be seen here as well
      text.root.append(line);
    } else if (home.parentNode) home.replaceWith(line);
    text.field.focus();
  };

  text.root.addEventListener("editor-screen", () => turn(!text.root.classList.contains("editor-whole")));
  text.root.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.target.closest("dialog") || !text.root.classList.contains("editor-whole")) return;
    turn(false);
  });
}
