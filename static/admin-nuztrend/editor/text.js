"use strict";
// The field of a story's words, as the other scripts change it: each change is one that Ctrl+Z takes back.
class EditedText {
  constructor(root) {
    this.root = root;
    this.field = root.querySelector("[data-editor-text]");
  }

  static all() {
    EditedText.known ??= [...document.querySelectorAll("[data-editor]")].map((root) => new EditedText(root));
    return EditedText.known;
  }

  get chosen() {
    return this.field.value.slice(this.field.selectionStart, this.field.selectionEnd);
  }

  /** Put words in the place of those between two positions, and choose a part of them. */
  put(words, start = this.field.selectionStart, end = this.field.selectionEnd, from = words.length, length = 0) {
    const { field } = this;
    field.focus();
    field.setSelectionRange(start, end);
    // `execCommand` alone writes into the browser's own list of what can be undone; setRangeText empties that list.
    const done = words ? document.execCommand("insertText", false, words) : document.execCommand("delete");
    if (!done && field.value.slice(start, start + words.length) !== words) {
      field.setRangeText(words, start, end, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    field.setSelectionRange(start + from, start + from + length);
  }

  /** Put marks around the chosen words, or take them away. */
  wrap(mark, empty) {
    const { selectionStart: start, selectionEnd: end, value } = this.field;
    const inner = value.slice(start, end);
    const wide = mark.length;
    if (value.slice(start - wide, start) === mark && value.slice(end, end + wide) === mark) {
      return this.put(inner, start - wide, end + wide, 0, inner.length);
    }
    const blanks = inner.length - inner.trimEnd().length;
    const words = inner.trimEnd() || empty;
    return this.put(`${mark}${words}${mark}${" ".repeat(blanks)}`, start, end, wide, words.length);
  }

  /** Put a mark before each chosen line, or take it away where all have it. `mark` gives that of the line with a number. */
  lines(mark, known) {
    const { selectionStart, selectionEnd, value } = this.field;
    const start = value.lastIndexOf("\n", selectionStart - 1) + 1;
    const next = value.indexOf("\n", Math.max(selectionEnd - (selectionEnd > selectionStart ? 1 : 0), start));
    const end = next < 0 ? value.length : next;
    const old = value.slice(start, end).split("\n");
    const have = old.every((line) => known.exec(line)?.[0] === mark(0) || (mark(0) !== mark(1) && known.test(line)));
    const bare = old.map((line) => line.replace(known, ""));
    const words = (have ? bare : bare.map((line, number) => mark(number) + line)).join("\n");
    if (old.length > 1) this.put(words, start, end, 0, words.length);
    else this.put(words, start, end);
  }

  /** Put a paragraph of its own where the cursor is. */
  block(words) {
    const { selectionStart: start, selectionEnd: end, value } = this.field;
    const before = value.slice(0, start);
    const after = value.slice(end);
    const above = !before.trim() || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
    const below = after.startsWith("\n\n") ? "" : after.startsWith("\n") ? "\n" : "\n\n";
    this.put(above + words + below, start, end);
  }

  say(words) {
    const place = this.root.querySelector("[data-said]");
    place.textContent = words;
    clearTimeout(this.fading);
    this.fading = setTimeout(() => (place.textContent = ""), 10_000);
  }
}

/** The token as it is now: signing in, in whatever window, changes it. */
function cookieToken() {
  const name = document.querySelector("[data-keeper]")?.dataset.cookie ?? "csrftoken";
  return document.cookie.split("; ").find((each) => each.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
}

/** Ask a door of the newsroom; give its JSON. Throws an Error in words for an editor, with the answer's `status`. */
async function askDoor(address, words, options = {}) {
  const headers = { Accept: "application/json", "X-CSRFToken": cookieToken() };
  let answer;
  try {
    answer = await fetch(address, words ? { method: "POST", body: words, headers, ...options } : { headers });
  } catch {
    throw new Error("The newsroom cannot be reached.");
  }
  const isTold = answer.headers.get("Content-Type")?.includes("json");
  const told = isTold ? await answer.json() : {};
  if (answer.ok) return told;
  if (answer.status === 403 && !isTold) {
    throw Object.assign(new Error("You are signed out."), { status: 401 }); // without a session there is no token either
  }
  const said = told.error ?? (told.errors && Object.values(told.errors).flat().join(" "));
  const fault = new Error(said || `The newsroom did not take it (${answer.status}).`);
  throw Object.assign(fault, { status: answer.status });
}
