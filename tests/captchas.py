"""What the tests of the captcha share: keys that are none, answers, the end of a challenge, samples of a sound."""

import wave
from datetime import timedelta
from io import BytesIO

from captcha.models import CaptchaStore

from comments.captcha import sound

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


def samples_of(file: bytes) -> memoryview:
    """The 16-bit samples of a WAV file (read on a little-endian machine)."""
    with wave.open(BytesIO(file)) as opened:
        assert (opened.getnchannels(), opened.getsampwidth(), opened.getframerate()) == (1, 2, sound.RATE)
        return memoryview(opened.readframes(opened.getnframes())).cast("h")
