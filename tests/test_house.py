"""House rules: who may import whom, one place for visibility, no inline code, settings that are told."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.pure

ROOT = Path(__file__).parent.parent
APPS = ("nuztrend", "articles", "comments")
GROUND = (
    *("nuztrend.lib", "nuztrend.models", "nuztrend.newsroom", "nuztrend.settings"),
    *("nuztrend.database", "nuztrend.pagecache", "nuztrend.privacy", "nuztrend.purge"),
)
"""What stands below the apps; everything else of nuztrend stands above them."""


def tracked(*patterns: str) -> list[Path]:
    names = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return [ROOT / name for name in names if (ROOT / name).is_file()]


def source_files() -> list[Path]:
    return [path for app in APPS for path in tracked(f"{app}/*.py") if "migrations" not in path.parts]


def imports(path: Path) -> set[str]:
    """The modules of ours that a file imports, with dots."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return {name for name in found if name.split(".")[0] in APPS}


def test_imports_run_downhill() -> None:
    uphill = []
    for path in source_files():
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for name in imports(path):
            app = name.split(".")[0]
            above = app == "nuztrend" and name != "nuztrend" and not name.startswith(GROUND)
            if (
                (module.startswith("articles") and (app == "comments" or above))
                or (module.startswith("comments") and above)
                or (module.startswith(GROUND) and app != "nuztrend")
            ):
                uphill.append(f"{module} imports {name}")
    assert uphill == []


def test_what_the_public_may_see_is_decided_in_the_querysets_alone() -> None:
    filters = re.compile(r"""\b(filter|exclude|get)\([^)]*\b(state|publish_at|unpublish_at)(__\w+)?\s*=""")
    allowed = {"articles/querysets.py", "articles/models/pending.py", "comments/models/querysets.py"}
    stray = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in source_files()
        if str(path.relative_to(ROOT)) not in allowed
        for match in filters.finditer(path.read_text())
    ]
    assert stray == []


def test_files_stay_small_enough_to_read() -> None:
    files = [path for path in tracked("*.py", "*.css", "*.js", "*.html") if "migrations" not in path.parts]
    long = {str(path.relative_to(ROOT)): count for path in files if (count := len(path.read_text().splitlines())) > 400}
    assert long == {}


def test_templates_hold_no_inline_code_and_name_no_other_host() -> None:
    for path in tracked("templates/*.html", "nuztrend/templates/*.html"):
        text = path.read_text()
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=\"", text), path
        assert not re.search(r"""(?:src|srcset)=["'](?:https?:)?//""", text), path


def test_every_template_is_rendered_somewhere() -> None:
    code = "\n".join(path.read_text() for path in [*source_files(), *tracked("templates/*.html")])
    by_django = {"400.html", "403.html", "404.html", "500.html"}
    unused = [
        name
        for path in tracked("templates/*.html")
        if (name := str(path.relative_to(ROOT / "templates"))) not in by_django and f'"{name}"' not in code
    ]
    assert unused == []


def test_every_setting_that_the_environment_gives_is_documented() -> None:
    text = (ROOT / "nuztrend/settings.py").read_text()
    names = set(re.findall(r"""env\.\w+\(\s*"([A-Z_]+)\"""", text))
    assert len(names) > 15
    documented = (ROOT / "docs/settings.md").read_text()
    assert [name for name in sorted(names) if f"`{name}`" not in documented] == []


@pytest.mark.parametrize("word", ["utils", "helpers", "misc", "common"])
def test_no_room_has_a_name_that_says_nothing(word: str) -> None:
    assert [path for path in source_files() if word in (path.stem, path.parent.name)] == []
