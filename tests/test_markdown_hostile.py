"""Markdown for editors: no text stops the server."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

import articles.markdown as markdown
from articles.markdown import MAX_BYTES, CannotRender, photo_keys, render
from tests.bodies import PHOTOS, nothing_remembered, refusal  # noqa: F401  (the fixture is autouse)

pytestmark = pytest.mark.pure


def fill(unit: str, size: int) -> str:
    """The unit again and again, `size` characters in all."""
    return (unit * (size // len(unit) + 1))[:size]


def count(line: Callable[[int], str], size: int) -> str:
    """The lines made of 0, 1, 2 and so on, `size` characters in all."""
    lines: list[str] = []
    total = 0
    while total < size:
        lines.append(line(len(lines)))
        total += len(lines[-1])
    return "".join(lines)[:size]


def two(first: str, second: str) -> str:
    """Two paragraphs."""
    return f"{first}\n\n{second}"


HOSTILE: dict[str, Callable[[int], str]] = {
    "wide tables": lambda n: "a|" * 900 + "\n" + "-|" * 900 + "\n" + fill("x|\n", n - 3602),
    # the rest of the worst
    "open brackets": lambda n: fill("[", n),
    "nested brackets": lambda n: "[" * (n // 2) + "]" * (n // 2),
    "abbreviation starts": lambda n: fill("*[", n),
    "rules": lambda n: fill("- - -\n", n),
    "link starts": lambda n: fill("[a](", n),
    "note starts": lambda n: fill("[^", n),
    "image starts": lambda n: fill("![", n),
    "reference starts": lambda n: fill("[a][", n),
    "tag starts": lambda n: fill("<a ", n),
    "declarations": lambda n: fill("<![", n),
    "underlines": lambda n: fill("a\n=\n", n),
    "numbers in a line": lambda n: fill("1. ", n),
    "one footnote": lambda n: two(fill("[^1]", n - 20), "[^1]: t"),
    "long reference": lambda n: two("[a]: " + fill("b", n // 2 - 10), fill("[a] ", n // 2)),
    # bad enough at a tenth of the size
    "link titles": lambda n: fill('[a](b "', n),
    "nested images": lambda n: "![" * (n // 6) + "](a)" * (n // 6),
    "quote marks": lambda n: fill(">", n),
    "spaced quote marks": lambda n: fill("> ", n),
    "nested lists": lambda n: count(lambda i: " " * (4 * i % 400) + "- a\n", n),
    "deep lists": lambda n: count(lambda i: "    " * i + "- a\n", n),
    "rule in a line": lambda n: fill("- ", n - 1) + "x",
    "stars": lambda n: fill("*", n),
    "star words": lambda n: fill("*a ", n),
    "underscores": lambda n: fill("_", n),
    "mixed emphasis": lambda n: fill("a*b_c ", n),
    "deep emphasis": lambda n: "*a **b " * (n // 14) + "b** a*" * (n // 14),
    "backticks": lambda n: fill("`", n),
    "growing backticks": lambda n: count(lambda i: "`" * i + " ", n),
    "less than": lambda n: fill("<", n),
    "unclosed blocks": lambda n: fill("<div>\n", n),
    "unclosed words": lambda n: fill("<b>", n),
    "comment starts": lambda n: fill("<!--", n),
    "instructions": lambda n: fill("<?", n),
    "ampersands": lambda n: fill("&", n),
    "entities": lambda n: fill("&#x1", n),
    "pipes": lambda n: fill("|", n // 2 - 1) + "\n" + fill("|-", n // 2),
    "table ticks": lambda n: "a|b\n-|-\n" + fill("`|``", n - 8),
    "abbreviations": lambda n: count(lambda i: f"*[A{i}]: t\n", n // 2) + count(lambda i: f"A{i} ", n // 2),
    "footnotes": lambda n: two(count(lambda i: f"[^{i}] ", n // 2), count(lambda i: f"[^{i}]: t\n", n // 2 - 2)),
    "nested footnotes": lambda n: count(lambda i: f"[^{i}]: [^{i + 1}]\n\n", n),
    "braces": lambda n: fill("{: ", n),
    "brace lines": lambda n: fill("a {: .b }\n", n),
    "definitions": lambda n: fill("a\n: b\n\n", n),
    "smart quotes": lambda n: fill("\"'", n),
    "apostrophes": lambda n: fill("it's ", n),
    "dashes": lambda n: fill("a--", n),
    "long line": lambda n: fill("a", n),
    "spaces": lambda n: "a" + fill(" ", n - 2) + "b",
    "newlines": lambda n: "a" + fill("\n", n - 2) + "b",
    "line breaks": lambda n: fill("a  \n", n),
    "backslashes": lambda n: fill("\\", n),
    "escapes": lambda n: fill("\\*", n),
    "fences": lambda n: fill("```\n", n),
    "fence attributes": lambda n: fill("``` {a=b}\n", n),
    "hashes": lambda n: fill("#", n),
    "headings": lambda n: fill("# a\n", n),
    "references": lambda n: count(lambda i: f"[{i}]: a\n", n // 2) + count(lambda i: f"[{i}] ", n // 2),
    "autolinks": lambda n: fill("<a://", n),
    "photos": lambda n: fill("![](photo:cat-1)\n\n", n),
    "pull quotes": lambda n: fill("> a {: .pull-quote }\n", n),
    "placeholders": lambda n: fill("\x02klzzwxh:0000\x03", n),
    "surrogates": lambda n: fill("\0\ud800", n // 3),
}
WORST, BAD = list(HOSTILE)[:15], list(HOSTILE)[15:]
SHORT = 0.5
"""Seconds in place of `LIMIT_SECONDS`: an endless text is stopped by the same means, at an eighth of the cost."""
OURS = 0.5
"""Processor seconds of the server's process for a text, of which 0.005 are usual. The child's time the clock ends."""


def work_for(text: str) -> float:
    """The server's own work for a text, whether it renders or is refused for its own sake."""
    begun = time.thread_time()
    try:
        render(text, PHOTOS)
    except CannotRender as refused:
        assert refused.reason in {"slow", "deep", "memory", "large"}, str(refused)
    return time.thread_time() - begun


@pytest.mark.parametrize("name", WORST)
def test_200_kb_of_anything_render_or_are_refused_in_time(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markdown, "LIMIT_SECONDS", SHORT)
    text = HOSTILE[name](MAX_BYTES)
    assert 0.9 * MAX_BYTES < len(text) <= MAX_BYTES
    assert work_for(text) < OURS


@pytest.mark.parametrize("name", BAD)
def test_20_kb_of_anything_render_or_are_refused_in_time(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markdown, "LIMIT_SECONDS", SHORT)
    assert work_for(HOSTILE[name](20_000)) < OURS


def ordinary_article(size: int) -> str:
    paragraph = (
        "The mayor said on Monday that the city's budget \"won't do\" -- see [the report](https://e.org/r) for "
        "**all** figures, *street by street*, and what neighbours told us.\n\n"
    )
    part = "## What the council decided\n\n" + paragraph * 6 + "- one reason\n- another reason\n\n> A quote.\n\n"
    return fill(part, size)


def test_an_ordinary_article_of_200_kb_renders() -> None:
    assert render(ordinary_article(MAX_BYTES)).count("<h2") > 150


@pytest.mark.parametrize(
    ("text", "reason", "words"),
    [
        ("é" * (MAX_BYTES // 2 + 1), "long", r"201 kB long.*at most 200 kB"),
        ("1. " * 3_000 + "x", "deep", r"nested too deeply"),
        ("[a]: " + "b" * 10_000 + "\n\n" + "[a] " * 2_500, "large", r"several megabytes"),
    ],
)
def test_a_refusal_says_what_to_do(text: str, reason: str, words: str) -> None:
    with pytest.raises(CannotRender, match=words) as refused:
        render(text)
    assert refused.value.reason == reason
    assert isinstance(refused.value, ValueError)
    assert render("fine") == "<p>fine</p>"


def test_a_slow_text_is_named_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markdown, "LIMIT_SECONDS", 0.8)
    with pytest.raises(CannotRender, match=r"0\.8 seconds.*brackets.*nested"):
        render("[" * MAX_BYTES)


def test_exactly_the_limit_is_not_too_long() -> None:
    assert render(fill("word ", MAX_BYTES - 1) + "x").startswith("<p>word")


def test_other_threads_go_on_while_a_hostile_text_is_rendered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markdown, "LIMIT_SECONDS", 60)
    monkeypatch.setattr(markdown, "BUSY_SECONDS", 60)
    ended = threading.Event()

    def work() -> None:
        while not markdown._worker._turn.locked():
            time.sleep(0.001)
        for _ in range(25):
            time.sleep(0.01)
        while not ended.wait(0.01):
            if now := markdown._worker._child:
                now.kill()

    other = threading.Thread(target=work)
    other.start()
    try:  # one C-level regular expression, which would hold the GIL for minutes: only the other thread ends it
        assert refusal("*[" * (MAX_BYTES // 2)) == "failed"
    finally:
        ended.set()
        other.join()


class Turn:
    """The turn at the child, which tells when somebody waits for it."""

    def __init__(self) -> None:
        self.lock, self.awaited = threading.Lock(), threading.Event()
        self.release = self.lock.release

    def acquire(self, timeout: float) -> bool:
        self.awaited.set()
        return self.lock.acquire(timeout=timeout)


def test_waiting_for_other_texts_ends_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markdown, "LIMIT_SECONDS", 1.0)
    monkeypatch.setattr(markdown, "BUSY_SECONDS", 1.2)
    monkeypatch.setattr(markdown._worker, "_turn", turn := Turn())
    with ThreadPoolExecutor(1) as pool:
        with turn.lock:
            answer = pool.submit(refusal, "![" * 100_000)
            assert turn.awaited.wait(60)
            time.sleep(0.4)
        assert answer.result() == "busy"  # its turn comes, but not its time
    monkeypatch.setattr(markdown, "BUSY_SECONDS", 0.3)
    with turn.lock:
        assert refusal("never its turn") == "busy"


def test_photo_keys_takes_linear_time() -> None:
    begun = time.thread_time()
    assert photo_keys("photo:" * 30_000 + "a" * 100_000) == {"photo"}
    photo_keys("photo:" + "a-" * 100_000)
    assert time.thread_time() - begun < 0.5
