"use strict";
// The dialogs of the editor: each fills in some Markdown and puts it where the cursor was.
class EditorDialog {
  constructor(text, name, accept) {
    this.text = text;
    this.box = text.root.querySelector(`[data-dialog="${name}"]`);
    this.accept = accept;
    this.turn = 0;
    this.box.addEventListener("click", ({ target }) => {
      if (target.closest("[data-cancel]")) this.box.close();
      if (target.closest("[data-accept]")) this.take();
    });
    this.box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !event.target.matches("input:not([type=checkbox])")) return;
      event.preventDefault(); // or it would send the story's form
      if (event.target.dataset.find !== "photos") this.take();
    });
    this.box.addEventListener("input", (event) => event.stopPropagation()); // nothing of it is a word of the story
    this.box.addEventListener("change", (event) => event.stopPropagation());
    this.box.addEventListener("close", () => this.text.field.focus());
  }

  field(name) {
    return this.box.querySelector(`[data-field="${name}"]`);
  }

  open() {
    this.turn += 1;
    this.box.querySelector("[data-accept]")?.toggleAttribute("disabled", false);
    this.place = [this.text.field.selectionStart, this.text.field.selectionEnd];
    this.fault("");
    this.box.showModal();
  }

  fault(words) {
    const place = this.box.querySelector("[data-fault]");
    if (!place) return;
    place.textContent = words;
    place.hidden = !words;
  }

  async take() {
    const button = this.box.querySelector("[data-accept]");
    if (button.disabled) return; // the Enter key asks as well
    button.disabled = true;
    const { turn } = this;
    try {
      await this.accept(turn);
    } catch (fault) {
      if (this.isOpen(turn)) this.fault(fault.message);
      else this.text.say(fault.message);
    } finally {
      if (this.isOpen(turn)) button.disabled = false;
    }
  }

  /** Say whether it has not been closed since; an answer may come to one that was closed, or opened for something else. */
  isOpen(turn) {
    return this.box.open && turn === this.turn;
  }

  /** Close, and put words where the cursor was when the dialog opened. */
  insert(words, alone) {
    this.box.close();
    this.text.field.setSelectionRange(...this.place);
    if (alone) this.text.block(words);
    else this.text.put(words);
  }
}

for (const text of EditedText.all()) {
  const brackets = (words) => words.replace(/[\\[\]]/g, "\\$&");

  const link = new EditorDialog(text, "link", () => {
    let address = link.field("address").value.trim();
    if (!address) throw new Error("Give an address, or choose a story.");
    if (!/[.:/#@]/.test(address)) throw new Error("Choose one of the stories that were found, or give a whole address.");
    if (!/^(?:https?:\/\/|mailto:|\/|#)/.test(address)) address = address.includes("@") ? `mailto:${address}` : `https://${address}`;
    if (/\s/.test(address)) throw new Error("An address has no blanks. Choose one of the stories that were found.");
    const words = link.field("words").value.trim() || address;
    link.insert(`[${brackets(words)}](${address.replace(/\(/g, "%28").replace(/\)/g, "%29")})`);
  });
  text.root.addEventListener("editor-link", () => {
    const { chosen } = text;
    link.field("words").value = chosen;
    link.field("address").value = /^https?:\/\/\S+$/.test(chosen) ? chosen : "";
    link.open();
    link.field("address").focus();
    link.box.dispatchEvent(new CustomEvent("editor-find"));
  });
  link.box.addEventListener("editor-found", ({ detail }) => {
    const words = link.field("words").value.trim();
    link.insert(words ? `[${brackets(words)}](${detail.address})` : detail.markdown);
  });

  const player = new EditorDialog(text, "embed", async (turn) => {
    const asked = new URLSearchParams({ address: player.field("address").value, title: player.field("title").value });
    const { markdown } = await askDoor(`${text.root.dataset.embedDoor}?${asked}`);
    if (player.isOpen(turn)) player.insert(markdown, true);
  });
  text.root.addEventListener("editor-embed", () => {
    player.field("address").value = /^https?:\/\/\S+$/.test(text.chosen) ? text.chosen : "";
    player.field("title").value = "";
    player.open();
  });

  const help = new EditorDialog(text, "help", () => {});
  text.root.addEventListener("editor-help", () => help.open());
}
