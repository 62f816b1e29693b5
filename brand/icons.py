"""Draw the site's icons from static/img/mark.svg with Chromium: `.venv/bin/python brand/icons.py`."""

import shutil
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parent.parent
MARK = (ROOT / "static/img/mark.svg").read_text()
SQUARE = MARK.replace('rx="7"', 'rx="0"')  # phones cut the corners themselves
SAFE = 0.7  # of a maskable icon's side: the circle that every mask leaves, 0.8 of it, holds the mark
TEAL = "#00594f"


def drawn(page: Page, svg: str, size: int, share: float = 1.0) -> Image.Image:
    """Give the picture of a drawing, `size` pixels wide; with a `share` it stands in a field of its own colour."""
    inner = round(size * share)
    ground = TEAL if share < 1 else "transparent"
    sized = svg.replace('width="64" height="64">', f'width="{inner}" height="{inner}">', 1)
    page.set_viewport_size({"width": size, "height": size})
    page.set_content(
        f"<style>body{{margin:0;height:100vh;display:grid;place-items:center;background:{ground}}}</style>{sized}"
    )
    return Image.open(BytesIO(page.screenshot(omit_background=True)))


def main() -> None:
    public, images = ROOT / "public", ROOT / "static/img"
    public.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        small = [drawn(page, MARK, size) for size in (16, 32, 48)]
        small[-1].save(public / "favicon.ico", append_images=small[:-1], sizes=[image.size for image in small])
        drawn(page, SQUARE, 180, 0.86).convert("RGB").save(public / "apple-touch-icon.png", optimize=True)
        for size in (192, 512):
            drawn(page, MARK, size).save(images / f"icon-{size}.png", optimize=True)
        drawn(page, SQUARE, 512, SAFE).convert("RGB").save(images / "icon-maskable.png", optimize=True)
        browser.close()


if __name__ == "__main__":
    main()
