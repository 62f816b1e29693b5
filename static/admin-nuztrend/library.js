"use strict";
// A button beside a key copies the line that shows the photo in a story; without a script the key can be selected.
{
  const begin = (code) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button copy";
    button.textContent = "Copy";
    button.setAttribute("aria-label", `Copy the line for a story: ${code.textContent}`);
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(code.dataset.copied);
        button.textContent = "Copied";
      } catch {
        getSelection().selectAllChildren(code); // a page without TLS may not write: Ctrl+C does
        button.textContent = "Press Ctrl+C";
      }
      setTimeout(() => { button.textContent = "Copy"; }, 2000);
    });
    code.closest(".tile").querySelector(".tile-foot").append(button);
  };

  document.addEventListener("DOMContentLoaded", () => {
    for (const code of document.querySelectorAll("code[data-copied]")) begin(code);
  });
}
