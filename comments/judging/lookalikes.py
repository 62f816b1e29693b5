"""Letters that look like others. A row says: whoever sees what stands on the left reads what stands on the right.

Read out of the shapes in common fonts, and shorter than Unicode's own table of confusables (UTS 39), which holds 6,000
pairs: these are the ones with which words of ordinary spam are disguised.
"""

CYRILLIC = {
    **dict(zip("АВЕЗКМНОРСТУХІЈЅԌԚԜҮ", "ABE3KMHOPCTYXIJSGQWY", strict=True)),
    **dict(zip("авекмнорстухіјѕԁһԛԝүьӏ", "abekmhopctyxijsdhqwybl", strict=True)),
}
GREEK = {
    **dict(zip("ΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABEZHIKMNOPTYX", strict=True)),
    **dict(zip("αβγεηικνορτυχω", "abyenikvoptuxw", strict=True)),
}
FOREIGN = CYRILLIC | GREEK
"""Letters of other scripts. They are folded in words that disguise themselves, not in Russian or Greek ones."""

LATIN = {
    "æ": "ae",
    "Æ": "AE",
    "œ": "oe",
    "Œ": "OE",
    "ø": "o",
    "Ø": "O",
    "ł": "l",
    "Ł": "L",
    "đ": "d",
    "Đ": "D",
    "ð": "d",
    "þ": "th",
    "ħ": "h",
    "ı": "i",
    "ŀ": "l",
    "ŧ": "t",
    "ɑ": "a",
    "ɡ": "g",
    "ɩ": "i",
    "ʟ": "l",
    **dict(zip("ᴀʙᴄᴅᴇɢʜɪᴊᴋᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdeghijkmnoprstuvwyz", strict=True)),
}
"""Letters of the Latin script that no decomposition takes apart; they are folded everywhere."""

IN_WORDS = {"0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "@": "a", "$": "s"}
"""Digits and signs that stand for letters where letters stand on both sides of them."""
