"use strict";
// A decision on many goes on by itself, part by part, until nothing is left or somebody stops it.
{
  const PAUSE = 400; // milliseconds in which one sees what was done and may stop it
  document.addEventListener("DOMContentLoaded", () => {
    const form = document.querySelector("[data-sweep][data-going]"), stop = form?.querySelector("[data-stop]");
    if (!form) return;
    stop.hidden = false;
    stop.focus();
    const timer = setTimeout(() => form.requestSubmit(), PAUSE);
    stop.addEventListener("click", () => {
      clearTimeout(timer);
      stop.hidden = true;
      form.querySelector("[type=submit]").focus();
    });
  });
}
