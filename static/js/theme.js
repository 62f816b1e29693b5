// Light, dark, or as the device has it: the reader's choice, kept in this browser alone. The script stands in the head
// and is waited for, so that no page is painted in colours that change at once. The newsroom reads the same choice.
{
  const root = document.documentElement;
  const NEXT = { auto: "dark", dark: "light", light: "auto" };

  function chosen() {
    try {
      const theme = localStorage.getItem("theme");
      return theme in NEXT ? theme : "auto";
    } catch {
      return "auto"; // the browser keeps nothing for this site
    }
  }

  function wear(theme) {
    root.dataset.theme = theme;
    for (const meta of document.querySelectorAll("meta[name=theme-color]")) {
      meta.media = theme === "auto" ? `(prefers-color-scheme: ${meta.dataset.for})` : meta.dataset.for === theme ? "all" : "not all";
    }
  }

  wear(chosen());
  addEventListener("storage", () => wear(chosen())); // chosen in another window
  addEventListener("pageshow", () => wear(chosen())); // back to a page that was kept as it was left
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-switch]")) return;
    const theme = NEXT[root.dataset.theme];
    try {
      localStorage.setItem("theme", theme);
    } catch {
      // then for this page
    }
    wear(theme);
  });
}
