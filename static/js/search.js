// Suggests tags and stories under a search box: a combobox with a listbox (ARIA Authoring Practices), whose options are
// links in a fragment of HTML from the server. Without it the form works as it is.
const PAUSE = 180; // milliseconds after the last key

for (const place of document.querySelectorAll("[data-suggest]")) {
  const box = place.querySelector("[name=q]");
  const status = place.appendChild(document.createElement("p"));
  const list = box.parentElement.appendChild(document.createElement("div"));
  Object.assign(status, { className: "visually-hidden", role: "status" });
  Object.assign(list, { className: "suggestions", id: `${box.id}-suggestions`, role: "listbox", ariaLabel: "Suggestions" });
  Object.assign(box, { autocomplete: "off", role: "combobox", ariaAutoComplete: "list", ariaExpanded: "false" });
  box.setAttribute("aria-controls", list.id);
  let waiting, asking;

  const chosen = () => list.querySelector("[aria-selected=true]");

  function show(html) {
    list.innerHTML = html;
    box.removeAttribute("aria-activedescendant");
    box.ariaExpanded = String(list.children.length > 0);
  }

  function close() {
    clearTimeout(waiting);
    asking?.abort();
    show("");
  }

  function choose(option) {
    chosen()?.setAttribute("aria-selected", "false");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", option.id);
  }

  async function ask() {
    asking?.abort();
    asking = new AbortController();
    try {
      const words = new URLSearchParams({ q: box.value });
      const answer = await fetch(`${place.dataset.suggest}?${words}`, { signal: asking.signal });
      if (!answer.ok) return;
      show((await answer.text()).trim());
      const count = list.children.length;
      status.textContent = count ? `${count} suggestions: arrow keys choose one.` : "";
    } catch {
      // another key was pressed, or the line is down: the form can be sent all the same
    }
  }

  box.addEventListener("input", () => {
    clearTimeout(waiting);
    if (box.value.trim().length < 3) return close();
    waiting = setTimeout(ask, PAUSE);
  });

  box.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const options = [...list.children];
    if (event.key === "Escape" && options.length) {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && chosen()) {
      event.preventDefault();
      location.assign(chosen().href);
    } else if (step && options.length) {
      event.preventDefault();
      const now = options.indexOf(chosen());
      choose(options[now < 0 ? (step > 0 ? 0 : options.length - 1) : (now + step + options.length) % options.length]);
    }
  });

  box.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus, or no click would come
}
