"use strict";
// Pictures that are pasted, dropped or chosen: their words are asked for at once, then they are uploaded and inserted.
for (const text of EditedText.all()) {
  const waiting = [];
  let file = null;

  const dialog = new EditorDialog(text, "picture", async (turn) => {
    if (!file) throw new Error("Choose the file of a picture first, or one from the library.");
    const alt = dialog.field("alt").value.trim();
    const decorative = dialog.field("decorative").checked;
    if (!alt && !decorative) {
      dialog.field("alt").focus();
      throw new Error("Say what the picture shows, or mark it as decoration.");
    }
    const form = new FormData();
    form.append("file", file);
    for (const name of ["caption", "credit"]) form.append(name, dialog.field(name).value.trim());
    form.append("alt", decorative ? "" : alt);
    if (decorative) form.append("decorative", "on");
    const { markdown } = await askDoor(text.root.dataset.uploadDoor, form);
    if (!dialog.isOpen(turn)) return text.say("The picture is in the library. It is not in the text, because you closed its dialog.");
    dialog.insert(markdown, true);
    text.say("The picture is in the library and in the text.");
  });

  const look = (chosen) => {
    file = chosen ?? null;
    const picture = dialog.box.querySelector("[data-look]");
    dialog.box.querySelector("[data-words]").hidden = !file;
    dialog.box.querySelector("[data-named]").textContent = file?.name ?? "";
    picture.hidden = true;
    if (!file) return;
    const reader = new FileReader(); // img-src allows data: and no blob:
    reader.onload = () => {
      picture.src = reader.result;
      picture.hidden = false;
    };
    reader.readAsDataURL(file);
  };

  const ask = (chosen) => {
    for (const name of ["alt", "caption"]) dialog.field(name).value = "";
    dialog.field("decorative").checked = false;
    if (!chosen) dialog.field("file").value = "";
    dialog.open();
    look(chosen);
    if (chosen) dialog.field("alt").focus();
    else dialog.box.dispatchEvent(new CustomEvent("editor-find"));
  };

  const take = (files) => {
    const pictures = [...files].filter((each) => each.type.startsWith("image/"));
    waiting.push(...pictures);
    if (pictures.length && !dialog.box.open) ask(waiting.shift());
    return pictures.length > 0;
  };

  dialog.field("file").addEventListener("change", ({ target }) => target.files[0] && look(target.files[0]));
  dialog.box.addEventListener("close", () => waiting.length && setTimeout(() => ask(waiting.shift())));
  dialog.box.addEventListener("editor-found", ({ detail }) => dialog.insert(detail.markdown, true));
  text.root.addEventListener("editor-picture", () => ask());
  text.root.addEventListener("editor-files", ({ detail }) => take(detail));

  text.field.addEventListener("dragover", (event) => {
    if ([...event.dataTransfer.types].includes("Files")) event.preventDefault();
  });
  text.field.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault(); // or the browser leaves the page for the file
    if (!take(event.dataTransfer.files)) text.say("Only pictures can be put into a story.");
  });
}
