# /// script
# requires-python = ">=3.11"
# dependencies = ["fonttools>=4.60", "brotli>=1.1"]
# ///
"""Cut Newsreader down to what headlines need: `uv run brand/font.py <folder of the npm package>`.

The package is @fontsource-variable/newsreader 5.3.0 (`npm pack` fetches it). Written are static/fonts/newsreader.woff2
(what English is set in, on every page), newsreader-latin.woff2 (the rest of Latin-1 and of the punctuation) and
newsreader-ext.woff2 (Latin Extended-A), which pages fetch that hold such letters, the licence beside them, and
articles/images/newsreader.woff2, the first two in one, for the cards of links.
"""

import shutil
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem
from fontTools.varLib import instancer

ROOT = Path(__file__).parent.parent
FONTS = ROOT / "static" / "fonts"
AXES = {"opsz": 36, "wght": (500, 800)}  # the cut for headlines; the weights that tokens.css names
RARE = set("¤¦¨ª¬¯´¶¸¹¼¾")  # left to the reader's own fonts
PUNCTUATION = set("‐‑–—‘’‚“”„†•…‰‹›€™→←−Œœ₂")
ENGLISH = {chr(code) for code in range(0x20, 0x7F)} | set("\u00a0©·–—‘’“”…")  # 16 kB; with LATIN 25
LATIN = ({chr(code) for code in range(0xA0, 0x100)} - RARE | PUNCTUATION) - ENGLISH
EXTENDED = {chr(code) for code in [*range(0x100, 0x180), *range(0x218, 0x21C), 0x1E9E]} - {"Œ", "œ"}
STEP = 6  # units of 1,000: kerning is rounded to it


def cut(source: Path, letters: set[str]) -> TTFont:
    """Give the font with these letters alone."""
    font = instancer.instantiateVariableFont(TTFont(source), AXES)
    options = subset.Options(layout_features=["kern", "liga"], hinting=False, glyph_names=False)
    options.name_IDs = [0, 1, 2, 13, 14]  # copyright, names, licence
    subsetter = subset.Subsetter(options)
    subsetter.populate(text="".join(letters))
    subsetter.subset(font)
    scale_upem(font, 1000)
    coarsen_kerning(font)
    font.flavor = "woff2"
    return font


def coarsen_kerning(font: TTFont) -> None:
    """Round the distances of pairs and let them be those of one weight: exact ones would weigh 11 kB more."""
    for lookup in font["GPOS"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            table = getattr(table, "ExtSubTable", table)
            if table.LookupType != 2:
                continue
            if table.Format == 1:
                values = [pair.Value1 for pairs in table.PairSet for pair in pairs.PairValueRecord]
            else:
                values = [second.Value1 for first in table.Class1Record for second in first.Class2Record]
            for value in filter(None, values):
                vars(value).pop("XAdvDevice", None)
                width = getattr(value, "XAdvance", 0)
                value.XAdvance = 0 if abs(width) < 2 * STEP else round(width / STEP) * STEP
            table.ValueFormat1 = 4  # the advance alone


def main(package: Path) -> None:
    FONTS.mkdir(exist_ok=True)
    cuts = [
        (FONTS / "newsreader.woff2", "latin", ENGLISH),
        (FONTS / "newsreader-latin.woff2", "latin", LATIN),
        (FONTS / "newsreader-ext.woff2", "latin-ext", EXTENDED),
        (ROOT / "articles" / "images" / "newsreader.woff2", "latin", ENGLISH | LATIN),
    ]
    for path, part, letters in cuts:
        font = cut(package / "files" / f"newsreader-{part}-standard-normal.woff2", letters)
        font.save(path)
        codes = sorted(TTFont(path).getBestCmap())
        print(path.name, path.stat().st_size, "bytes,", len(codes), "characters", f"U+{codes[0]:X}-{codes[-1]:X}")
    shutil.copy(package / "LICENSE", FONTS / "OFL.txt")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
