"""Where a request comes from on the Internet. Nobody keeps what these functions give: it is hashed, or forgotten."""

from collections.abc import Mapping
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Any

from django.conf import settings

LONGEST = 300  # characters of X-Forwarded-For that are looked at


def address_of(environ: Mapping[str, Any]) -> IPv4Address | IPv6Address | None:
    """Give the reader's address from a WSGI environment, None where there is none.

    X-Forwarded-For is believed only BEHIND_PROXY, and of it the last entry alone: the proxy in front wrote that one,
    the others anybody may have sent.
    """
    said: str = environ.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        said = environ.get("HTTP_X_FORWARDED_FOR", "")[-LONGEST:].rpartition(",")[2].strip() or said
    try:
        found = ip_address(said)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def household_of(address: IPv4Address | IPv6Address) -> bytes:
    """Give what stays the same of one connection to the Internet: the address, of IPv6 the /64."""
    return address.packed if address.version == 4 else address.packed[:8]


def network_of(address: IPv4Address | IPv6Address) -> bytes:
    """Give the network that somebody may own as a whole: the /24 of IPv4, the /48 of IPv6."""
    return address.packed[:3] if address.version == 4 else address.packed[:6]
