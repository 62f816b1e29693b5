"""Addresses of pages. Django's `reverse` searches for the route each time, at 10 to 20 microseconds an address."""

from functools import cache

from django.urls import reverse


def address(name: str, *args: str | int) -> str:
    """Give what `reverse(name, args=args)` gives for slugs and whole numbers; the route is searched for once.

    Raises:
        django.urls.NoReverseMatch: no route of this name takes so many slugs and numbers in this order.
    """
    return _shape(name, *map(type, args)).format(*args)


@cache
def _shape(name: str, *kinds: type) -> str:
    """Give the address with `{}` for each argument, which is told by a stand-in that no route contains."""
    are_numbers = [issubclass(kind, int) for kind in kinds]
    stand_ins = [777_000 + place if number else f"stand-in-{place}" for place, number in enumerate(are_numbers)]
    shape = reverse(name, args=stand_ins)
    for stand_in in stand_ins:
        shape = shape.replace(str(stand_in), "{}")
    return shape
