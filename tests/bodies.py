"""What the tests of Markdown share: a photo, why a text is refused, and renderings that are not remembered."""

from collections.abc import Iterator

import pytest

import articles.markdown as markdown
from articles.markdown import CannotRender, PhotoSource, render

CAT = PhotoSource(
    src="/media/cat.jpg",
    srcset="/media/cat-320.webp 320w, /media/cat-640.webp 640w",
    sizes="(min-width: 40em) 40em, 100vw",
    width=640,
    height=480,
    alt="A cat",
    caption="The cat of the house",
    credit="Jane & Co",
)
PHOTOS = {"cat-1": CAT}


@pytest.fixture(autouse=True)
def nothing_remembered() -> Iterator[None]:
    """Every text is rendered anew, in each module that imports this."""
    markdown._rendered.cache_clear()
    yield


def refusal(text: str) -> str:
    """The reason why a text is not rendered."""
    with pytest.raises(CannotRender) as caught:
        render(text)
    return caught.value.reason
