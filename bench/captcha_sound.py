"""What matching with the known recordings hears in the captcha's sounds: `.venv/bin/python -m bench.captcha_sound`.

The forty recordings lie in the repository, so whoever attacks has them. Four attacks look for them in fresh sounds:
the waveform, the spectrogram and cepstra compared at several speeds, the latter also with time warped freely; each
takes the six best places, or the best in six parts cut where the sound is quietest. A sound counts as solved when all
six digits are right. Then, where it is installed, a speech recogniser with a grammar of six digits listens: the nearest
to a listener that a machine has, and an attack as well.

Needs numpy (`uv pip install numpy`); the recogniser is `pocketsphinx` (`uv pip install pocketsphinx`). Neither is a
dependency of the portal.
"""

import os
import secrets
import sys
import time
import wave
from argparse import ArgumentParser
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import cache
from importlib.util import find_spec
from io import BytesIO

try:
    import numpy as np
except ImportError:
    sys.exit("This needs numpy: uv pip install numpy")

from comments.captcha import sound

RATE = sound.RATE
SPEEDS = np.arange(0.90, 1.1001, 0.005)  # of the waveform, which must fit closely
FEW_SPEEDS = (0.82, 0.9, 1.0, 1.1, 1.2)  # of spectra
APART = 0.5  # seconds between the beginnings of two digits, at least
SLOWER = 4  # the waveform is compared up to RATE / 8, where most of the voice is
HOP, WINDOW = 110, 276  # samples: 10 and 25 milliseconds
BANDS, CEPSTRA = 24, 13
SIX = 6


def samples(file: bytes) -> np.ndarray:
    """The samples of a WAV file, from -1 to 1."""
    with wave.open(BytesIO(file)) as opened:
        return np.frombuffer(opened.readframes(opened.getnframes()), "<i2").astype(float) / 32768


@cache
def recordings() -> dict[tuple[str, str], np.ndarray]:
    """Every recording by voice and digit."""
    return {(voice, digit): np.array(sound.recording(voice, digit)) for voice in sound.VOICES for digit in "0123456789"}


def at_speed(wanted: np.ndarray, speed: float) -> np.ndarray:
    return np.interp(np.arange(0, len(wanted) - 1, speed), np.arange(len(wanted)), wanted)


def fewer(wave_: np.ndarray) -> np.ndarray:
    """Every fourth sample, after what would fold over is taken out."""
    kernel = np.hamming(33) * np.sinc((np.arange(33) - 16) / SLOWER)
    return np.convolve(wave_, kernel / kernel.sum(), "same")[::SLOWER]


# Attacks: each gives ten tracks over time, and the tracks' steps a second


@cache
def _waveforms(size: int) -> list[tuple[int, int, np.ndarray]]:
    found = []
    for (_, digit), recorded in recordings().items():
        for speed in SPEEDS:
            wanted = fewer(at_speed(recorded, speed))
            wanted -= wanted.mean()
            wanted /= np.linalg.norm(wanted)
            found.append((int(digit), len(wanted), np.conj(np.fft.rfft(wanted, size)).astype(np.complex64)))
    return found


def by_waveform(heard: np.ndarray) -> tuple[np.ndarray, float]:
    """Normalised cross-correlation of the waveform at 41 speeds of each of the forty recordings."""
    slow = fewer(heard)
    size = 1 << 15
    spectrum = np.fft.rfft(slow, size)
    energy = np.concatenate([[0], np.cumsum(slow**2)])
    tracks = np.zeros((10, len(slow)))
    for digit, length, wanted in _waveforms(size):
        fit = np.abs(np.fft.irfft(spectrum * wanted, size)[: len(slow) - length])
        fit /= np.sqrt(energy[length : len(slow)] - energy[: len(slow) - length]) + 1e-3
        np.maximum(tracks[digit, : len(fit)], fit, out=tracks[digit, : len(fit)])
    return tracks, RATE / SLOWER


@cache
def _filters() -> np.ndarray:
    """Triangles, evenly spaced on the mel scale from 100 Hz up."""
    top = 2595 * np.log10(1 + RATE / 2 / 700)
    mels = np.linspace(2595 * np.log10(1 + 100 / 700), top, BANDS + 2)
    bins = 700 * (10 ** (mels / 2595) - 1) / RATE * 512
    grid = np.arange(257)
    rise = (grid - bins[:-2, None]) / (bins[1:-1] - bins[:-2])[:, None]
    fall = (bins[2:, None] - grid) / (bins[2:] - bins[1:-1])[:, None]
    return np.clip(np.minimum(rise, fall), 0, None)


def mel(heard: np.ndarray) -> np.ndarray:
    """Frames of the logarithm of energy in bands of the mel scale."""
    count = max(1, 1 + (len(heard) - WINDOW) // HOP)
    frames = np.lib.stride_tricks.sliding_window_view(np.pad(heard, (0, WINDOW)), WINDOW)[::HOP][:count]
    power = np.abs(np.fft.rfft(frames * np.hanning(WINDOW), 512)) ** 2
    bands = power @ _filters().T
    return np.log(bands + 1e-4 * bands.mean())


def cepstra(heard: np.ndarray) -> np.ndarray:
    """Cepstral coefficients without loudness and without the colour of the whole, each as loud as the others."""
    frames = mel(heard)
    basis = np.cos(np.pi * np.outer(np.arange(1, CEPSTRA), np.arange(BANDS) + 0.5) / BANDS)
    found = frames @ basis.T
    found -= found.mean(axis=0)
    return found / (found.std(axis=0) + 1e-6)


@cache
def _spectrograms() -> list[tuple[int, np.ndarray]]:
    found = []
    for (_, digit), recorded in recordings().items():
        for speed in FEW_SPEEDS:
            frames = mel(at_speed(recorded, speed))
            frames = frames - frames.mean(axis=0)
            found.append((int(digit), frames / np.linalg.norm(frames)))
    return found


def by_spectrogram(heard: np.ndarray) -> tuple[np.ndarray, float]:
    """Normalised correlation of spectrograms, the colour of each stretch taken out."""
    frames = mel(heard)
    tracks = np.full((10, len(frames)), -1.0)
    for digit, wanted in _spectrograms():
        length = len(wanted)
        parts = np.lib.stride_tricks.sliding_window_view(frames, length, axis=0)  # time, band, within
        parts = parts - parts.mean(axis=2, keepdims=True)
        fit = np.einsum("tbw,wb->t", parts, wanted) / np.sqrt((parts**2).sum(axis=(1, 2)))
        np.maximum(tracks[digit, : len(fit)], fit, out=tracks[digit, : len(fit)])
    return tracks, RATE / HOP


@cache
def _cepstra() -> list[tuple[int, np.ndarray]]:
    return [(int(digit), cepstra(recorded)) for (_, digit), recorded in recordings().items()]


def by_warping(heard: np.ndarray) -> tuple[np.ndarray, float]:
    """Cepstra with time warped from half to double the speed, wherever in the sound it fits best."""
    frames = cepstra(heard)
    tracks = np.full((10, len(frames)), -1e3)
    for digit, wanted in _cepstra():
        apart = np.sqrt(((wanted[:, None] - frames[None]) ** 2).sum(axis=2))
        before2, before = np.full(len(frames), 1e9), apart[0].copy()
        for place in range(1, len(wanted)):
            cost = apart[place]
            straight = np.concatenate([[1e9], before[:-1]]) + cost
            faster = np.concatenate([[1e9, 1e9], before[:-2]]) + cost
            slower = np.concatenate([[1e9], before2[:-1]]) + apart[place - 1] + cost if place > 1 else straight
            before2, before = before, np.minimum(np.minimum(straight, faster), slower)
        # the end is found; its beginning lies about a recording's length before
        fit = -before / len(wanted)
        begun = np.concatenate([fit[len(wanted) // 2 :], np.full(len(wanted) // 2, -1e3)])
        np.maximum(tracks[digit], begun, out=tracks[digit])
    return tracks, RATE / HOP


def six_best(tracks: np.ndarray, rate: float) -> str:
    """The six places with the best fits that lie apart, in order, by dynamic programming."""
    best, which = tracks.max(axis=0), tracks.argmax(axis=0)
    apart = int(APART * rate)
    length = len(best)
    scores, choices = np.zeros(length + 1), []
    for number in range(SIX):
        gained = np.full(length, -1e9)
        if number == 0:
            gained = best.copy()
        else:
            gained[apart:] = best[apart:] + scores[: length - apart]
        running = np.maximum.accumulate(gained)
        at = np.maximum.accumulate(np.where(gained >= running, np.arange(length), 0))
        choices.append(at)
        scores = running
    places, end = [], length - 1
    for at in reversed(choices):
        places.append(int(at[end]))
        end = max(places[-1] - apart, 0)
    return "".join(str(which[place]) for place in reversed(places))


def six_loudest(heard: np.ndarray) -> list[np.ndarray]:
    """Six stretches around the loudest 0.3 seconds that lie apart, a guess at where the digits are."""
    loud = np.convolve(heard**2, np.hanning(RATE // 3), "same")[::HOP]
    track = np.log(loud + 1e-9)[None]
    places, apart = [], int(0.75 * RATE / HOP)
    for _ in range(SIX):
        place = int(track.argmax())
        places.append(place)
        track[0, max(0, place - apart) : place + apart] = -1e9
    return [heard[max(0, p * HOP - RATE // 2) : p * HOP + RATE // 2] for p in sorted(places)]


def in_parts(heard: np.ndarray) -> str:
    """The best digit of each of the six loudest stretches, by spectrogram and by warped cepstra together."""
    found = []
    for part in six_loudest(heard):
        fits = np.zeros(10)
        for attack in (by_spectrogram, by_warping):
            best = attack(part)[0].max(axis=1)
            fits += (best - best.mean()) / (best.std() + 1e-9)
        found.append(str(fits.argmax()))
    return "".join(found)


def recognised(heard: np.ndarray) -> str:
    """What a speech recogniser hears that knows only digits."""
    engine = _engine()
    louder = np.interp(np.arange(0, len(heard), RATE / 16000), np.arange(len(heard)), heard)
    engine.start_utt()
    engine.process_raw((louder * 32000).astype("<i2").tobytes(), full_utt=True)
    engine.end_utt()
    words = engine.hyp().hypstr.split() if engine.hyp() else []
    return "".join(DIGITS[word] for word in words if word in DIGITS)


WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
DIGITS = {word: str(number) for number, word in enumerate(WORDS)}


@cache
def _engine():
    from pocketsphinx import Decoder

    engine = Decoder(samprate=16000, loglevel="FATAL")
    words = " | ".join(DIGITS)
    engine.add_jsgf_string("digits", f"#JSGF V1.0; grammar digits; public <six> = {' '.join([f'({words})'] * SIX)};")
    engine.activate_search("digits")
    return engine


ATTACKS = {
    "waveform": lambda heard: six_best(*by_waveform(heard)),
    "spectrogram": lambda heard: six_best(*by_spectrogram(heard)),
    "warped cepstra": lambda heard: six_best(*by_warping(heard)),
    "loudest parts, both": in_parts,
}


def tried(answer: str, seed: bytes, names: list[str]) -> dict[str, str]:
    """What each attack hears in one fresh sound."""
    heard = samples(sound.speak(answer, seed))
    return {name: (recognised if name == "recogniser" else ATTACKS[name])(heard) for name in names}


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--sounds", type=int, default=200)
    parser.add_argument("--only", nargs="*", default=[*ATTACKS])
    options = parser.parse_args()
    names = [*options.only, *(["recogniser"] if find_spec("pocketsphinx") else [])]
    print(f"{date.today()}, numpy {np.__version__}, load average {os.getloadavg()[0]:.1f}.\n")
    answers = [f"{secrets.randbelow(10**6):06d}" for _ in range(options.sounds)]
    began = time.process_time()
    for answer in answers[:10]:
        sound.speak(answer, secrets.token_bytes(32))
    made = (time.process_time() - began) / 10 * 1000
    with ProcessPoolExecutor(2) as pool:
        seeds = [secrets.token_bytes(32) for _ in answers]
        heard = list(pool.map(tried, answers, seeds, [names] * len(answers), chunksize=5))
    print("| attack | whole answers | digits in their place |\n| --- | --- | --- |")
    union = set()
    for name in names:
        whole = {n for n, words in enumerate(heard) if words[name] == answers[n]}
        digits = sum(a == b for n, words in enumerate(heard) for a, b in zip(words[name], answers[n], strict=False))
        if name != "recogniser":
            union |= whole
        share = 100 * len(whole) / len(answers)
        print(f"| {name} | {len(whole)} of {len(answers)}, {share:.1f} % | {100 * digits / len(answers) / SIX:.0f} % |")
    print(
        f"| any of the matching attacks | {len(union)} of {len(answers)}, {100 * len(union) / len(answers):.1f} % | |"
    )
    print(f"\nA sound takes {made:.0f} ms of processor time to make.")


if __name__ == "__main__":
    main()
