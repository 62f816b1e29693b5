// Gives each heading of a story a link to itself, which also copies its address; and opens the contents where they
// stand beside the words.
const address = document.querySelector("link[rel=canonical]")?.href ?? location.href.split("#")[0];

function linkTo(heading) {
  const words = heading.textContent;
  const link = document.createElement("a");
  link.className = "headed-link";
  link.href = `#${heading.id}`;
  link.textContent = "#";
  link.setAttribute("aria-label", `Link to “${words}”`);
  link.dataset.copy = `${address}#${heading.id}`;
  link.dataset.said = `Link to “${words}” copied.`;

  const box = document.createElement("div");
  box.className = "headed";
  heading.replaceWith(box);
  box.append(heading, link);
}

function linkAll() {
  document.querySelectorAll(".prose > :is(h2, h3)[id]").forEach(linkTo);
}

if (matchMedia("(min-width: 78rem)").matches) document.querySelector("[data-contents]")?.toggleAttribute("open", true);
requestAnimationFrame(() => setTimeout(linkAll)); // the words are on the screen before this lays them out once more
