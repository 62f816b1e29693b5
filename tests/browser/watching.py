"""Somebody who sees whether a page executes what readers wrote, or holds what it would execute at a touch."""

from typing import Any

from playwright.sync_api import BrowserContext, Page

HOOK = """
for (const name of ["alert", "confirm", "prompt", "print", "open"])
  window[name] = (...words) => { told(`${name}(${words})`); };
document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI, sample }) =>
  told(`refused by ${effectiveDirective}: ${blockedURI} ${sample}`));
"""
"""The policy must have nothing to refuse: pages are to be safe without it."""

PLANTED = r"""() => {
  const found = (why, each) => `${why}: ${each.outerHTML.slice(0, 200)}`;
  const all = [...document.querySelectorAll("*")];
  const addresses = ["href", "xlink:href", "src", "action", "formaction", "data", "poster", "background"];
  const runs = (value) => /^(javascript|data|vbscript|blob):$/.test(URL.parse(value, location.href)?.protocol);
  const ours = (address) => new URL(address, location.href).origin === location.origin;
  const data = ["application/ld+json", "application/json"];
  const strange = "iframe, frame, frameset, object, embed, applet, base, style, meta[http-equiv], math, foreignObject,"
    + " animate, set";
  const words = ".comment-text :not(p, br, blockquote, a[href^='http' i][rel='nofollow ugc noopener'])";
  return [
    ...all.filter((each) => each.matches(strange)).map((each) => found("strange", each)),
    ...all.filter((each) => each.matches(words)).map((each) => found("no words", each)),
    ...all.filter((each) => [...each.attributes].some(({ name }) => /^(on|style$|srcdoc$)/i.test(name)))
      .map((each) => found("attribute", each)),
    ...all.filter((each) => addresses.some((name) => each.hasAttribute(name) && runs(each.getAttribute(name))))
      .map((each) => found("address", each)),
    ...all.filter((each) => each.localName === "script" && (each.src ? !ours(each.src) : !data.includes(each.type)))
      .map((each) => found("script", each)),
    ...all.filter((each) => each.localName === "link" && each.href && !ours(each.href))
      .map((each) => found("link", each)),
  ];
}"""
"""A walk over the finished page: handlers that wait for a click are found without clicking."""


class Watch:
    """Watches all pages of a browser that belong to the portal at `home`."""

    def __init__(self, context: BrowserContext, home: str):
        self.context, self.home = context, home
        self.seen, self.opened = list[str](), 0
        context.expose_function("told", lambda words: self.seen.append(words))
        context.add_init_script(HOOK)
        context.on("dialog", self._dialog)
        context.on("request", self._request)
        context.on("weberror", lambda error: self.seen.append(f"error: {error.error}"))

    def look(self, page: Page) -> None:
        """Look at the page as it stands now."""
        self.opened += 1
        self.seen += page.evaluate(PLANTED)

    def _dialog(self, dialog: Any) -> None:
        self.seen.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _request(self, request: Any) -> None:
        if not request.url.startswith(self.home):
            self.seen.append(f"request: {request.url}")
