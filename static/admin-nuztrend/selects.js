"use strict";
// Photos are chosen by their pictures, and chosen rows keep the order of choosing.
{
  const $ = django.jQuery;

  const withThumbnail = (item) => {
    const address = item.thumbnail || item.element?.dataset.thumbnail;
    if (!address) return item.text;
    const picture = document.createElement("img");
    picture.src = address;
    picture.alt = "";
    picture.className = "choice-thumbnail";
    const line = document.createElement("span");
    line.append(picture, item.text);
    return line;
  };

  // autocomplete.js makes its fields when the document is ready, which is after this.
  $.fn.select2.defaults.set("templateResult", withThumbnail);
  $.fn.select2.defaults.set("templateSelection", withThumbnail);

  $(document).on("select2:select", "select[data-keeps-order]", (event) => {
    const chosen = [...event.target.options].find((option) => option.value === event.params.data.id);
    event.target.append(chosen);
    $(event.target).trigger("change");
  });

  // Select2 names none of its parts, and puts a span that empties the field into its list as no item.
  const nameParts = (select) => {
    const label = document.querySelector(`label[for="${select.id}"]`);
    const box = select.nextElementSibling?.querySelector(".select2-selection");
    if (!label || !box) return;
    label.id ||= `${select.id}_label`;
    const value = box.querySelector(".select2-selection__rendered");
    value.id ||= `${select.id}_value`;
    box.setAttribute("aria-labelledby", `${label.id} ${value.id}`);
    for (const part of box.querySelectorAll("[role=textbox], .select2-search__field")) {
      part.setAttribute("aria-labelledby", label.id);
    }
    for (const part of box.querySelectorAll("ul > span")) part.setAttribute("role", "listitem");
  };

  $(() => {
    for (const select of document.querySelectorAll("select.admin-autocomplete")) {
      nameParts(select);
      $(select).on("change", () => nameParts(select));
      $(select).on("select2:open", () => {
        for (const part of document.querySelectorAll(".select2-dropdown :is(.select2-search__field, .select2-results__options)")) {
          part.setAttribute("aria-labelledby", `${select.id}_label`);
        }
      });
    }
  });
}
