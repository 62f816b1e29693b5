"use strict";
// Keeps what is typed into a story's form every few seconds, and says what is kept and what is not. Never in the story.
if (KeptHere.root?.closest("form")) {
  const { root } = KeptHere;
  const { story, door } = root.dataset;
  const form = root.closest("form");
  const { _form_key: key, _form_since: since } = form.elements;
  const line = root.querySelector("[data-writing-line]");
  const [REST, LATEST, AGAIN, LARGEST_AT_THE_END] = [5_000, 15_000, 15_000, 60_000];

  // A field that came later (the checklist brings one) says nothing while it is empty.
  const there = new Set(new FormData(form).keys());
  const words = () =>
    [...new FormData(form)].filter(
      ([name, value]) => typeof value === "string" && !/^(?:_|csrf)/.test(name) && (there.has(name) || value)
    );
  let kept = "unsaved" in root.dataset ? null : JSON.stringify(words());
  let seen = kept;
  let changedAt = 0;
  let waitingSince = 0;
  let notBefore = 0;
  let sending = false;
  let leaving = false;
  let here = true;

  const say = (state, told, address) => {
    const place = line.querySelector("[data-kept]");
    place.textContent = told;
    if (address) place.append(" ", Object.assign(document.createElement("a"), { href: address, target: "_blank", textContent: "Sign in" }));
    if (line.dataset.state === state) return;
    line.dataset.state = state; // who hears the page is told when something changes, not every few seconds
    line.querySelector("[data-kept-said]").textContent = told;
  };

  const send = async () => {
    const now = words();
    const sent = JSON.stringify(now);
    sending = true;
    const message = KeptHere.message(key.value, story, now);
    message.set("_since", since.value);
    try {
      const answer = await askDoor(door, message);
      if (answer.saved) {
        key.value = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`.replace(/\./g, "0"); // a page that the browser went back to
      } else {
        [kept, since.value] = [sent, ""];
        KeptHere.drop(key.value);
        say("kept", `Not saved. Kept for you at ${answer.kept}.`);
      }
    } catch (fault) {
      notBefore = Date.now() + AGAIN;
      here = KeptHere.put(key.value, story, now);
      const where = here ? "Your words are kept in this browser." : "This browser cannot keep your words either: copy them.";
      const told = fault.message.includes("kept in this browser") && here ? fault.message : `${fault.message} ${where}`;
      say(`fault ${fault.status}`, `Not saved. ${told}`, [401, 409].includes(fault.status) && root.dataset.signIn);
    }
    sending = false;
  };

  const look = () => {
    const now = Date.now();
    const typed = JSON.stringify(words());
    if (typed !== seen) [seen, changedAt] = [typed, now];
    if (typed === kept) waitingSince = 0;
    else waitingSince ||= now;
    const due = typed !== kept && (kept === null || now - changedAt >= REST || now - waitingSince >= LATEST);
    if (due && !sending && !leaving && now >= notBefore) {
      waitingSince = 0;
      send();
    }
  };

  const atTheEnd = () => {
    const now = words();
    if (JSON.stringify(now) === kept) return;
    here = KeptHere.put(key.value, story, now);
    if (leaving) return; // the form itself is on its way
    const message = KeptHere.message(key.value, story, now);
    message.set("_since", since.value);
    if (JSON.stringify(now).length < LARGEST_AT_THE_END) askDoor(door, message, { keepalive: true }).catch(() => {});
  };

  form.autocomplete = "off"; // who comes back gets the words by the offer, with the version that they were written over
  line.hidden = false;
  form.querySelector(".submit-row")?.prepend(line);
  form.addEventListener("input", () => {
    if (!line.dataset.state?.startsWith("fault")) line.querySelector("[data-kept]").textContent = "Not saved yet.";
  });
  form.addEventListener("submit", () => {
    leaving = true;
    const token = cookieToken();
    if (token) form.elements.csrfmiddlewaretoken.value = token; // signing in elsewhere has changed it
    KeptHere.put(key.value, story, words());
    setTimeout(() => (leaving = false), 10_000); // the page is still here: nothing was sent
  });
  window.addEventListener("pagehide", atTheEnd);
  window.addEventListener("pageshow", ({ persisted }) => persisted && (leaving = false));
  document.addEventListener("visibilitychange", () => document.hidden && atTheEnd());
  window.addEventListener("beforeunload", (event) => {
    if (leaving || JSON.stringify(words()) === kept) return;
    if (!KeptHere.put(key.value, story, words())) event.preventDefault();
  });
  window.addEventListener("online", () => (notBefore = 0));
  setInterval(look, 1_000);
  look();
}
