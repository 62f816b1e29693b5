"use strict";
// Words that could not be sent are kept in this browser, for this account, and handed in as soon as a page reaches the server.
const KeptHere = {
  root: document.querySelector("[data-keeper]"),

  get prefix() {
    return `nuztrend-unsaved-${this.root.dataset.user}-`;
  },

  /** Give whether the browser keeps them. */
  put(key, story, words) {
    try {
      localStorage.setItem(this.prefix + key, JSON.stringify({ story, words }));
      return true;
    } catch {
      return false; // full, or switched off
    }
  },

  drop(key) {
    try {
      localStorage.removeItem(this.prefix + key);
    } catch {
      // switched off
    }
  },

  all() {
    try {
      return Object.keys(localStorage).filter((name) => name.startsWith(this.prefix));
    } catch {
      return [];
    }
  },

  /** What the door wants to know, with the words of a form. */
  message(key, story, words) {
    const form = new FormData();
    for (const [name, value] of words) form.append(name, value);
    const facts = { _user: this.root.dataset.user, _story: story, _key: key, _words: "1" };
    for (const name in facts) form.set(name, facts[name]);
    return form;
  },

  /** Hand in what other pages left, and show the list anew if there was any. */
  async rescue(own) {
    let some = false;
    for (const name of this.all()) {
      const key = name.slice(this.prefix.length);
      if (key === own) continue;
      try {
        const stored = localStorage.getItem(name);
        const { story, words } = JSON.parse(stored) ?? {};
        if (!words) continue; // its own page has just handed it in
        const { saved } = await askDoor(this.root.dataset.door, this.message(key, story, words));
        some ||= !saved;
        if (localStorage.getItem(name) === stored) this.drop(key); // else its own page has put newer words there
      } catch {
        // they wait for the next page
      }
    }
    const place = document.querySelector("[data-unsaved-offers]");
    if (!some || !place) return;
    const answer = await fetch(this.root.dataset.offers);
    if (answer.ok) place.innerHTML = await answer.text();
  },
};

if (KeptHere.root) KeptHere.rescue(KeptHere.root.closest("form")?.elements._form_key?.value);
