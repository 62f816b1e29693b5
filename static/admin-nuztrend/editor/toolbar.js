"use strict";
// The row of buttons over a text, and the same by keys.
{
  const HEADING = /^#{1,6} /;
  const BULLET = /^(?:[-*+]|\d+\.) /;
  const QUOTE = /^> ?/;

  const footnote = (text) => {
    const { field } = text;
    const used = [...field.value.matchAll(/\[\^(\d+)\]/g)].map((found) => Number(found[1]));
    const number = Math.max(0, ...used) + 1;
    const at = field.selectionEnd;
    text.put(`[^${number}]`, at, at);
    const gap = /\n\[\^\d+\]:[^\n]*\n?$/.test(field.value) ? "\n" : "\n\n";
    const end = field.value.trimEnd().length;
    text.put(`${gap}[^${number}]: `, end, field.value.length);
  };

  const DOES = {
    bold: (text) => text.wrap("**", "bold"),
    italic: (text) => text.wrap("*", "italics"),
    heading: (text) => text.lines(() => "## ", HEADING),
    subheading: (text) => text.lines(() => "### ", HEADING),
    quote: (text) => text.lines(() => "> ", QUOTE),
    bullets: (text) => text.lines(() => "- ", BULLET),
    numbers: (text) => text.lines((number) => `${number + 1}. `, BULLET),
    footnote,
  };

  const act = (text, does) => {
    if (DOES[does]) DOES[does](text);
    else text.root.dispatchEvent(new CustomEvent(`editor-${does}`));
  };

  /** Keys by their place on the keyboard where Shift makes `(` of 9, or where letters are not Latin; else by what they write. */
  const matches = (event, keys) => {
    const parts = keys.split("+");
    const key = parts.pop();
    if (event.shiftKey !== parts.includes("Shift")) return false;
    if (event.key.toUpperCase() === key.toUpperCase()) return true;
    return event.code === `Digit${key}` || (event.code === `Key${key}` && !/^[a-z]$/i.test(event.key));
  };

  for (const text of EditedText.all()) {
    const tools = text.root.querySelector("[data-tools]");
    const buttons = [...tools.querySelectorAll("button")];
    tools.hidden = false;

    const reach = (button) => {
      for (const each of buttons) each.tabIndex = each === button ? 0 : -1;
      button.focus();
    };
    tools.addEventListener("keydown", (event) => {
      const at = buttons.indexOf(document.activeElement);
      const last = buttons.length - 1;
      const to = { ArrowRight: at < last ? at + 1 : 0, ArrowLeft: at > 0 ? at - 1 : last, Home: 0, End: last }[event.key];
      if (to === undefined || at < 0) return;
      event.preventDefault();
      reach(buttons[to]);
    });
    tools.addEventListener("click", ({ target }) => {
      const button = target.closest("button");
      if (button) act(text, button.dataset.does);
    });
    text.root.addEventListener("keydown", (event) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey || event.target.closest("dialog")) return;
      const button = buttons.find((each) => matches(event, each.dataset.keys));
      if (!button) return;
      event.preventDefault();
      act(text, button.dataset.does);
    });
  }
}
