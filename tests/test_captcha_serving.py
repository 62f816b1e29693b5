"""How picture and sound of a captcha are served."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.http import HttpResponse, HttpResponseBase
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext, override_settings

from comments.captcha import challenge, sound, views
from comments.models import Budget
from tests.captchas import GARBAGE, age, samples_of


def fetch(view: Callable[..., HttpResponseBase], key: str, method: str = "get", **headers: str) -> HttpResponse:
    """The view's response to one request."""
    response = view(getattr(RequestFactory(), method)("/captcha", headers=headers), key)
    assert isinstance(response, HttpResponse)
    return response


BOTH = pytest.mark.parametrize(
    ("view", "content_type", "beginning"),
    [(views.picture, "image/png", b"\x89PNG"), (views.sound, "audio/wav", b"RIFF")],
    ids=["picture", "sound"],
)


@BOTH
def test_a_challenge_is_served_and_not_stored(
    db: None, view: Callable[..., HttpResponse], content_type: str, beginning: bytes
) -> None:
    key = challenge.issue()
    fetch(view, challenge.issue())  # the first sound of a day makes a key for networks
    with CaptureQueriesContext(connection) as queries:
        response = fetch(view, key)
    assert response.status_code == 200 and response.content.startswith(beginning)
    assert response["Content-Type"] == content_type
    assert response["Cache-Control"] == "no-store" and response["X-Robots-Tag"] == "noindex"
    assert fetch(view, key).content == response.content
    written = [query["sql"] for query in queries if not query["sql"].startswith(("SELECT", "SAVEPOINT", "RELEASE"))]
    assert all("comments_budget" in each for each in written) and len(written) == (view is views.sound)


def test_a_network_that_has_had_very_many_sounds_waits_a_little(client: Client, db: None) -> None:
    address = "/captcha/{}.wav"
    keys = [challenge.issue() for _ in range(41)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(views, "speak", lambda digits, seed: b"RIFF")
        for key in keys[:40]:
            assert client.get(address.format(key)).status_code == 200
        refused = client.get(address.format(keys[40]))
        assert refused.status_code == 429 and 0 < int(refused.headers["Retry-After"]) <= 60
        assert "Please wait" in refused.content.decode() and refused.headers["Cache-Control"] == "no-store"
        assert client.get(address.format(keys[39])).status_code == 200  # what was made lately is there
        assert client.get(address.format(keys[40]), REMOTE_ADDR="198.51.100.7").status_code == 200
        assert client.get(f"/captcha/{keys[40]}.png").status_code == 200


def test_who_listens_a_few_times_pays_for_one(client: Client, db: None) -> None:
    key = challenge.issue()
    for asked in ("bytes=0-1", "bytes=2-", "bytes=0-"):
        assert client.get(f"/captcha/{key}.wav", headers={"Range": asked}).status_code == 206
    assert [row.taken for row in Budget.objects.filter(key__startswith="sound")] == [1, 1]


@BOTH
def test_what_is_served_cannot_be_made_from_the_key_alone(
    db: None,
    view: Callable[..., HttpResponse],
    content_type: str,
    beginning: bytes,
) -> None:
    key = challenge.issue()
    first = fetch(view, key).content
    with override_settings(SECRET_KEY="another secret"):
        assert fetch(view, key).content != first


@BOTH
def test_an_unknown_spent_or_expired_challenge_is_404(
    db: None, view: Callable[..., HttpResponse], content_type: str, beginning: bytes
) -> None:
    spent, expired = challenge.issue(), challenge.issue()
    challenge.spend(spent, "")
    age(expired, hours=-1)
    for key in (spent, expired, "f" * 40, *GARBAGE):
        response = fetch(view, key)
        assert response.status_code == 404 and response["Content-Type"].startswith("text/plain")
        assert response["Cache-Control"] == "no-store" and response["X-Robots-Tag"] == "noindex"


@BOTH
def test_only_get_and_head_are_answered(
    db: None, view: Callable[..., HttpResponse], content_type: str, beginning: bytes
) -> None:
    key = challenge.issue()
    assert fetch(view, key, "head").status_code == 200
    for method in ("post", "put", "delete", "patch", "options"):
        assert fetch(view, key, method).status_code == 405


@pytest.mark.parametrize(
    ("asked_for", "part"),
    [
        ("bytes=0-1", slice(0, 2)),
        ("bytes=100-199", slice(100, 200)),
        ("bytes=1000-", slice(1000, None)),
        ("bytes=-500", slice(-500, None)),
        ("bytes=0-999999999", slice(0, None)),
        ("bytes=-999999999", slice(0, None)),
    ],
)
def test_a_range_of_the_sound_is_206(db: None, asked_for: str, part: slice) -> None:
    key = challenge.issue()
    whole = fetch(views.sound, key)
    response = fetch(views.sound, key, Range=asked_for)
    start, stop, _ = part.indices(len(whole.content))
    assert response.status_code == 206 and response.content == whole.content[part]
    assert response["Content-Range"] == f"bytes {start}-{stop - 1}/{len(whole.content)}"
    assert whole["Accept-Ranges"] == "bytes" and response["Cache-Control"] == "no-store"
    assert whole["Content-Disposition"].startswith("inline")


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Range": "bytes=-"},
        {"Range": "bytes=9-3"},
        {"Range": "bytes=0-1,5-6"},
        {"Range": "bytes=٣-٩"},
        {"Range": "lines=0-1"},
        {"Range": "bytes=" + "9" * 10_000 + "-"},
        {"Range": "bytes=0-1", "If-Range": '"x"'},
    ],
)
def test_other_ranges_are_answered_whole(db: None, headers: dict[str, str]) -> None:
    key = challenge.issue()
    response = fetch(views.sound, key, **headers)
    assert response.status_code == 200 and "Content-Range" not in response
    assert len(samples_of(response.content)) > 6 * sound.RATE


@pytest.mark.parametrize("asked_for", ["bytes=999999999-", "bytes=-0"])
def test_a_range_past_the_end_is_416(db: None, asked_for: str) -> None:
    key = challenge.issue()
    size = len(fetch(views.sound, key).content)
    response = fetch(views.sound, key, Range=asked_for)
    assert response.status_code == 416 and response["Content-Range"] == f"bytes */{size}" and not response.content
