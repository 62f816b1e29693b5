"""Files named by their content: written whole, once, whoever comes first."""

import os
import secrets
from pathlib import Path

from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, Storage


def store(storage: Storage, name: str, data: bytes) -> None:
    """Save `data` under exactly `name`; does nothing when it is there already.

    `name` must come from the content (`Master.name`, `rendition_name`): a file that exists with the right
    size is taken to be this one. Two uploads of one picture at once leave one whole file. Raises OSError as
    the storage does.
    """
    if storage.exists(name) and storage.size(name) == len(data):
        return
    if isinstance(storage, FileSystemStorage):
        _store_on_disk(storage, name, data)
    else:
        _store_elsewhere(storage, name, data)


def _store_elsewhere(storage: Storage, name: str, data: bytes) -> None:
    """For storages that never show half an object, such as S3."""
    saved = storage.save(name, ContentFile(data))
    if saved != name:  # another upload of this picture was faster
        storage.delete(saved)


def _store_on_disk(storage: FileSystemStorage, name: str, data: bytes) -> None:
    """Written aside, then renamed: no reader meets half a file, no crash leaves one under its final name."""
    aside = Path(storage.path(storage.save(f"{name}.{secrets.token_hex(8)}.part", ContentFile(data))))
    try:
        with aside.open("rb") as written:
            os.fsync(written.fileno())
        aside.replace(storage.path(name))
    finally:
        aside.unlink(missing_ok=True)
