"""Speaks six digits as a WAV file, for readers who cannot use the picture.

The recordings are known to whoever wants to match them (bench/captcha_sound.py tries), so no digit is played as it was
recorded: its pitch and resonances, its pace and its melody are changed, each by itself and within what one meets in
people's voices, and backward speech of the same voices murmurs below, 5 dB softer. (Echoes and combs were tried:
they cost listeners more than machines.) Whoever trains a recogniser on such sounds will still hear them.
Everything random comes from the seed, which must be a secret of the server (see `picture`).
"""

from __future__ import annotations  # array[float] is subscriptable only from Python 3.12 on

import math
import random
import sys
import wave
from array import array
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO
from operator import add, mul

RATE = 11025  # samples a second; carries up to 5.5 kHz, enough to tell "five" from "nine"
VOICES = ("anna", "boris", "clara", "duncan")
SHORTEST, LONGEST = 8.4, 9.9  # seconds of the whole file
LEAST_GAP = 0.3  # seconds between two digits, and before the first and after the last
LOUDNESS = 3200.0  # root mean square of every recording, so that no voice drowns
MURMUR = 0.38  # loudness of each of two murmuring voices, beside the digits' 1
HISS = 0.01  # of full scale
PEAK = 30000  # of 32767
PITCH = 0.82, 1.22  # factor of a voice's pitch and resonances: from a larger speaker to a smaller one
PACE = 0.85, 1.15  # factor of the tempo
SWAY = 0.18  # how much the pitch glides within a digit, either way
GRAIN = 160  # samples, 15 ms: the pieces in which a recording is stretched


@dataclass(frozen=True)
class Utterance:
    """One digit as it is spoken: where it starts and its samples."""

    digit: str
    voice: str
    start: int
    samples: list[float]


def speak(digits: str, seed: bytes) -> bytes:
    """The WAV file (mono, 16 bit, 11,025 Hz, 8.4 to 9.9 seconds) of these digits; same seed, same bytes."""
    rng = random.Random(seed)  # noqa: S311  (layout, not secrets: the secret is the seed)
    utterances, length = schedule(digits, rng)
    mix = _background(length, rng)
    for utterance in utterances:
        end = utterance.start + len(utterance.samples)
        mix[utterance.start : end] = map(add, mix[utterance.start : end], utterance.samples)
    return _wav(mix)


def schedule(digits: str, rng: random.Random) -> tuple[list[Utterance], int]:
    """Who says which digit when, in order and never overlapping, and the length of the whole in samples."""
    spoken = []
    for digit in digits:
        voice = rng.choice(VOICES)
        spoken.append((digit, voice, _uttered(recording(voice, digit), rng)))
    length = int(rng.uniform(SHORTEST, LONGEST) * RATE)
    gaps = [rng.uniform(0.3, 1.0) for _ in range(len(spoken) + 1)]
    spare = length - sum(len(samples) for _, _, samples in spoken) - len(gaps) * LEAST_GAP * RATE
    placed, position = [], 0.0
    for (digit, voice, samples), gap in zip(spoken, gaps, strict=False):
        position += LEAST_GAP * RATE + spare * gap / sum(gaps)
        placed.append(Utterance(digit, voice, int(position), samples))
        position += len(samples)
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


def _uttered(source: array[float], rng: random.Random) -> list[float]:
    """The recording as another speaker might say it: other pitch, other pace, another melody."""
    pitch, pace = rng.uniform(*PITCH), rng.uniform(*PACE)
    samples = _resampled(_stretched(source, pitch / pace), pitch, rng)
    level = (sum(map(mul, samples, samples)) / len(samples)) ** 0.5
    volume = rng.uniform(0.85, 1.0) * LOUDNESS / level
    return [sample * volume for sample in samples]


def _stretched(source: array[float], factor: float) -> array[float]:
    """The source made longer by this factor at the same pitch.

    Pieces are laid over each other where they fit best (WSOLA; Verhelst and Roelands, 1993).
    """
    fading = [number / GRAIN for number in range(GRAIN)]
    stretched = source[:GRAIN]
    place, number = 0, 1
    while True:
        wanted = int(number * GRAIN / factor)
        if wanted + 3 * GRAIN > len(source):
            return stretched
        ahead = source[place + GRAIN : place + 2 * GRAIN]
        probe = ahead[::4]
        tries = range(max(0, wanted - 64), wanted + 65, 4)
        place = max(tries, key=lambda at: sum(map(mul, probe, source[at : at + GRAIN : 4])))
        coming = source[place : place + GRAIN]
        stretched.extend(one + (two - one) * share for one, two, share in zip(ahead, coming, fading, strict=True))
        number += 1


def _resampled(source: array[float], speed: float, rng: random.Random) -> list[float]:
    """The source played at a speed that glides a little (linear interpolation)."""
    phase, waves = rng.uniform(0, math.tau), rng.uniform(0.6, 1.3) * math.tau / len(source)
    depth = SWAY * rng.choice((-1, 1)) * rng.uniform(0.5, 1.0)
    samples, place, last = [], 0.0, len(source) - 1
    step, count = speed, 0
    while place < last:
        whole = int(place)
        here = source[whole]
        samples.append(here + (source[whole + 1] - here) * (place - whole))
        if count % 64 == 0:
            step = speed * (1 + depth * math.sin(phase + waves * place))
        count += 1
        place += step
    return samples


def _background(length: int, rng: random.Random) -> list[float]:
    """Hiss and two murmuring voices, 5 dB below the digits; reversed, so that nobody takes them for digits."""
    hiss = array("h", rng.randbytes(2 * length))
    first, second = _murmur(length, rng), _murmur(length, rng)
    return [HISS * noise + MURMUR * (one + two) for noise, one, two in zip(hiss, first, second, strict=True)]


def _murmur(length: int, rng: random.Random) -> list[float]:
    """Recordings of any digits and voices played backwards at other pitches, end to end."""
    speech: list[float] = []
    while len(speech) < length:
        source = recording(rng.choice(VOICES), rng.choice("0123456789"))[::-1]
        speech.extend(_resampled(source, rng.uniform(*PITCH), rng))
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
