"use strict";
// The focal point of a photo is set by a click on the picture or by the arrow keys; the crops show what becomes of it.
{
  const inside = (value) => Math.min(100, Math.max(0, Math.round(value) || 0));

  const begin = (place) => {
    const fields = { x: document.querySelector("input[name=focal_x]"), y: document.querySelector("input[name=focal_y]") };
    const picture = place.querySelector(".focal-picture");
    if (!fields.x || !fields.y) return;
    const marker = document.createElement("button");
    marker.type = "button";
    marker.className = "focal-marker";
    picture.append(marker);

    const show = () => {
      const x = inside(fields.x.value), y = inside(fields.y.value);
      marker.style.insetInlineStart = `${x}%`;
      marker.style.insetBlockStart = `${y}%`;
      marker.setAttribute("aria-label", `Focal point: ${x} % from the left, ${y} % from the top. The arrow keys move it.`);
      // The same classes as on the pages (Photo.focus), so the crops are those that readers get.
      const step = (value) => Math.floor((value + 5) / 10) * 10;
      for (const crop of place.querySelectorAll(".crop")) {
        const kept = [...crop.classList].filter((name) => !name.startsWith("focus-"));
        crop.className = [...kept, `focus-x-${step(x)}`, `focus-y-${step(y)}`].join(" ");
      }
    };
    const set = (x, y) => {
      fields.x.value = inside(x);
      fields.y.value = inside(y);
      fields.x.dispatchEvent(new Event("change", { bubbles: true }));
      show();
    };

    picture.addEventListener("click", (event) => {
      if (event.detail === 0) return; // Enter on the marker, which has no place of its own
      const box = picture.getBoundingClientRect();
      set(((event.clientX - box.left) / box.width) * 100, ((event.clientY - box.top) / box.height) * 100);
      marker.focus();
    });
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    marker.addEventListener("keydown", (event) => {
      const move = moves[event.key];
      if (!move) return;
      event.preventDefault();
      const far = event.shiftKey ? 10 : 2;
      set(inside(fields.x.value) + move[0] * far, inside(fields.y.value) + move[1] * far);
    });
    for (const field of Object.values(fields)) field.addEventListener("input", show);
    show();
  };

  document.addEventListener("DOMContentLoaded", () => {
    for (const place of document.querySelectorAll("[data-focal]")) begin(place);
  });
}
