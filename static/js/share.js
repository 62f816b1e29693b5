// Passes a story on: by the device's own sheet where it has one, or by copying an address. Nobody else learns of it.
const status = document.querySelector("[data-share-status]");
let fading;

function say(words) {
  status.textContent = words;
  clearTimeout(fading);
  fading = setTimeout(() => (status.textContent = ""), 6_000);
}

async function copy({ copy: address, said }) {
  try {
    await navigator.clipboard.writeText(address);
    say(said);
  } catch {
    say("It could not be copied. The address bar has it.");
  }
}

function share({ share: url, title }) {
  navigator.share({ title, url }).catch(() => {}); // the reader closed the sheet
}

if (status) {
  const can = { "[data-share]": navigator.share, "[data-copy]": navigator.clipboard };
  for (const [buttons, able] of Object.entries(can)) {
    for (const button of document.querySelectorAll(buttons)) button.hidden = !able;
  }
  document.addEventListener("click", ({ target }) => {
    const from = target.closest("[data-copy], [data-share]");
    if (from?.dataset.share) share(from.dataset);
    else if (from && navigator.clipboard) copy(from.dataset);
  });
}
