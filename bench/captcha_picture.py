"""What Tesseract reads of the captcha's pictures: `.venv/bin/python -m bench.captcha_picture`.

Fresh pictures of ours, and beside them those of django-simple-captcha's stock settings with six digits, go through the
preparations that somebody would try who wants them read, those included that undo the bands. A picture counts as
solved when any preparation in any page segmentation mode gives all six digits, which no attacker can know beforehand.
Needs Debian's `tesseract-ocr`. `--sheet FOLDER` draws pictures to be read by people, and their answers in a file apart.
"""

import os
import secrets
import shutil
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from bench.captcha_cleaning import CUT, PREPARATIONS, cut_in_six
from comments.captcha import picture

MODES = 7, 8, 13, 6  # a line, a word, a raw line, a block
ONE_CHARACTER = 10
Picture = tuple[str, bytes]  # the answer and the PNG


def ours(number: int) -> list[Picture]:
    """Fresh pictures of ours."""
    return [(digits, picture.draw(digits, secrets.token_bytes(32))) for digits in _answers(number)]


def stock(number: int) -> list[Picture]:
    """Fresh pictures as django-simple-captcha draws six digits when nothing else is set."""
    import django
    from django.conf import settings
    from django.core.management import call_command
    from django.test import RequestFactory

    settings.configure(
        INSTALLED_APPS=["captcha"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        USE_TZ=True,
        SECRET_KEY=secrets.token_hex(),
    )
    django.setup()
    call_command("migrate", verbosity=0)
    from captcha.models import CaptchaStore
    from captcha.views import captcha_image

    pictures = []
    for digits in _answers(number):
        row = CaptchaStore.objects.create(challenge=digits, response=digits)
        pictures.append((digits, captcha_image(RequestFactory().get("/"), row.hashkey, 1).content))
    return pictures


def _answers(number: int) -> list[str]:
    return [f"{secrets.randbelow(10**6):06d}" for _ in range(number)]


def read(files: list[Path], mode: int) -> list[str]:
    """Give what Tesseract reads of each file; a list of files in one run, so that its network is loaded once."""
    listed = files[0].with_suffix(f".{mode}.txt")
    listed.write_text("\n".join(map(str, files)))
    command = [
        "tesseract",
        str(listed),
        "stdout",
        "--psm",
        str(mode),
        "-c",
        "tessedit_char_whitelist=0123456789",
        "tsv",
    ]
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    if done.returncode:  # some pictures end Tesseract 5.3 with a division by zero
        middle = len(files) // 2
        return read(files[:middle], mode) + read(files[middle:], mode) if middle else [""]
    answers = [""] * len(files)
    for line in done.stdout.splitlines()[1:]:
        fields = line.split("\t")
        answers[int(fields[1]) - 1] += "".join(fields[-1].split())
    return answers


def attack(pictures: list[Picture], name: str, clean: Callable[[Image.Image], Image.Image]) -> dict[str, set[int]]:
    """Give the numbers of the pictures that one preparation solves, by mode."""
    solved: dict[str, set[int]] = {}
    with TemporaryDirectory(prefix="nuztrend-bench-") as folder:
        files, tiles = [], []
        for number, (_, png) in enumerate(pictures):
            cleaned = clean(Image.open(BytesIO(png)).convert("L"))
            files.append(Path(folder, f"{number}.png"))
            cleaned.save(files[-1], compress_level=1)
            if name in CUT:
                for place, tile in enumerate(cut_in_six(cleaned)):
                    tiles.append(Path(folder, f"{number}-{place}.png"))
                    tile.save(tiles[-1], compress_level=1)
        for mode in MODES:
            answers = read(files, mode)
            solved[str(mode)] = {number for number, answer in enumerate(answers) if answer == pictures[number][0]}
        if tiles:
            characters = read(tiles, ONE_CHARACTER)
            joined = ["".join(characters[start : start + 6]) for start in range(0, len(characters), 6)]
            solved["in six pieces"] = {n for n, answer in enumerate(joined) if answer == pictures[n][0]}
    return solved


def report(title: str, pictures: list[Picture], preparations: list[str], pool: ProcessPoolExecutor) -> list[str]:
    """Attack them all and give the lines of a table."""
    jobs = {name: pool.submit(attack, pictures, name, PREPARATIONS[name]) for name in preparations}
    rows, union = [], set()
    for name, job in jobs.items():
        solved = job.result()
        together = set().union(*solved.values())
        union |= together
        mode, best = max(solved.items(), key=lambda item: len(item[1]))
        rows.append((len(together), len(best), mode, name))
        print(f"{title}: {name}: {len(together)}", file=sys.stderr, flush=True)
    lines = [f"| {title}, preparation | solved, any mode | best mode |", "| --- | --- | --- |"]
    for together, best, mode, name in sorted(rows, reverse=True):
        lines.append(f"| {name} | {_share(together, pictures)} | {_share(best, pictures)}, {mode} |")
    return [*lines, f"| **any of these {len(rows)}** | **{_share(len(union), pictures)}** | |", ""]


def _share(number: int, pictures: list[Picture]) -> str:
    return f"{number} of {len(pictures)}, {100 * number / len(pictures):.1f} %"


def draw_sheets(folder: Path, number: int) -> None:
    """Draw pictures at twice their size, 20 to a sheet, and write the answers into a file beside."""
    folder.mkdir(parents=True, exist_ok=True)
    pictures = ours(number)
    for start in range(0, number, 20):
        sheet = Image.new("RGB", (4 * 460, 5 * 180), "white")
        for place, (_, png) in enumerate(pictures[start : start + 20]):
            image = Image.open(BytesIO(png)).convert("RGB")
            image = image.resize((image.width * 2, image.height * 2), Image.Resampling.BICUBIC)
            sheet.paste(image, (place % 4 * 460 + 10, place // 4 * 180 + 10))
        sheet.save(folder / f"sheet-{start // 20 + 1}.png")
    (folder / "answers.txt").write_text("\n".join(digits for digits, _ in pictures) + "\n")


def main() -> None:
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=500)
    parser.add_argument("--stock", type=int, default=500, help="pictures of the stock settings; 0 leaves them out")
    parser.add_argument("--only", nargs="*", default=list(PREPARATIONS), help="preparations, by name")
    parser.add_argument("--sheet", type=Path, help="only draw pictures to be read by people, into this folder")
    options = parser.parse_args()
    if options.sheet:
        return draw_sheets(options.sheet, options.pictures)
    if not shutil.which("tesseract"):
        sys.exit("This needs Tesseract. On Debian: apt-get install tesseract-ocr")
    version = subprocess.run(["tesseract", "--version"], capture_output=True, text=True, check=True).stdout.split()[1]
    load = os.getloadavg()[0]
    print(f"{date.today()}, tesseract {version}, Pillow {Image.__version__}, load average {load:.1f}.\n")
    began = time.monotonic()
    with ProcessPoolExecutor(2) as pool:
        for title, make, number in (("ours", ours, options.pictures), ("stock", stock, options.stock)):
            if number:
                print("\n".join(report(title, make(number), options.only, pool)), flush=True)
    print(f"{time.monotonic() - began:.0f} seconds.")


if __name__ == "__main__":
    main()
