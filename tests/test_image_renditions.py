"""What readers are sent of a picture: its renditions, and how files are stored."""

import threading
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, InMemoryStorage
from PIL import Image

from articles.images import WIDTHS, formats, rendition_name, rendition_widths, renditions, store
from articles.images.credit import read_credit
from tests.pictures import (
    ANNA,
    RED,
    close,
    file,
    halves,
    opened,
    taken,
)

pytestmark = pytest.mark.pure


@pytest.mark.parametrize("format", formats.FORMATS)
def test_renditions_are_no_larger_than_the_master_and_keep_the_credit(format: str) -> None:
    clean = taken(file(halves(size=(1000, 500)), xmp=ANNA.packet()))
    made = list(renditions(clean.data, format))
    assert [(one.width, one.height) for one in made] == [(320, 160), (640, 320), (768, 384), (960, 480), (1000, 500)]
    for one in made:
        picture = opened(one.data)
        assert picture.size == (one.width, one.height)
        assert picture.format.lower() == one.format == format
        assert read_credit(picture) == ANNA
        assert close(picture.convert("RGB").getpixel((one.width // 4, 9)), RED)


def test_widths_end_with_the_masters_own() -> None:
    assert rendition_widths(200) == [200]
    assert rendition_widths(320) == [320]
    assert rendition_widths(700) == [320, 640, 700]
    assert tuple(rendition_widths(3840)) == WIDTHS


def test_jpeg_renditions_are_progressive_and_stand_on_white() -> None:
    clean = taken(file(Image.new("RGBA", (400, 300), (0, 0, 0, 0)), "PNG"))
    for one in renditions(clean.data, "jpeg"):
        picture = opened(one.data)
        assert picture.info["progressive"]
        assert picture.getpixel((9, 9)) == (255, 255, 255)
    for format in ("webp", "avif"):
        assert opened(next(renditions(clean.data, format)).data).getpixel((9, 9))[3] == 0


def test_grey_and_very_flat_pictures_are_rendered() -> None:
    for size in [(2500, 1), (1, 2500)]:
        clean = taken(file(Image.new("L", size, 77), "PNG"))
        for format in formats.FORMATS:
            for one in renditions(clean.data, format):
                assert opened(one.data).size == (one.width, one.height)


def test_an_unknown_format_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="'gif'"):
        renditions(b"", "gif")


def test_a_rendition_is_named_after_its_master() -> None:
    assert rendition_name("photos/ab/abcdef.jpg", 640, "webp") == "photos/ab/abcdef-640.webp"
    assert rendition_name("photos/ab/abcdef.png", 320, "jpeg") == "photos/ab/abcdef-320.jpg"


# The storing


def files_under(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_file_is_stored_once_under_its_very_name(tmp_path: Path) -> None:
    storage = FileSystemStorage(location=tmp_path)
    store(storage, "photos/ab/abc.jpg", b"picture")
    before = (tmp_path / "photos/ab/abc.jpg").stat()
    store(storage, "photos/ab/abc.jpg", b"picture")
    assert (tmp_path / "photos/ab/abc.jpg").stat().st_mtime_ns == before.st_mtime_ns
    assert files_under(tmp_path) == ["photos/ab/abc.jpg"]
    assert (tmp_path / "photos/ab/abc.jpg").read_bytes() == b"picture"


def test_half_a_file_left_by_a_crash_is_mended(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"pict")
    store(FileSystemStorage(location=tmp_path), "a.jpg", b"picture")
    assert (tmp_path / "a.jpg").read_bytes() == b"picture"


def test_two_uploads_at_once_leave_one_whole_file(tmp_path: Path) -> None:
    data = bytes(300_000)
    start = threading.Barrier(8)

    def upload() -> None:
        storage = FileSystemStorage(location=tmp_path)
        start.wait()
        for number in range(20):
            store(storage, f"photos/{number}.jpg", data)
            assert len((tmp_path / f"photos/{number}.jpg").read_bytes()) == len(data)

    threads = [threading.Thread(target=upload) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert files_under(tmp_path) == sorted(f"photos/{number}.jpg" for number in range(20))


def test_a_rival_upload_leaves_no_second_object_elsewhere_than_on_disk() -> None:
    class Racing(InMemoryStorage):
        """Somebody else stores the same picture just before us."""

        def save(self, name: str | None, content: Any, max_length: int | None = None) -> str:
            super().save(name, ContentFile(b"picture"))
            return super().save(name, content, max_length)

    storage = Racing()
    store(storage, "photos/a.jpg", b"picture")
    assert storage.listdir("photos") == ([], ["a.jpg"])
