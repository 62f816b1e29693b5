"""The captcha's sound: six digits that can be heard, spoken from its seed alone."""

import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from comments.captcha import picture, sound
from tests.captchas import samples_of

pytestmark = pytest.mark.pure

WORST = "7" * 6  # the longest recordings


@pytest.mark.parametrize("digits", ["305916", WORST, "222222", "888888"])
def test_a_sound_is_a_valid_file_of_bounded_length(digits: str) -> None:
    file = sound.speak(digits, b"seed")
    samples = samples_of(file)
    assert 6 <= len(samples) / sound.RATE <= 10 and len(file) < 350_000
    assert 0.85 * 32767 < max(abs(min(samples)), max(samples)) <= sound.PEAK  # loud, not clipped


@pytest.mark.parametrize("digits", ["305916", WORST, "222222"])
def test_the_digits_are_spoken_in_order_with_gaps(digits: str) -> None:
    for number in range(4):
        utterances, length = sound.schedule(digits, random.Random(number))
        assert "".join(utterance.digit for utterance in utterances) == digits
        ends = [0, *(utterance.start + len(utterance.samples) for utterance in utterances)]
        starts = [*(utterance.start for utterance in utterances), length]
        gaps = [(start - end) / sound.RATE for start, end in zip(starts, ends, strict=True)]
        assert min(gaps) > 0.28 and max(gaps) < 2.5


def test_the_scheduled_digits_are_in_the_file() -> None:
    samples = samples_of(sound.speak("407182", b"a"))
    utterances, length = sound.schedule("407182", random.Random(b"a"))
    assert len(samples) == length
    for utterance in utterances:
        heard = samples[utterance.start : utterance.start + len(utterance.samples)]
        assert likeness(heard, utterance.samples) > 0.7


def matched(seeds: Sequence[bytes]) -> float:
    """The share of digits that comparing with every recording finds, even where it is known when each begins."""
    known = {
        digit: [at_speed(sound.recording(voice, digit), speed) for voice in sound.VOICES for speed in (0.95, 1.0, 1.05)]
        for digit in "0123456789"
    }
    found = 0
    for seed in seeds:
        samples = samples_of(sound.speak("407182", seed))
        for utterance in sound.schedule("407182", random.Random(seed))[0]:
            heard = samples[utterance.start : utterance.start + len(utterance.samples)]
            fits = {digit: max(likeness(heard, wanted) for wanted in known[digit]) for digit in known}
            found += max(fits, key=lambda digit: fits[digit]) == utterance.digit
    return found / len(seeds) / 6


def at_speed(source: Sequence[float], speed: float) -> Sequence[float]:
    return [source[int(number * speed)] for number in range(int(len(source) / speed))]


def test_comparing_with_the_recordings_does_not_find_the_digits(monkeypatch: pytest.MonkeyPatch) -> None:
    assert matched([b"a", b"b"]) < 0.5
    # the same comparison finds them when they are played as they were recorded, so it could fail
    monkeypatch.setattr(sound, "PITCH", (1, 1))
    monkeypatch.setattr(sound, "PACE", (1, 1))
    monkeypatch.setattr(sound, "SWAY", 0)
    assert matched([b"a"]) > 0.8


def likeness(one: Sequence[float], two: Sequence[float]) -> float:
    """The correlation of two runs of samples, from -1 to 1, over the length of the shorter; every fourth will do."""
    pairs = list(zip(one, two, strict=False))[::4]
    energy = sum(a * a for a, _ in pairs) * sum(b * b for _, b in pairs)
    return sum(a * b for a, b in pairs) / energy**0.5


def test_the_murmur_is_softer_than_the_digits_and_is_there() -> None:
    """From 4 to 8 dB softer: with less, matching finds the digits again; with more, people lose them."""
    utterances, length = sound.schedule("407182", random.Random(b"a"))
    murmur = loudness(sound._background(length, random.Random(b"a")))
    for utterance in utterances:
        assert 0.3 < murmur / loudness(utterance.samples) < 0.75


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


def test_drawing_and_speaking_leave_the_global_generator_alone() -> None:
    random.seed(1)
    before = random.getstate()
    picture.draw("123456", b"a")
    sound.speak("123456", b"a")
    assert random.getstate() == before
