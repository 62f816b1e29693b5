// Says how much of a comment's length is left once most of it is used. Characters are counted as the server counts them.
for (const field of document.querySelectorAll("textarea[data-limit]")) {
  const line = field.form.querySelector("[data-counter]");
  const limit = Number(field.dataset.limit);
  const rule = line.textContent;

  const count = () => {
    const left = limit - [...field.value.trim()].length;
    line.classList.toggle("error", left < 0);
    if (left > limit / 5) line.textContent = rule;
    else line.textContent = left < 0 ? `${-left} characters too many.` : `${left} characters left.`;
  };

  field.addEventListener("input", count);
  count();
}
