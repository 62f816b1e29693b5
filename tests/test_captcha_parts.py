"""The captcha's parts: challenges that count once, the picture, the sound and how both are served."""

import random
import threading
import wave
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from io import BytesIO
from pathlib import Path

import pytest
from captcha.models import CaptchaStore
from django.db import connection, connections, transaction
from django.http import HttpResponse, HttpResponseBase
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone
from PIL import Image

from comments.captcha import challenge, picture, sound, views

GARBAGE = [
    "",
    "a" * 39,
    "a" * 41,
    "A" * 40,
    "a" * 39 + "\n",
    "\0" * 40,
    "é" * 40,
    "٣" * 40,
    "\ud800" * 40,
    "x" * 10_000,
]
WORST = "7" * 6  # the longest recordings


def age(key: str, **delta: float) -> None:
    """Move the end of a challenge's life by this much."""
    row = CaptchaStore.objects.get(hashkey=key)
    CaptchaStore.objects.filter(pk=row.pk).update(expiration=row.expiration + timedelta(**delta))


def answer_of(key: str) -> str:
    """The right answer."""
    return CaptchaStore.objects.get(hashkey=key).response


def wrong_answer(key: str) -> str:
    """Six digits, all but one of them right."""
    right = answer_of(key)
    return right[:5] + str((int(right[5]) + 1) % 10)


# Challenges


def test_answers_are_six_digits_from_the_whole_range() -> None:
    answers = [challenge.six_digits() for _ in range(6000)]
    assert all(
        shown == answer and len(answer) == 6 and answer.isascii() and answer.isdigit() for shown, answer in answers
    )
    # 6000 of a million: about 18 repeats; the stock challenge under threads gave 377 different ones of 3000.
    assert len({answer for _, answer in answers}) > 5900
    for place in range(6):
        counts = Counter(answer[place] for _, answer in answers)
        assert len(counts) == 10 and min(counts.values()) > 450  # 600 expected, sigma 23


def test_seeding_the_global_generator_does_not_repeat_an_answer(db: None) -> None:
    seen = set()
    for _ in range(5):
        random.seed("a key that everybody knows")
        key = challenge.issue()
        seen.add((key, answer_of(key)))
    assert len({key for key, _ in seen}) == 5 and len({answer for _, answer in seen}) > 1


def test_a_key_is_plain_chance(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(challenge, "six_digits", lambda: ("123456", "123456"))
    keys = {challenge.issue() for _ in range(20)}
    assert len(keys) == 20 and all(len(key) == 40 and int(key, 16) for key in keys)
    monkeypatch.setattr(challenge.secrets, "token_hex", lambda size: "ab" * size)
    assert challenge.issue() == "ab" * 20  # nothing else goes into it, least of all the answer


def test_a_right_answer_counts_once(db: None) -> None:
    key = challenge.issue()
    answer = answer_of(key)
    assert challenge.digits_of(key) == answer
    assert challenge.spend(key, answer) is True
    assert challenge.spend(key, answer) is False
    assert challenge.digits_of(key) is None


def test_a_wrong_answer_uses_the_challenge_up_and_no_other(db: None) -> None:
    key, other = challenge.issue(), challenge.issue()
    right = answer_of(key)
    assert challenge.spend(key, wrong_answer(key)) is False
    assert challenge.spend(key, right) is False
    assert challenge.spend(other, answer_of(other)) is True


@pytest.mark.parametrize("right", [True, False])
def test_one_statement_decides(db: None, right: bool) -> None:
    """Two would leave a moment in which parallel posts each get a guess."""
    key = challenge.issue()
    answer = answer_of(key) if right else wrong_answer(key)
    with CaptureQueriesContext(connection) as queries:
        challenge.spend(key, answer)
    assert [query["sql"].split()[0] for query in queries] == ["DELETE"]


def test_an_answer_is_kept_when_the_comment_cannot_be_stored(db: None) -> None:
    key = challenge.issue()
    answer = answer_of(key)
    with pytest.raises(RuntimeError), transaction.atomic():
        assert challenge.spend(key, answer)
        raise RuntimeError("the disk is full")
    assert challenge.spend(key, answer) is True


@pytest.mark.parametrize("delta", [{"hours": -1}, {"days": 2}], ids=["expired", "clock set back by two days"])
def test_a_challenge_out_of_its_time_is_refused(db: None, delta: dict[str, float]) -> None:
    key = challenge.issue()
    answer = answer_of(key)
    age(key, **delta)
    assert challenge.digits_of(key) is None
    assert challenge.spend(key, answer) is False


def test_a_challenge_lives_as_long_as_the_setting_says(db: None) -> None:
    key = challenge.issue()
    left = CaptchaStore.objects.get(hashkey=key).expiration - timezone.now()
    minutes = challenge.captcha_settings.CAPTCHA_TIMEOUT
    assert timedelta(minutes=minutes) - timedelta(seconds=10) < left <= timedelta(minutes=minutes)


@pytest.mark.parametrize("garbage", GARBAGE, ids=range(len(GARBAGE)))
def test_garbage_keys_are_refused_without_asking_the_database(db: None, garbage: str) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert challenge.digits_of(garbage) is None
        assert challenge.spend(garbage, "123456") is False
    assert len(queries) == 0


@pytest.mark.parametrize(
    "typed",
    [
        "012345",
        " 012 345 ",
        "0-1-2-3-4-5",
        "\uff10\uff11\uff12\uff13\uff14\uff15",  # full width
        "٠١٢٣٤٥",
        "۰۱۲۳۴۵",
        "०१२३४५",
        "\u200f012345\u200e",
        "012\u00a0345",
    ],
)
def test_digits_of_any_script_are_understood(db: None, monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    monkeypatch.setattr(challenge, "six_digits", lambda: ("012345", "012345"))
    assert challenge.spend(challenge.issue(), typed) is True


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "12345",
        "0123450",
        "012345x",
        "O12345",
        "012345\0",
        "\ud800",
        "012345" + " " * 100,
        "9" * 10_000,
        "' OR 1=1 --",
    ],
)
def test_anything_else_is_wrong(db: None, monkeypatch: pytest.MonkeyPatch, typed: str) -> None:
    monkeypatch.setattr(challenge, "six_digits", lambda: ("012345", "012345"))
    assert challenge.spend(challenge.issue(), typed) is False


def test_pruning_deletes_what_is_over_in_one_statement(db: None) -> None:
    keys = [challenge.issue() for _ in range(4)]
    age(keys[0], hours=-1)
    age(keys[1], days=2)
    with CaptureQueriesContext(connection) as queries:
        assert challenge.prune() == 2
    assert [query["sql"].split()[0] for query in queries] == ["DELETE"]
    assert set(CaptchaStore.objects.values_list("hashkey", flat=True)) == set(keys[2:])


def test_issuing_alone_bounds_the_table(db: None) -> None:
    for _ in range(5):
        CaptchaStore.objects.update(expiration=timezone.now() - timedelta(seconds=1))
        for _ in range(challenge.PRUNE_EVERY):
            challenge.issue()
    assert CaptchaStore.objects.count() < 2 * challenge.PRUNE_EVERY


# Many at once, on a real database


def at_once(jobs: Sequence[Callable[[], bool]]) -> list[bool]:
    """What the jobs give, each run in a thread and database connection of its own, all let go together."""
    start = threading.Barrier(len(jobs))

    def run(job: Callable[[], bool]) -> bool:
        start.wait()
        try:
            with transaction.atomic():
                return job()
        finally:
            connections.close_all()  # the pool for PostgreSQL is smaller than sixteen

    with ThreadPoolExecutor(len(jobs)) as threads:
        return list(threads.map(run, jobs))


@pytest.fixture
def locking_database(transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that really locks, for threads only.

    SQLite's test database lives in memory, where locks work differently; the threads get a file instead.
    """
    if connection.vendor != "sqlite":
        return
    in_file = {**connections.settings["default"], "NAME": str(tmp_path / "captcha.sqlite3")}
    monkeypatch.setitem(connections.settings, "default", in_file)  # for connections still to be made

    with connection.schema_editor(collect_sql=True) as editor:
        editor.create_model(CaptchaStore)
    at_once([lambda: bool([connection.cursor().execute(sql) for sql in editor.collected_sql])])


def asked() -> tuple[str, str]:
    """A new challenge, committed, and its answer."""
    found: list[str] = []

    def ask() -> bool:
        key = challenge.issue()
        found.extend((key, answer_of(key)))
        return True

    at_once([ask])
    return found[0], found[1]


def test_sixteen_posts_of_one_right_answer_are_one_success(locking_database: None) -> None:
    for _ in range(8):
        key, answer = asked()
        assert sorted(at_once([partial(challenge.spend, key, answer)] * 16)) == [False] * 15 + [True]


def test_sixteen_guesses_at_once_are_one_attempt(locking_database: None) -> None:
    """One of sixteen parallel guesses is right; most often another one comes first and ends the challenge."""
    successes = 0
    for _ in range(12):
        key, answer = asked()
        guesses = [f"{(int(answer) + step) % 10**6:06d}" for step in range(1, 16)] + [answer]
        random.shuffle(guesses)
        successes += sum(at_once([partial(challenge.spend, key, guess) for guess in guesses]))
    assert successes <= 6  # 0.75 expected; every round succeeds if each guess is tried


# Picture


def test_a_picture_is_a_small_png_of_the_promised_size() -> None:
    for number in range(20):
        file = picture.draw(f"{number * 52_631:06d}", b"%d" % number)
        image = Image.open(BytesIO(file), formats=["PNG"])
        assert image.size == (220, 80) and len(file) < 8_000
        shares = Counter(image.convert("L").tobytes())
        dark = sum(count for shade, count in shares.items() if shade < 128) / (220 * 80)
        assert 0.2 < dark < 0.8 and max(shares) - min(shares) > 180


def test_one_seed_gives_one_picture_and_another_seed_another() -> None:
    assert picture.draw("123456", b"a") == picture.draw("123456", b"a")
    assert len({picture.draw("123456", b"%d" % number) for number in range(30)}) == 30
    assert picture.draw("123456", b"a") != picture.draw("123457", b"a")


def test_drawing_and_speaking_leave_the_global_generator_alone() -> None:
    random.seed(1)
    before = random.getstate()
    picture.draw("123456", b"a")
    sound.speak("123456", b"a")
    assert random.getstate() == before


def test_every_digit_stays_inside_the_picture() -> None:
    """The glyphs never touch the left or right edge, where only curves may run out."""
    for number in range(30):
        rng = random.Random(number)
        glyphs = [picture._glyph(digit, rng) for digit in f"{number * 34_482:06d}"]
        left, top, right, bottom = picture._set_line(glyphs, rng).getbbox() or (0, 0, 0, 0)
        assert (
            left > 0 and top > 0 and right < picture.WIDTH * picture.SCALE and bottom < picture.HEIGHT * picture.SCALE
        )


# Sound


def samples_of(file: bytes) -> memoryview:
    """The 16-bit samples of a WAV file (read on a little-endian machine)."""
    with wave.open(BytesIO(file)) as opened:
        assert (opened.getnchannels(), opened.getsampwidth(), opened.getframerate()) == (1, 2, sound.RATE)
        return memoryview(opened.readframes(opened.getnframes())).cast("h")


@pytest.mark.parametrize("digits", ["305916", WORST, "222222", "888888"])
def test_a_sound_is_a_valid_file_of_bounded_length(digits: str) -> None:
    file = sound.speak(digits, b"seed")
    samples = samples_of(file)
    assert 6 <= len(samples) / sound.RATE <= 10 and len(file) < 350_000
    assert 0.85 * 32767 < max(abs(min(samples)), max(samples)) <= sound.PEAK  # loud, not clipped


@pytest.mark.parametrize("digits", ["305916", WORST, "222222"])
def test_the_digits_are_spoken_in_order_with_gaps(digits: str) -> None:
    for number in range(200):
        utterances, length = sound.schedule(digits, random.Random(number))
        assert "".join(utterance.digit for utterance in utterances) == digits
        ends = [0, *(utterance.start + utterance.samples for utterance in utterances)]
        starts = [*(utterance.start for utterance in utterances), length]
        gaps = [(start - end) / sound.RATE for start, end in zip(starts, ends, strict=True)]
        assert min(gaps) > 0.3 and max(gaps) < 2.5


def test_the_scheduled_recordings_are_in_the_file() -> None:
    """Where a digit is scheduled, the file follows that recording and none of another digit's."""
    for seed in (b"a", b"b", b"c"):
        samples = samples_of(sound.speak("407182", seed))
        utterances, length = sound.schedule("407182", random.Random(seed))
        assert len(samples) == length
        for utterance in utterances:
            heard = samples[utterance.start : utterance.start + utterance.samples]
            assert likeness(heard, sound._samples(utterance)) > 0.85
            for other in set("0123456789") - {utterance.digit}:
                guess = sound.Utterance(other, utterance.voice, 0, utterance.speed, 1)
                assert likeness(heard, sound._samples(guess)) < 0.5


def likeness(one: Sequence[float], two: Sequence[float]) -> float:
    """The correlation of two runs of samples, from -1 to 1, over the length of the shorter."""
    pairs = list(zip(one, two, strict=False))
    energy = sum(a * a for a, _ in pairs) * sum(b * b for _, b in pairs)
    return sum(a * b for a, b in pairs) / energy**0.5


def test_noise_lies_well_below_the_digits_and_is_there() -> None:
    utterances, _ = sound.schedule("407182", random.Random(b"a"))
    samples = samples_of(sound.speak("407182", b"a"))
    spoken = [loudness(samples[one.start : one.start + one.samples]) for one in utterances]
    pauses = [loudness(samples[one.start - 3000 : one.start]) for one in utterances]
    assert min(spoken) > 3 * max(pauses) and min(pauses) > 50


def loudness(samples: Sequence[float]) -> float:
    """Root mean square."""
    return (sum(sample * sample for sample in samples) / len(samples)) ** 0.5


def test_one_seed_gives_one_sound_and_another_seed_another() -> None:
    assert sound.speak("123456", b"a") == sound.speak("123456", b"a")
    assert len({sound.speak("123456", b"%d" % number) for number in range(5)}) == 5


def test_recordings_are_complete_and_small() -> None:
    files = list((Path(sound.__file__).parent / "recordings").glob("*.wav"))
    assert {file.stem for file in files} == {f"{voice}-{digit}" for voice in sound.VOICES for digit in range(10)}
    assert sum(file.stat().st_size for file in files) < 700_000


# Serving


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
    with CaptureQueriesContext(connection) as queries:
        response = fetch(view, key)
    assert response.status_code == 200 and response.content.startswith(beginning)
    assert response["Content-Type"] == content_type
    assert response["Cache-Control"] == "no-store" and response["X-Robots-Tag"] == "noindex"
    assert fetch(view, key).content == response.content
    assert [query["sql"].split()[0] for query in queries] == ["SELECT"]  # reading writes nothing


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
