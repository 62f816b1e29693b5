"""Whether a form was sent from our own pages: what stands in for a token on pages that are the same for everybody."""

from django.http import HttpRequest


def from_this_site(request: HttpRequest) -> bool:
    """Say whether a form was sent from our own pages, by the headers that every current browser adds."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin is None or origin == f"{request.scheme}://{request.get_host()}"
