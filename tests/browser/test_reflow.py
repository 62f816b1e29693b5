"""Nothing is cut and nothing covers other words: on 320 pixels (WCAG 1.4.10), and with wide text spacing (1.4.12)."""

import pytest

from tests.browser.pages import PUBLIC, Visitor, lay_out

pytestmark = pytest.mark.browser

SPACING = """() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
    p { margin-block-end: 2em !important; }
  `);
  document.adoptedStyleSheets.push(sheet);
}"""

# Words that only a screen reader gets, in a box of a pixel or outside of the page, are none that could be cut.
SLIPS = """() => {
  const root = document.documentElement, slips = [], lines = [];
  const named = ({ localName, className, textContent }) =>
    `<${localName} class="${className}"> ${textContent.trim().slice(0, 60)}`;
  if (root.scrollWidth > root.clientWidth) slips.push(`the page scrolls sideways: ${root.scrollWidth}`);
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode, element = text.parentElement;
    if (!text.data.trim() || !element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })) continue;
    const range = document.createRange();
    range.selectNodeContents(text);
    let left = 0, right = root.clientWidth, hidden = false;
    for (let box = element; box && box !== document.body; box = box.parentElement) {
      const style = getComputedStyle(box), { width, height, right: end } = box.getBoundingClientRect();
      if (!/^(contents|inline)$/.test(style.display) && (width <= 1 || height <= 1 || end <= 0)) hidden = true;
      if (/auto|scroll/.test(style.overflowX)) { left = -Infinity; right = Infinity; }
      if (/hidden|clip/.test(style.overflowX + style.overflowY) && width > 1)
        if (box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1)
          slips.push(`is cut: ${named(box)}`);
    }
    if (hidden) continue;
    for (const { left: from, right: to, top, bottom, width } of range.getClientRects()) {
      if (width < 1 || to <= 0) continue;
      if (from < left - 1 || to > right + 1) slips.push(`leaves the screen: ${named(element)}`);
      if (right !== Infinity) lines.push({ from, to, top, bottom, element });
    }
  }
  lines.sort((a, b) => a.top - b.top);
  lines.forEach((one, index) => {
    for (let next = index + 1; next < lines.length && lines[next].top < one.bottom; next++) {
      const other = lines[next];
      const across = Math.min(one.to, other.to) - Math.max(one.from, other.from);
      const down = Math.min(one.bottom, other.bottom) - other.top;
      // the boxes of neighbouring lines overlap by the leading; half a line is more than that
      if (across > 2 && down > (other.bottom - other.top) / 2 && one.element !== other.element)
        slips.push(`${named(one.element)} covers ${named(other.element)}`);
    }
  });
  return [...new Set(slips)];
}"""


@pytest.mark.parametrize(
    ("width", "spacing"),
    [(320, False), (320, True), (1280, True)],
    ids=["narrow", "narrow-and-spaced", "wide-and-spaced"],
)
def test_everything_can_be_read(visitor: Visitor, width: int, spacing: bool) -> None:
    found = {}
    with visitor.context(width) as context:
        page = context.new_page()
        for name in [*PUBLIC, "login"]:
            visitor.go(page, name)
            lay_out(page)
            if spacing:
                page.evaluate(SPACING)
            if slips := page.evaluate(SLIPS):
                found[name] = slips
    assert found == {}
