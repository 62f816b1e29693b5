"use strict";
// Pictures are sent one by one as soon as they are chosen or dropped, while one describes those that are there already.
{
  const begin = (form) => {
    const input = form.querySelector("input[type=file]");
    const rows = form.querySelector("[data-rows]");
    const state = form.querySelector("[data-state]");
    const drop = form.querySelector("[data-drop]");
    const waiting = [];
    let sending = false;
    let number = Math.max(-1, ...[...rows.querySelectorAll("input[name$='-kept']")].map((kept) => parseInt(kept.name.slice(4), 10))) + 1;
    for (const part of form.querySelectorAll("[data-unscripted]")) part.hidden = true;
    drop.classList.add("takes-drops");

    const tell = (text) => {
      const line = document.createElement("li");
      line.textContent = text;
      const list = document.createElement("ul");
      list.className = "errorlist refused";
      list.append(line);
      rows.append(list);
    };

    const send = async (file) => {
      const data = new FormData();
      for (const name of ["csrfmiddlewaretoken", "credit", "licence"]) data.append(name, form.elements[name].value);
      data.append("at", number);
      data.append("file", file);
      const answer = await fetch(location.pathname, { method: "POST", body: data, redirect: "manual" });
      if (answer.type === "opaqueredirect" || answer.status === 403) throw new Error("you are signed out. Sign in in another window, then choose it again");
      if (answer.status === 413) throw new Error("it is larger than the server takes");
      if (!answer.ok) throw new Error(`the server answered ${answer.status}`);
      // Our own server's HTML, rendered by the template that fills the page as well.
      const part = new DOMParser().parseFromString(await answer.text(), "text/html");
      number += part.querySelectorAll("[data-row]").length;
      rows.append(...part.body.childNodes);
    };

    const work = async () => {
      if (sending) return;
      sending = true;
      while (waiting.length) {
        const file = waiting.shift();
        state.textContent = `Sending ${file.name}${waiting.length ? `, then ${waiting.length} more` : ""} …`;
        form.querySelector("[data-describing]").hidden = false;
        try {
          if (rows.querySelectorAll("[data-row]").length >= Number(form.dataset.most)) throw new Error("describe and save those below first");
          await send(file);
        } catch (error) {
          tell(`${file.name}: not sent, ${error instanceof TypeError ? "the line is broken" : error.message}.`);
        }
      }
      sending = false;
      state.textContent = "All are sent.";
    };

    const take = (files) => {
      waiting.push(...files);
      input.value = "";
      work();
    };

    input.addEventListener("change", () => take([...input.files]));
    drop.addEventListener("dragover", (event) => { event.preventDefault(); drop.classList.add("over"); });
    drop.addEventListener("dragleave", () => drop.classList.remove("over"));
    drop.addEventListener("drop", (event) => {
      event.preventDefault();
      drop.classList.remove("over");
      take([...event.dataTransfer.files]);
    });

    let saved = false;
    form.addEventListener("submit", (event) => {
      if (sending) {
        event.preventDefault();
        state.textContent = "Pictures are still being sent. Save when all are there.";
        state.scrollIntoView({ block: "nearest" });
      } else saved = true;
    });
    window.addEventListener("beforeunload", (event) => {
      if (!saved && (sending || rows.querySelector("[data-row]"))) event.preventDefault();
    });
  };

  document.addEventListener("DOMContentLoaded", () => {
    for (const form of document.querySelectorAll("form[data-uploads]")) begin(form);
  });
}
