// Loads a player of another site in the place of its link, when the reader asks for it and not before.
const ALLOWED = "autoplay; encrypted-media; fullscreen; picture-in-picture";
const SANDBOX = "allow-scripts allow-same-origin allow-presentation allow-popups allow-popups-to-escape-sandbox";

function load(link) {
  const frame = document.createElement("iframe");
  frame.setAttribute("sandbox", SANDBOX);
  frame.allow = ALLOWED;
  frame.referrerPolicy = "strict-origin"; // YouTube plays nothing for a page that names no origin
  frame.title = `${link.dataset.title}, ${link.dataset.provider}`;
  frame.src = link.dataset.player;
  frame.className = "embed-frame";
  link.replaceWith(frame);
  frame.focus();
}

for (const link of document.querySelectorAll("a.embed-link[data-player]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "embed-load";
  button.textContent = link.textContent;
  Object.assign(button.dataset, link.dataset, { title: link.textContent });
  const hint = document.createElement("span");
  hint.textContent = `Load from ${link.dataset.provider}`;
  button.append(hint);
  button.addEventListener("click", () => load(button));
  const away = link.cloneNode(true);
  away.className = "embed-away";
  away.textContent = `Open at ${link.dataset.provider}`;
  link.closest("figure")?.querySelector("figcaption")?.append(" ", away);
  link.replaceWith(button);
}
