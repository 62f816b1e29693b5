"""Speaks six digits as a WAV file, for readers who cannot use the picture.

Recorded digits of several voices are laid out at random over a low murmur of reversed speech and some hiss.
Everything random comes from the seed, which must be a secret of the server (see `picture`).
"""

from __future__ import annotations  # array[float] is subscriptable only from Python 3.12 on

import random
import sys
import wave
from array import array
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO
from operator import add

RATE = 11025  # samples a second; carries up to 5.5 kHz, enough to tell "five" from "nine"
VOICES = ("anna", "boris", "clara", "duncan")
SHORTEST, LONGEST = 7.6, 9.6  # seconds of the whole file
LEAST_GAP = 0.35  # seconds between two digits, and before the first and after the last
LOUDNESS = 3200.0  # root mean square of every recording, so that no voice drowns
MURMUR = 0.14  # loudness of each of two murmuring voices, beside the digits' 1
HISS = 0.012  # of full scale
PEAK = 30000  # of 32767


@dataclass(frozen=True)
class Utterance:
    """One digit in one voice: `start` in samples, `speed` and `volume` as factors of the recording's own."""

    digit: str
    voice: str
    start: int
    speed: float
    volume: float

    @property
    def samples(self) -> int:
        """How long it sounds at this speed."""
        return int((len(recording(self.voice, self.digit)) - 1) / self.speed)


def speak(digits: str, seed: bytes) -> bytes:
    """The WAV file (mono, 16 bit, 11,025 Hz, 7.6 to 9.6 seconds) of these digits; same seed, same bytes."""
    rng = random.Random(seed)  # noqa: S311  (layout, not secrets: the secret is the seed)
    utterances, length = schedule(digits, rng)
    mix = _background(length, rng)
    for utterance in utterances:
        end = utterance.start + utterance.samples
        mix[utterance.start : end] = map(add, mix[utterance.start : end], _samples(utterance))
    return _wav(mix)


def schedule(digits: str, rng: random.Random) -> tuple[list[Utterance], int]:
    """Who says which digit when, in order and never overlapping, and the length of the whole in samples."""
    voices = [
        Utterance(digit, rng.choice(VOICES), 0, rng.uniform(0.93, 1.06), rng.uniform(0.8, 1.0)) for digit in digits
    ]
    length = int(rng.uniform(SHORTEST, LONGEST) * RATE)
    gaps = [rng.uniform(0.3, 1.0) for _ in range(len(voices) + 1)]
    spare = length - sum(utterance.samples for utterance in voices) - len(gaps) * LEAST_GAP * RATE
    placed, position = [], 0.0
    for utterance, gap in zip(voices, gaps, strict=False):
        position += LEAST_GAP * RATE + spare * gap / sum(gaps)
        placed.append(Utterance(utterance.digit, utterance.voice, int(position), utterance.speed, utterance.volume))
        position += utterance.samples
    return placed, length


@cache
def recording(voice: str, digit: str) -> array[float]:
    """The samples of one recorded digit, levelled to a common loudness."""
    source = files(__package__) / "recordings" / f"{voice}-{digit}.wav"
    with source.open("rb") as file, wave.open(file) as sound:
        samples = array("h", sound.readframes(sound.getnframes()))
    if sys.byteorder == "big":
        samples.byteswap()
    level = (sum(sample * sample for sample in samples) / len(samples)) ** 0.5
    return array("f", (sample * LOUDNESS / level for sample in samples))


def _samples(utterance: Utterance) -> list[float]:
    """The recording played at the utterance's speed and volume (linear interpolation)."""
    source, volume = recording(utterance.voice, utterance.digit), utterance.volume
    places = [number * utterance.speed for number in range(utterance.samples)]
    return [
        volume * (source[int(place)] + (source[int(place) + 1] - source[int(place)]) * (place % 1)) for place in places
    ]


def _background(length: int, rng: random.Random) -> list[float]:
    """Hiss and two murmuring voices; reversed speech, so that no listener takes it for digits."""
    hiss = array("h", rng.randbytes(2 * length))
    first, second = _murmur(length, rng), _murmur(length, rng)
    return [HISS * noise + MURMUR * (one + two) for noise, one, two in zip(hiss, first, second, strict=True)]


def _murmur(length: int, rng: random.Random) -> array[float]:
    """Recordings of any digits and voices played backwards, end to end."""
    speech = array("f")
    while len(speech) < length:
        speech.extend(recording(rng.choice(VOICES), rng.choice("0123456789"))[::-1])
    return speech[:length]


def _wav(mix: list[float]) -> bytes:
    """The samples as a WAV file, as loud as goes without clipping."""
    scale = PEAK / max(max(mix), -min(mix))
    samples = array("h", [int(sample * scale) for sample in mix])
    if sys.byteorder == "big":
        samples.byteswap()
    file = BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(samples.tobytes())
    return file.getvalue()
