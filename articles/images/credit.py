"""Whose picture it is: read from an upload in every place where cameras, agencies and programs write it.

Everything else that travels in a picture (position, camera, comments, previews) is dropped; search engines
and law want the credit to stay (IPTC Photo Metadata: Creator, Credit Line, Copyright Notice).
"""

import unicodedata
from dataclasses import dataclass, fields
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from PIL import ExifTags, Image, ImageFile, IptcImagePlugin

MAX_TEXT = 500  # characters kept of one field
MAX_XMP = 2 * 1024 * 1024  # bytes; Photoshop writes packets of some hundred kB

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
RDF, DC, PHOTOSHOP = (
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://purl.org/dc/elements/1.1/",
    "http://ns.adobe.com/photoshop/1.0/",
)
PACKET = f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{RDF}">
<rdf:Description rdf:about="" xmlns:dc="{DC}" xmlns:photoshop="{PHOTOSHOP}">
%s</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""
PROPERTIES = {
    "creator": "<dc:creator><rdf:Seq><rdf:li>%s</rdf:li></rdf:Seq></dc:creator>\n",
    "credit_line": "<photoshop:Credit>%s</photoshop:Credit>\n",
    "copyright": '<dc:rights><rdf:Alt><rdf:li xml:lang="x-default">%s</rdf:li></rdf:Alt></dc:rights>\n',
}

IPTC_CHARSET, IPTC_BYLINE, IPTC_CREDIT, IPTC_COPYRIGHT = (1, 90), (2, 80), (2, 110), (2, 116)
ESCAPE_UTF8 = b"\x1b%G"


@dataclass(frozen=True)
class Credit:
    """Who made a picture, the line to print with it, and who owns it. Empty when the picture does not say."""

    creator: str = ""
    credit_line: str = ""
    copyright: str = ""

    def packet(self) -> bytes:
        """These three fields as an XMP packet of our own; empty when there is nothing to say."""
        said = "".join(form % escape(getattr(self, name)) for name, form in PROPERTIES.items() if getattr(self, name))
        return (PACKET % said).encode() if said else b""


def read_credit(picture: Image.Image) -> Credit:
    """The credit in an opened picture; never raises, whatever the metadata hold.

    Each field is taken from XMP, then IPTC-IIM (which cuts names at 32 bytes), then Exif.
    """
    sources: list[Credit] = []
    for reader in (_from_xmp, _from_iptc, _from_exif):
        try:
            sources.append(reader(picture))
        except Exception:  # noqa: S112 (garbage raises a dozen types, and must not cost the picture)
            continue
    return Credit(
        **{
            field.name: next((text for source in sources if (text := getattr(source, field.name))), "")
            for field in fields(Credit)
        }
    )


def _from_xmp(picture: Image.Image) -> Credit:
    packet = picture.info.get("xmp", b"")
    if not packet or len(packet) > MAX_XMP:
        return Credit()
    # Decoded first, so that no other encoding hides a DOCTYPE and with it entities that grow or read files.
    text = packet.decode("utf-8", "replace").strip("\0\ufeff \t\r\n")
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        return Credit()
    root = ElementTree.fromstring(text)  # noqa: S314 (no DOCTYPE, no entities, bounded)
    rdf = root if root.tag == f"{{{RDF}}}RDF" else root.find(f"{{{RDF}}}RDF")
    descriptions = [] if rdf is None else rdf.findall(f"{{{RDF}}}Description")
    return Credit(
        creator=_property(descriptions, f"{{{DC}}}creator"),
        credit_line=_property(descriptions, f"{{{PHOTOSHOP}}}Credit"),
        copyright=_property(descriptions, f"{{{DC}}}rights"),
    )


def _property(descriptions: list[ElementTree.Element], name: str) -> str:
    """A property written in any of RDF's ways: attribute, text, list of names, alternatives by language."""
    for description in descriptions:
        if attribute := description.get(name):
            return _clean(attribute)
        element = description.find(name)
        if element is None:
            continue
        items = element.findall(f"*/{{{RDF}}}li")
        if element.find(f"{{{RDF}}}Alt") is not None:
            items = [item for item in items if item.get(XML_LANG) == "x-default"][:1] or items[:1]
        return _clean(", ".join(item.text or "" for item in items) if items else element.text or "")
    return ""


def _from_iptc(picture: Image.Image) -> Credit:
    found = (IptcImagePlugin.getiptcinfo(picture) if isinstance(picture, ImageFile.ImageFile) else None) or {}
    utf8 = found.get(IPTC_CHARSET) == ESCAPE_UTF8

    def field(dataset: tuple[int, int]) -> str:
        values = found.get(dataset) or []
        values = values if isinstance(values, list) else [values]
        return _clean(", ".join(_decode(value or b"", utf8) for value in values))

    return Credit(field(IPTC_BYLINE), field(IPTC_CREDIT), field(IPTC_COPYRIGHT))


def _from_exif(picture: Image.Image) -> Credit:
    exif = picture.getexif()

    def field(tag: int) -> str:
        return _clean(_decode(str(exif.get(tag, "")).encode("latin-1", "replace")))

    return Credit(creator=field(ExifTags.Base.Artist), copyright=field(ExifTags.Base.Copyright))


def _decode(raw: bytes, utf8: bool = False) -> str:
    """Text of unknown encoding: UTF-8 when it is declared or fits, else as Western programs write it."""
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("utf-8", "replace") if utf8 else raw.decode("cp1252", "replace")


def _clean(text: str) -> str:
    """One line without control, invisible or unassigned characters, of MAX_TEXT characters at most."""
    joiners = "\u200c\u200d"  # needed in Persian and Indic names
    kept = (
        " " if unicodedata.category(sign) == "Cc" else sign
        for sign in text[: 4 * MAX_TEXT]
        if sign in joiners or unicodedata.category(sign) not in {"Cf", "Cs", "Co", "Cn"}
    )
    return " ".join("".join(kept).split())[:MAX_TEXT].strip()
