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
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem
from fontTools.varLib import instancer

ROOT = Path(__file__).parent.parent
FONTS = ROOT / "static" / "fonts"
CUT = 36  # the optical size for headlines
WEIGHT = 640  # tokens.css names it; the range from 500 to 800 would weigh 6 kB more
CARDS_WEIGHT = 700
RARE = set("¤¦¨ª¬¯´¶¸¹¼¾")  # left to the reader's own fonts
PUNCTUATION = set("‐‑–—‘’‚“”„†•…‰‹›€™→←−Œœ₂")
ENGLISH = {chr(code) for code in range(0x20, 0x7F)} | set("\u00a0©·–—‘’“”…")  # 10 kB; with LATIN 15
LATIN = ({chr(code) for code in range(0xA0, 0x100)} - RARE | PUNCTUATION) - ENGLISH
EXTENDED = {chr(code) for code in [*range(0x100, 0x180), *range(0x218, 0x21C), 0x1E9E]} - {"Œ", "œ"}
STEP = 6  # units of 1,000: kerning is rounded to it


def cut(source: Path, letters: set[str], weight: int) -> TTFont:
    """Give the font with these letters alone, in one weight."""
    font = instancer.instantiateVariableFont(TTFont(source), {"opsz": CUT, "wght": weight})
    options = subset.Options(layout_features=["kern", "liga"], hinting=False, glyph_names=False)
    options.name_IDs = [0, 1, 2, 13, 14]  # copyright, names, licence
    subsetter = subset.Subsetter(options)
    subsetter.populate(text="".join(letters))
    subsetter.subset(font)
    scale_upem(font, 1000)
    coarsen_kerning(font)
    thin_kerning(font)
    font.flavor = "woff2"
    return font


def coarsen_kerning(font: TTFont) -> None:
    """Round the distances of pairs."""
    for tables in kerning(font):
        for table in tables:
            if table.Format == 1:
                values = [pair.Value1 for pairs in table.PairSet for pair in pairs.PairValueRecord]
            else:
                values = [second.Value1 for first in table.Class1Record for second in first.Class2Record]
            for value in filter(None, values):
                width = getattr(value, "XAdvance", 0)
                value.XAdvance = 0 if abs(width) < 2 * STEP else round(width / STEP) * STEP


def thin_kerning(font: TTFont) -> None:
    """Drop the half of the pairs whose distance is that of their classes, which holds where no pair is told."""
    for pairs, classes in kerning(font):
        kept = []
        for first, its_pairs in zip(pairs.Coverage.glyphs, pairs.PairSet, strict=True):
            its_pairs.PairValueRecord = [
                pair
                for pair in its_pairs.PairValueRecord
                if pair.Value1.XAdvance != of_classes(classes, first, pair.SecondGlyph)
            ]
            if its_pairs.PairValueRecord:
                kept.append((first, its_pairs))
        pairs.Coverage.glyphs, pairs.PairSet = (list(column) for column in zip(*kept, strict=True))


def of_classes(classes: Any, first: str, second: str) -> int:
    """Give the distance that a table of classes has for two letters."""
    if first not in classes.Coverage.glyphs:
        return 0
    row = classes.Class1Record[classes.ClassDef1.classDefs.get(first, 0)]
    return int(row.Class2Record[classes.ClassDef2.classDefs.get(second, 0)].Value1.XAdvance)


def kerning(font: TTFont) -> Iterator[list[Any]]:
    """Give the tables of each lookup of distances: pairs of letters, then those of classes."""
    for lookup in font["GPOS"].table.LookupList.Lookup:
        if lookup.SubTable[0].LookupType in {2, 9}:  # 9 leads on to a table that stands elsewhere
            yield [getattr(table, "ExtSubTable", table) for table in lookup.SubTable]


def main(package: Path) -> None:
    FONTS.mkdir(exist_ok=True)
    cuts = [
        (FONTS / "newsreader.woff2", "latin", ENGLISH, WEIGHT),
        (FONTS / "newsreader-latin.woff2", "latin", LATIN, WEIGHT),
        (FONTS / "newsreader-ext.woff2", "latin-ext", EXTENDED, WEIGHT),
        (ROOT / "articles" / "images" / "newsreader.woff2", "latin", ENGLISH | LATIN, CARDS_WEIGHT),
    ]
    for path, part, letters, weight in cuts:
        font = cut(package / "files" / f"newsreader-{part}-standard-normal.woff2", letters, weight)
        font.save(path)
        codes = sorted(TTFont(path).getBestCmap())
        print(path.name, path.stat().st_size, "bytes,", len(codes), "characters", f"U+{codes[0]:X}-{codes[-1]:X}")
    shutil.copy(package / "LICENSE", FONTS / "OFL.txt")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
