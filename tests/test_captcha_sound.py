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
    for number in range(200):
        utterances, length = sound.schedule(digits, random.Random(number))
        assert "".join(utterance.digit for utterance in utterances) == digits
        ends = [0, *(utterance.start + utterance.samples for utterance in utterances)]
        starts = [*(utterance.start for utterance in utterances), length]
        gaps = [(start - end) / sound.RATE for start, end in zip(starts, ends, strict=True)]
        assert min(gaps) > 0.3 and max(gaps) < 2.5


def test_the_scheduled_recordings_are_in_the_file() -> None:
    """Where a digit is scheduled, the file follows that recording and none of another digit's."""
    for seed in (b"a", b"b"):
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
    """The correlation of two runs of samples, from -1 to 1, over the length of the shorter; every fourth will do."""
    pairs = list(zip(one, two, strict=False))[::4]
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


def test_drawing_and_speaking_leave_the_global_generator_alone() -> None:
    random.seed(1)
    before = random.getstate()
    picture.draw("123456", b"a")
    sound.speak("123456", b"a")
    assert random.getstate() == before
