"""What goes through the pipes between a server process and its renderer: JSON behind its length."""

import json
import struct
from typing import Any

HEADER = struct.Struct(">I")
"""The length of what follows, in bytes."""


def pack(message: dict[str, Any]) -> bytes:
    """One message, ready for the pipe."""
    body = json.dumps(message).encode("ascii")
    return HEADER.pack(len(body)) + body


def unpack(body: bytes) -> dict[str, Any]:
    """A message from the bytes behind its length."""
    return json.loads(body)
