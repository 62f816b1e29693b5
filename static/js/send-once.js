// Sends a form once, however often the button is pressed: a second copy would arrive with digits that are spent.
for (const form of document.querySelectorAll("form[data-send-once]")) {
  let sent = false;

  form.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
    setTimeout(() => (sent = false), 10_000); // the reader may have stopped the page from loading
  });
  addEventListener("pageshow", () => (sent = false));
}
