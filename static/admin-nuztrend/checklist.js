"use strict";
// Hold the story against the checklist again a moment after somebody edits it; the server has the one checklist.
{
  const PAUSE = 1200; // milliseconds after the last key
  let timer, asking = false, again = false;

  const ask = async () => {
    if (asking) { again = true; return; }
    const form = document.getElementById("article_form"), part = document.getElementById("checklist");
    asking = true;
    try {
      const answer = await fetch(part.dataset.checklist, { method: "POST", body: new FormData(form) });
      if (answer.ok && !answer.redirected) show(await answer.text());
    } catch { /* nothing is reachable now: the next edit asks again */ }
    asking = false;
    if (again) { again = false; ask(); }
  };

  const show = (html) => {
    const part = document.getElementById("checklist");
    const fresh = new DOMParser().parseFromString(html, "text/html").getElementById("checklist");
    if (!fresh) return;
    const said = part.querySelector(".checklist-sum"), says = fresh.querySelector(".checklist-sum");
    if (said.innerHTML !== says.innerHTML) said.replaceChildren(...says.childNodes); // told by screen readers
    part.querySelector("ul").replaceWith(fresh.querySelector("ul"));
    const reason = part.querySelector("#overrule"), offered = fresh.querySelector("#overrule");
    if (!reason && offered) part.append(offered.closest(".form-row"));
    if (reason && !offered && !reason.value) reason.closest(".form-row").remove();
  };

  const soon = () => { clearTimeout(timer); timer = setTimeout(ask, PAUSE); };

  document.addEventListener("DOMContentLoaded", () => {
    const form = document.getElementById("article_form");
    if (!form || !document.getElementById("checklist")) return;
    django.jQuery(form).on("input change", soon); // Select2 speaks jQuery alone
    document.getElementById("checklist").addEventListener("click", (event) => {
      const field = event.target.closest("a[href^='#']") && document.getElementById(event.target.closest("a").hash.slice(1));
      if (!field) return;
      event.preventDefault();
      const shown = field.classList.contains("select2-hidden-accessible")
        ? field.nextElementSibling.querySelector(".select2-selection, .select2-search__field") : field;
      shown.scrollIntoView({ block: "center" });
      shown.focus();
    });
  });
}
