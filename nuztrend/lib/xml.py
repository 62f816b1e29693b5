"""Text that XML can carry."""

import re

# What no XML 1.0 document may hold, not even escaped (https://www.w3.org/TR/xml/#charsets): a parser stops at it.
_illegal = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal(text: str) -> str:
    """Give a text without the characters that would make an XML document unreadable."""
    return _illegal.sub("", text)
