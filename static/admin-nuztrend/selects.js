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
}
