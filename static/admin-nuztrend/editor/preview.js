"use strict";
// The text as readers will see it, beside the text: made by the server, in the site's own style, and without a script.
for (const text of EditedText.all()) {
  const { root, field } = text;
  const pane = root.querySelector("[data-preview]");
  const frame = root.querySelector("[data-preview-frame]");
  const fault = root.querySelector("[data-preview-fault]");
  const button = root.querySelector('[data-does="preview"]');
  const { form } = field;
  let waiting;
  let asking = false;
  let shown = null;

  const part = (name) => frame.contentDocument?.querySelector(name);

  const build = () =>
    new Promise((built) => {
      const page = document.implementation.createHTMLDocument("Preview");
      const sheet = page.createElement("link");
      Object.assign(sheet, { rel: "stylesheet", href: root.dataset.siteSheet });
      const theme = document.documentElement.dataset.theme;
      if (theme === "light" || theme === "dark") page.documentElement.dataset.theme = theme;
      page.head.append(sheet);
      page.body.innerHTML =
        '<main class="page"><article class="story"><header class="story-head"><h1></h1><p class="dek"></p></header><div class="prose"></div></article></main>';
      frame.addEventListener("load", built, { once: true });
      frame.srcdoc = `<!doctype html>${page.documentElement.outerHTML}`;
    });

  const follow = () => {
    const page = frame.contentDocument?.scrollingElement;
    const room = field.scrollHeight - field.clientHeight;
    if (page && room > 0) page.scrollTop = (field.scrollTop / room) * (page.scrollHeight - page.clientHeight);
  };

  const show = async () => {
    if (pane.hidden || asking) return;
    asking = true; // one question at a time; what is typed meanwhile is asked for after it
    shown = field.value;
    const words = new FormData();
    words.append("body", shown);
    try {
      const { html } = await askDoor(root.dataset.previewDoor, words);
      part(".prose").innerHTML = html; // cleaned by the server; neither the frame's sandbox nor the policy lets it run
      for (const link of frame.contentDocument.links) link.removeAttribute("href");
      fault.hidden = true;
    } catch (refusal) {
      fault.textContent = refusal.message;
      fault.hidden = false;
    }
    asking = false;
    if (shown !== field.value) later();
    follow();
  };

  const later = () => {
    if (pane.hidden || !part(".prose")) return; // not built yet
    part("h1").textContent = form?.elements.title?.value ?? "";
    part(".dek").textContent = form?.elements.dek?.value ?? "";
    clearTimeout(waiting);
    waiting = setTimeout(show, 400);
  };

  root.addEventListener("editor-preview", async () => {
    pane.hidden = !pane.hidden;
    root.classList.toggle("editor-beside", !pane.hidden);
    root.closest(".story")?.classList.toggle("story-wide", !pane.hidden);
    button.setAttribute("aria-pressed", String(!pane.hidden));
    if (pane.hidden) return;
    if (!frame.srcdoc) await build();
    later();
  });
  form?.addEventListener("input", later);
  field.addEventListener("scroll", follow, { passive: true });
}
