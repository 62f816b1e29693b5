// Says how much of a comment's length is left once most of it is used. Characters are counted as the server counts them.
for (const field of document.querySelectorAll("textarea[data-limit]")) {
  const line = field.form.querySelector("[data-counter]");
  const limit = Number(field.dataset.limit);
  const said = field.form.querySelector("[data-counter-said]");
  const rule = line.textContent;
  let pause;

  const count = () => {
    const left = limit - [...field.value.trim()].length;
    line.classList.toggle("error", left < 0);
    if (left > limit / 5) line.textContent = rule;
    else line.textContent = left < 0 ? `${-left} characters too many.` : `${left} characters left.`;
    clearTimeout(pause); // who hears the page is told when the typing rests, not at every key
    pause = setTimeout(() => (said.textContent = left > limit / 5 ? "" : line.textContent), 1_000);
  };

  field.addEventListener("input", count);
  count();
}
