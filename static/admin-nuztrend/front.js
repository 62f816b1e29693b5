/* Rows of the front page are moved by drag or by their buttons; the numbers follow. */

const form = document.querySelector("[data-front]");
const list = form.querySelector(".places");
const said = form.querySelector("[data-said]");
const rows = () => [...list.querySelectorAll("[data-row]")];
const number = (row) => row.querySelector("[data-place]");
let before = [];

function renumber(moved) {
  const all = rows();
  const last = Math.max(all.findLastIndex((row) => number(row).value), all.indexOf(moved));
  all.forEach((row, place) => { number(row).value = place <= last ? place + 1 : ""; });
  said.textContent = `Number ${all.indexOf(moved) + 1} now.`;
}

function move(row, step) {
  const all = rows();
  const other = all[all.indexOf(row) + step];
  if (!other) return;
  if (step < 0) other.before(row); else other.after(row);
  renumber(row);
}

for (const row of rows()) {
  row.querySelector("[data-moves]").hidden = false;
  row.draggable = true;
  row.addEventListener("dragstart", (event) => {
    if (event.target !== row) return;
    event.dataTransfer.effectAllowed = "move";
    row.classList.add("held");
    before = rows();
  });
  row.addEventListener("dragend", (event) => {
    row.classList.remove("held");
    if (event.dataTransfer.dropEffect === "none") list.prepend(...before); // let go elsewhere, or given up: the numbers did not follow
  });
  row.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    move(row, Number(button.dataset.move));
    button.focus();
  });
}

list.addEventListener("dragover", (event) => {
  const held = list.querySelector(".held");
  const over = event.target.closest("[data-row]");
  if (!held) return;
  event.preventDefault();
  if (!over || over === held) return;
  const box = over.getBoundingClientRect();
  if (event.clientY < box.top + box.height / 2) over.before(held); else over.after(held);
});

list.addEventListener("drop", (event) => {
  const held = list.querySelector(".held");
  if (!held) return;
  event.preventDefault();
  renumber(held);
});
