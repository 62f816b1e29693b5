"use strict";
// What is pasted: pictures go to their dialog, formatted words become Markdown, and plain words stay as they are.
for (const text of EditedText.all()) {
  const FORMATTED = /<(?:h[1-6]|b|strong|i|em|a|li|table|blockquote|sup|sub)[\s>]|font-(?:weight|style)|mso-list/i;
  let plainly = false;

  text.field.addEventListener("keydown", (event) => {
    plainly = event.shiftKey && (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "v";
  });

  text.field.addEventListener("paste", async (event) => {
    const { clipboardData } = event;
    const html = clipboardData.getData("text/html");
    const plain = clipboardData.getData("text/plain");
    const asItStands = plainly;
    plainly = false;
    if (!plain.trim() && clipboardData.files.length) {
      event.preventDefault();
      text.root.dispatchEvent(new CustomEvent("editor-files", { detail: [...clipboardData.files] }));
      return;
    }
    if (asItStands || !FORMATTED.test(html)) return; // the browser pastes
    event.preventDefault();
    const { selectionStart: start } = text.field;
    text.put(plain); // at once, so that nothing typed meanwhile comes before it
    const form = new FormData();
    form.append("html", html);
    text.say("Turning what was pasted into Markdown…");
    try {
      const { markdown } = await askDoor(text.root.dataset.pastedDoor, form);
      const pasted = plain.replace(/\r\n?/g, "\n");
      const at = text.field.value.slice(start, start + pasted.length) === pasted ? start : text.field.value.indexOf(pasted);
      if (at < 0 || !markdown) return text.say("It was pasted without its formatting: the text changed meanwhile.");
      const { selectionStart, selectionEnd } = text.field;
      const moved = (place) => (place >= at + pasted.length ? place - pasted.length + markdown.length : Math.min(place, at));
      text.put(markdown, at, at + pasted.length);
      text.field.setSelectionRange(moved(selectionStart), moved(selectionEnd));
      text.say("Pasted as Markdown. Ctrl+Z gives the plain words.");
    } catch (fault) {
      text.say(`It was pasted without its formatting. ${fault.message}`);
    }
  });
}
