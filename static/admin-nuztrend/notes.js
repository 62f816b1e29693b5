"use strict";
// Send a note without leaving the story's form; what was written stays until the server has it, or goes with the story.
{
  const send = async (part) => {
    const says = part.querySelector(".notes-say"), text = part.querySelector("textarea"), button = part.querySelector("button");
    const body = new FormData();
    body.append("csrfmiddlewaretoken", window.cookieToken?.() || text.form.elements.csrfmiddlewaretoken.value);
    body.append("text", text.value);
    body.append("fragment", "1");
    button.disabled = text.readOnly = true; // what is typed meanwhile would go with what was sent
    says.textContent = "";
    try {
      const answer = await fetch(part.dataset.notes, { method: "POST", body });
      if (answer.ok && !answer.redirected) {
        document.querySelector(".notes-list").innerHTML = await answer.text();
        text.value = "";
        says.textContent = "The note is written.";
      } else {
        says.textContent = answer.status === 422 ? await answer.text() : "The note is not written: you may have been signed out. It stays here; sign in in another tab and send it again.";
      }
    } catch {
      says.textContent = "The note is not written: the newsroom cannot be reached. It stays here; send it again.";
    }
    button.disabled = text.readOnly = false;
    text.focus();
  };

  document.addEventListener("DOMContentLoaded", () => {
    const part = document.querySelector("[data-notes]"), button = part?.querySelector("button");
    if (!button) return;
    part.hidden = button.hidden = false;
    button.addEventListener("click", () => send(part));
  });
}
