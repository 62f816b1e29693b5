"""The credit of an uploaded picture: read from IPTC, XMP and Exif, kept on the master."""

import pytest
from PIL.PngImagePlugin import PngInfo

from articles.images import Credit
from articles.images.credit import read_credit
from tests.pictures import (
    ANNA,
    RIGHTS,
    exif,
    file,
    halves,
    iptc,
    opened,
    segment,
    taken,
    with_segments,
)

pytestmark = pytest.mark.pure


def test_the_credit_is_read_from_iptc() -> None:
    upload = with_segments(
        file(halves()),
        iptc(
            (1, 90, b"\x1b%G"),
            *((2, n, text.encode()) for n, text in zip((80, 110, 116), vars(ANNA).values(), strict=True)),
        ),
    )
    assert taken(upload).credit == ANNA


def test_several_bylines_and_western_letters_are_read() -> None:
    upload = with_segments(file(halves()), iptc((2, 80, "José".encode("cp1252")), (2, 80, b"Ann\0 \x07B.")))
    assert taken(upload).credit == Credit(creator="José, Ann B.")


@pytest.mark.parametrize("format", ["JPEG", "WEBP", "AVIF", "PNG"])
def test_the_credit_is_read_from_xmp_of_every_format(format: str) -> None:
    text = PngInfo()
    text.add_itxt("XML:com.adobe.xmp", ANNA.packet().decode())
    options = {"pnginfo": text} if format == "PNG" else {"xmp": ANNA.packet()}
    clean = taken(file(halves(), format, **options))
    assert clean.credit == ANNA
    assert read_credit(opened(clean.data)) == ANNA


def test_xmp_properties_are_read_as_attributes_and_by_language() -> None:
    packet = RIGHTS % (
        "<rdf:Description xmlns:photoshop='http://ns.adobe.com/photoshop/1.0/' photoshop:Credit='AP &amp; Co'/>"
        "<rdf:Description xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:creator>Li</dc:creator><dc:rights><rdf:Alt>"
        "<rdf:li xml:lang='de'>Alle Rechte</rdf:li><rdf:li xml:lang='x-default'>All rights</rdf:li>"
        "</rdf:Alt></dc:rights></rdf:Description>"
    )
    assert taken(file(halves(), xmp=packet.encode())).credit == Credit("Li", "AP & Co", "All rights")


def test_exif_is_the_last_resort() -> None:
    tags = exif(Artist="Ánna".encode(), Copyright="Exif Ltd")
    assert taken(file(halves(), exif=tags)).credit == Credit(creator="Ánna", copyright="Exif Ltd")
    both = with_segments(file(halves(), exif=tags, xmp=Credit(creator="Xenia").packet()), iptc((2, 116, b"IIM")))
    assert taken(both).credit == Credit(creator="Xenia", copyright="IIM")


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_garbage_in_the_metadata_does_not_cost_the_picture() -> None:
    junk = with_segments(
        file(halves()),
        segment(0xE1, b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + b"\xff" * 60),
        iptc((77, 1, b"x")),
    )
    assert taken(junk).credit == Credit()


def test_a_picture_that_says_nothing_carries_nothing() -> None:
    assert b"xmpmeta" not in taken(file(halves())).data
