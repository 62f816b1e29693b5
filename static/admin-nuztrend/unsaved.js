"use strict";
// Ask before leaving a story that has words which nobody has saved.
{
  const $ = django.jQuery;
  let unsaved = false;

  $(() => {
    const form = $("#article_form");
    // A form that came back with errors holds words that are stored nowhere.
    unsaved = form.find(".errornote").length > 0;
    form.on("input change", () => { unsaved = true; });
    form.on("submit", () => { unsaved = false; });
  });

  window.addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
  });
}
