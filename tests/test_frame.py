"""What stands round every page: tools, icons, the manifest, the one style sheet."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import LazySettings, settings
from django.core.management import call_command
from django.test import Client, override_settings
from PIL import Image

from tests import make

pytestmark = pytest.mark.django_db


def test_the_manifest_names_the_portal_and_its_icons(client: Client, settings: LazySettings) -> None:
    settings.SITE_NAME = "The “Daily” <Echo>"
    page = client.get("/").content.decode()
    address = re.search(r'<html lang="en" data-manifest="([^"]+)">', page)
    assert address and 'rel="manifest"' not in page, "browsers would fetch it beside the first pictures"
    response = client.get(address[1])
    told = response.json()
    assert response.headers["Content-Type"] == "application/manifest+json"
    assert (told["name"], told["start_url"]) == ("The “Daily” <Echo>", "/")
    assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}
    for icon in told["icons"]:
        picture = Image.open(BytesIO(file_of(icon["src"])))
        assert icon["sizes"] == f"{picture.width}x{picture.height}"


def test_browsers_find_icons_at_the_addresses_that_they_guess(client: Client) -> None:
    for address, side in (("/favicon.ico", 48), ("/apple-touch-icon.png", 180)):
        response = client.get(address)
        assert response.status_code == 200, address
        assert Image.open(BytesIO(b"".join(response))).size == (side, side)


def test_every_page_finds_the_search(client: Client) -> None:
    make.story()
    for path in ("/", "/articles/a-story/", "/tags/", "/nothing/"):
        html = client.get(path).content.decode()
        form = re.search(r'<form class="head-search" action="/search/"[^>]*>.*?</form>', html, re.DOTALL)
        assert form and 'name="q"' in form[0] and "<label" in form[0], path


def test_a_missing_page_names_the_sections(client: Client) -> None:
    make.tag("Science", menu=1)
    main = client.get("/nothing/").content.decode().partition("<main")[2].partition("</main>")[0]
    assert 'href="/tags/science/"' in main and 'action="/search/"' in main


def test_the_theme_is_known_before_the_first_sheet(client: Client) -> None:
    head = client.get("/").content.decode().partition("</head>")[0]
    script = re.search(r'<script src="/static/js/theme[^"]*">', head)
    assert script and script.start() < head.index('rel="stylesheet"')


JOINED = settings.STORAGES | {"staticfiles": {"BACKEND": "nuztrend.joined.JoinedStorage"}}


@pytest.fixture(scope="module")
def compressed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("static")
    with override_settings(STATIC_ROOT=folder, STORAGES=JOINED):
        call_command("collectstatic", verbosity=0, interactive=False)
    return folder


@pytest.fixture
def collected(compressed: Path, settings: LazySettings) -> Path:
    """The folder of the static files as they are served."""
    settings.STATIC_ROOT, settings.STORAGES = compressed, JOINED
    return compressed


@pytest.mark.pure
def test_readers_fetch_one_sheet_that_holds_all_parts_without_indents(collected: Path) -> None:
    folder = collected / "css"
    sheets = list(folder.glob("site.*.css"))
    assert len(sheets) == 1 and sheets[0].with_suffix(".css.gz").exists()
    sheet = sheets[0].read_text()
    parts = re.findall(r'@import "(.+?)"', file_of("/static/css/site.css").decode())
    assert len(parts) > 5 and "@import" not in sheet
    for name in parts:
        last = re.findall(r"^ {0,2}[^\s@/}][^{;]*\{", file_of(f"/static/css/{name}").decode(), re.MULTILINE)[-1]
        assert re.sub(r"^ +", "", last, flags=re.MULTILINE) in sheet, name
    assert re.search(r"@media print \{\s*@layer print", sheet) and not re.search(r"^[ \t]", sheet, re.MULTILINE)
    font = re.search(r"url\(\"\.\./fonts/(newsreader\.[0-9a-f]{12}\.woff2)\"\)", sheet)
    assert font and (folder.parent / "fonts" / font[1]).exists()


@pytest.mark.pure
def test_readers_fetch_one_script_that_holds_all_parts_and_no_comments(client: Client, collected: Path) -> None:
    scripts = list((collected / "js").glob("site.*.js"))
    assert len(scripts) == 1 and scripts[0].with_suffix(".js.gz").exists()
    script = scripts[0].read_text()
    parts = {path.name for path in (Path(__file__).parent.parent / "static/js").iterdir()} - {"site.js", "theme.js"}
    for name in parts:
        code = [
            line for line in file_of(f"/static/js/{name}").decode().splitlines() if not line.strip().startswith("//")
        ]
        assert "{\n" + "\n".join(code) + "\n}" in script, name
    assert "import" not in script and not re.search(r"^\s*//", script, re.MULTILINE)
    for path in ("/", "/search/", "/tags/"):
        assert len(re.findall(r"<script[^>]* src=", client.get(path).content.decode())) == 2, path


def file_of(address: str) -> bytes:
    """Give what stands under an address of a static file."""
    return (Path(__file__).parent.parent / address.removeprefix("/")).read_bytes()
