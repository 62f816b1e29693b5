"""What browsers and caches downstream are told about a page."""

from typing import Any

import pytest

from nuztrend.purge import DAY, LONGEST, downstream_headers

pytestmark = pytest.mark.pure

REVALIDATE = ("Cache-Control", "public, max-age=0, must-revalidate")


@pytest.mark.parametrize("room", ["none", "http", "cloudflare", "fastly"])
def test_browsers_ask_each_time_and_only_the_purged_cache_keeps(settings: Any, room: str) -> None:
    settings.PURGE = room
    assert downstream_headers(["story:2", "rivers", "rivers"], 90) == [
        REVALIDATE,
        *{
            "none": [],
            "http": [("Surrogate-Control", "max-age=90, must-revalidate"), ("Surrogate-Key", "rivers story:2")],
            "fastly": [("Surrogate-Control", "max-age=90, must-revalidate"), ("Surrogate-Key", "rivers story:2")],
            "cloudflare": [
                ("Cloudflare-CDN-Cache-Control", "max-age=90, must-revalidate"),
                ("Cache-Tag", "rivers,story:2"),
            ],
        }[room],
    ]


@pytest.mark.parametrize("room", ["http", "cloudflare", "fastly"])
def test_nothing_is_kept_downstream_for_longer_than_a_day(settings: Any, room: str) -> None:
    settings.PURGE = room
    for seconds in (None, DAY * 30):
        assert downstream_headers(["rivers"], seconds)[1][1] == f"max-age={DAY}, must-revalidate"


@pytest.mark.parametrize("room", ["http", "cloudflare", "fastly"])
@pytest.mark.parametrize(
    ("tags", "seconds"),
    [
        ([], None),
        (["rivers"], 0),
        (["rivers"], -5),
        ([f"story:{number}" for number in range(LONGEST // 9)], None),
        (["two words,"], None),
        (["a\r\nSet-Cookie: x=1"], None),
    ],
)
def test_a_page_that_could_not_be_purged_is_not_kept_downstream(
    settings: Any, room: str, tags: list[str], seconds: int | None
) -> None:
    settings.PURGE = room
    assert downstream_headers(tags, seconds) == [REVALIDATE]
