"""`make screenshots`: the pictures with which the README opens, taken of a fresh demo on a day that never ends.

Home, a story and the dashboard, in light colours, 1280 points wide and as high as a tall window. Each is a WebP file of
at most BYTES in docs/pictures: the best quality that fits.
"""

import subprocess
import sys
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Page, ViewportSize, sync_playwright

from tests.browser.chromium import STOPPED_CLOCK, launch_options
from tests.portal import ROOT, Portal

FOLDER = ROOT / "docs/pictures"
CLOCK = {**STOPPED_CLOCK, "FAKETIME": "2025-08-01 09:00:00"}
"""When all stories of the demo are out but one, which is planned for 2028."""
SIZE: ViewportSize = {"width": 1280, "height": 1440}
BYTES = 150_000
QUALITIES = range(90, 40, -5)
PAGES = {
    "home": "/",
    "story": "/articles/ispace-loses-resilience-on-the-moon-after-late-laser-readings/",
    "dashboard": "/admin/",
}


def fresh_demo(folder: Path) -> Portal:
    """Give a portal with the demo and with work on its desk, not yet started.

    Raises:
        subprocess.CalledProcessError: the demo could not be loaded; the command has said why.
    """
    portal = Portal(folder, **{**CLOCK, "DEMO": "1"})
    for command in (["prepare"], ["shell", "-c", "from tests import desk; desk.fill()"]):
        subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, env=portal.env, check=True)
    return portal


def sign_in(page: Page, login: Path) -> None:
    """Sign in with the account of the demo, whose name and password are in this file."""
    name, password = login.read_text().split()
    page.goto("/admin/login/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/admin/")


def photograph(page: Page, address: str) -> Image.Image:
    """Give the upper part of a page when everything in it has come."""
    page.goto(address)
    page.evaluate(
        """async () => {
          const seen = [...document.images].filter(image => image.getBoundingClientRect().top < innerHeight);
          for (const image of seen) image.loading = "eager";
          await Promise.all(seen.map(image => image.decode().catch(() => 0)));
          await document.fonts.ready;
        }"""
    )
    page.wait_for_load_state("networkidle")
    return Image.open(BytesIO(page.screenshot(animations="disabled", caret="hide"))).convert("RGB")


def compressed(picture: Image.Image) -> bytes:
    """Give the picture as WebP in the best quality that is no larger than BYTES.

    Raises:
        ValueError: it is larger even in the poorest quality that is fit to be seen.
    """
    for quality in QUALITIES:
        picture.save(out := BytesIO(), "WEBP", quality=quality, method=6)
        if out.tell() <= BYTES:
            return out.getvalue()
    raise ValueError(f"no quality down to {QUALITIES[-1]} brings the picture to {BYTES:,} bytes")


def main() -> None:
    """Take the pictures."""
    FOLDER.mkdir(exist_ok=True)
    with TemporaryDirectory(ignore_cleanup_errors=True) as var, sync_playwright() as playwright:
        portal = fresh_demo(Path(var))
        portal.start()
        try:
            browser = playwright.chromium.launch(**launch_options())
            page = browser.new_page(base_url=portal.url, viewport=SIZE, color_scheme="light", reduced_motion="reduce")
            sign_in(page, Path(var) / "demo-login.txt")
            for name, address in PAGES.items():
                path = FOLDER / f"{name}.webp"
                path.write_bytes(compressed(photograph(page, address)))
                print(f"{path.stat().st_size / 1000:6.0f} kB  {path.relative_to(ROOT)}")
            browser.close()
        finally:
            portal.stop()


if __name__ == "__main__":
    main()
