"use strict";
// The moderators' desk: a decision is sent and the next comment comes without the page around it, by mouse or single key.
{
  const REFRESH = 60_000; // milliseconds after which the queue is asked for anew with a decision
  const REMEMBERED = "desk-keys";
  let busy = false, asked = Date.now();
  const desk = () => document.getElementById("desk");
  const pane = () => document.getElementById("desk-pane");
  const rows = () => [...document.querySelectorAll("#desk-rows li")];
  const rowOf = (key) => rows().find((row) => row.dataset.key === key);

  const say = (text) => { document.querySelector("[data-status]").textContent = text; };

  /* Put what the server answered in the place of what it replaces, and bring focus and words to it. */
  const show = (html, gone) => {
    const fresh = new DOMParser().parseFromString(html, "text/html");
    const whole = fresh.getElementById("desk"), part = fresh.getElementById("desk-pane");
    if (!part) return false;
    if (whole) { desk().replaceWith(whole); asked = Date.now(); } else pane().replaceWith(part);
    if (gone && !whole) forget(gone);
    mark();
    const head = pane().querySelector("[data-focus]");
    head?.focus({ preventScroll: true });
    pane().scrollIntoView({ block: "nearest" });
    const said = [...pane().querySelectorAll("[data-said]")].map((each) => each.textContent).join(" ");
    say(`${said} ${head ? head.textContent.trim() : ""}`);
    return true;
  };

  const forget = (key) => {
    const row = rowOf(key), tally = row?.closest("section").querySelector("[data-tally]");
    row?.remove();
    if (tally) tally.textContent = Number(tally.textContent) - 1;
    if (tally?.textContent === "0") tally.closest("section").remove();
  };

  const mark = () => {
    for (const row of rows()) row.querySelector("a").toggleAttribute("aria-current", row.dataset.key === pane().dataset.key);
    rows().forEach((row) => row.querySelector("a[aria-current]")?.setAttribute("aria-current", "true"));
    const link = rowOf(pane().dataset.key)?.querySelector("a");
    if (link) history.replaceState(null, "", link.href);
  };

  /* The row that follows the one on the desk (+1), or comes before it (-1). */
  const beside = (step) => {
    const all = rows(), here = all.findIndex((row) => row.dataset.key === pane().dataset.key);
    return all.length ? all[(here + step + all.length) % all.length] : null;
  };

  const ask = async (address, options, gone) => {
    if (busy) return;
    busy = true;
    pane().setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, options);
      if (answer.redirected || !show(await answer.text(), answer.ok ? gone : "")) throw new Error(answer.status);
    } catch {
      say("");
      const note = pane().querySelector(".desk-lost") || document.createElement("p");
      note.className = "errornote desk-lost";
      note.textContent = "Nothing was changed: the newsroom cannot be reached, or you have been signed out. Try again, or sign in in another tab.";
      note.setAttribute("role", "alert");
      pane().prepend(note);
    }
    pane().removeAttribute("aria-busy");
    busy = false;
  };

  const send = (form, button) => {
    const body = new FormData(form), key = pane().dataset.key;
    if (button?.name) body.set(button.name, button.value);
    body.set("part", "1");
    body.set("csrfmiddlewaretoken", window.cookieToken?.() || form.elements.csrfmiddlewaretoken.value);
    const decides = form.hasAttribute("data-decide");
    if (decides) {
      const next = beside(1), fresh = Date.now() - asked < REFRESH && next && next.dataset.key !== key;
      body.set("then", fresh ? next.dataset.key : "");
    }
    return ask(form.action, { method: "POST", body }, decides ? key : "");
  };

  const turn = (step) => {
    const row = beside(step);
    if (row) ask(`${row.querySelector("a").href}?part=pane`, {});
    else location.assign(location.href);
  };

  const thread = async (place) => {
    const link = place.querySelector("a");
    if (place.querySelector("#thread")) return;
    try {
      const fresh = new DOMParser().parseFromString(await (await fetch(link.href)).text(), "text/html").getElementById("thread");
      fresh.tabIndex = 0;
      place.append(fresh);
      fresh.focus();
    } catch { location.assign(link.href); }
  };

  /* Single keys: never while somebody types, never with Ctrl, Alt or Meta, and not at all where they are switched off. */
  const on = () => document.querySelector("[data-keys-on]").checked;
  const typing = (target) => target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]");
  const press = (selector) => pane().querySelector(selector)?.click();
  const keys = {
    a: () => press("[data-key-a]"), s: () => press("[data-key-s]"), d: () => press("[data-key-d]"), u: () => press("[data-key-u]"),
    n: () => turn(1), j: () => turn(1), p: () => turn(-1), k: () => turn(-1),
    t: () => { const place = pane().querySelector("[data-thread]"); if (place) thread(place); },
    r: () => {
      const reasons = pane().querySelector("[data-key-r]");
      if (!reasons) return;
      reasons.open = true;
      reasons.querySelector("[data-reason]").focus();
    },
    "?": () => document.querySelector("[data-keys-help]").click(),
    Escape: () => {
      const reasons = pane().querySelector("[data-key-r]");
      if (reasons?.contains(document.activeElement)) { reasons.open = false; reasons.querySelector("summary").focus(); }
    },
  };

  document.addEventListener("keydown", (event) => {
    if (!on() || busy || event.repeat || event.isComposing || event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
    const among = document.activeElement.closest?.("[data-key-r]");
    const reason = among?.querySelector(`[data-reason="${CSS.escape(event.key)}"]`);
    const does = reason ? () => reason.click() : keys[event.key];
    if (!does) return;
    event.preventDefault();
    does();
  });

  const remember = () => {
    document.documentElement.classList.toggle("keys-on", on());
    try { localStorage.setItem(REMEMBERED, on() ? "on" : "off"); } catch { /* this browser remembers nothing */ }
  };

  document.addEventListener("DOMContentLoaded", () => {
    const wish = document.querySelector("[data-keys-on]"), help = document.querySelector("[data-keys-help]");
    if (!wish || !desk()) return;
    try { wish.checked = localStorage.getItem(REMEMBERED) !== "off"; } catch { wish.checked = true; }
    document.querySelector("[data-keys]").hidden = false;
    remember();
    wish.addEventListener("change", remember);
    help.addEventListener("click", () => {
      const part = document.getElementById("desk-help");
      part.hidden = !part.hidden;
      help.setAttribute("aria-expanded", String(!part.hidden));
      if (!part.hidden) part.scrollIntoView({ block: "nearest" });
    });
    document.addEventListener("submit", (event) => {
      if (!event.target.matches("[data-send]")) return;
      event.preventDefault();
      send(event.target, event.submitter);
    });
    document.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      const step = event.target.closest("[data-turn]"), row = event.target.closest("#desk-rows li a"), place = event.target.closest("[data-thread] > a");
      if (!step && !row && !place) return;
      event.preventDefault();
      if (place) thread(place.closest("[data-thread]"));
      else if (row) ask(`${row.href}?part=pane`, {});
      else turn(Number(step.dataset.turn));
    });
  });
}
