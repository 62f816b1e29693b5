// Brings the six digits into a comment form when the reader comes near it or enters it, once; and new ones on request.
// Should that fail, the form can be sent all the same: the server then asks on a page of its own.
for (const place of document.querySelectorAll("[data-captcha]")) {
  const form = place.closest("form");
  const status = form.querySelector("[data-captcha-status]");
  const there = () => place.querySelector("[name=captcha_key]") !== null;
  let coming = false;

  async function bring(news, trouble) {
    if (coming) return;
    coming = true;
    const asked = place.querySelector("[data-captcha-refresh]") === document.activeElement;
    try {
      const answer = await fetch(place.dataset.captcha, { cache: "no-store" });
      if (!answer.ok) throw new Error(answer.statusText);
      place.innerHTML = await answer.text();
      // where no digits are asked for, their place is given up, unless that would move what the reader sees
      if (!there() && place.getBoundingClientRect().top > innerHeight) place.classList.remove("captcha-coming");
      if (asked) place.querySelector("[data-captcha-refresh]").focus();
      status.textContent = news;
    } catch {
      status.textContent = trouble;
    }
    coming = false;
  }

  const renew = () => bring("Here are new digits.", "New digits could not be loaded. Please try again in a moment.");

  place.addEventListener("click", (event) => {
    if (!event.target.closest("[data-captcha-refresh]")) return;
    event.preventDefault();
    renew();
  });

  // a page out of the back-forward cache shows digits that may be spent
  addEventListener("pageshow", (event) => event.persisted && there() && renew());

  if (there()) continue;

  const first = () => {
    near.disconnect();
    form.removeEventListener("focusin", first);
    bring("", "The digits could not be loaded just now. Send your comment all the same: nothing that you wrote is lost.");
  };
  const near = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && first(), {
    rootMargin: "200px",
  });
  near.observe(form);
  form.addEventListener("focusin", first);
}
