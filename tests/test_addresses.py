"""Addresses that are put together without a search among the routes."""

import pytest
from django.urls import NoReverseMatch, reverse

from nuztrend.lib.addresses import address

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("home", []),
        ("article", ["tides-7"]),
        ("article", ["777000"]),
        ("month", [2025, 6]),
        ("comment", ["stand-in-0", 12]),
        ("captcha_picture", ["0f3a"]),
        ("admin:articles_article_change", [5]),
    ],
)
def test_they_are_the_ones_that_the_routes_give(name: str, args: list[str | int]) -> None:
    assert address(name, *args) == reverse(name, args=args)


def test_a_route_that_is_not_there_is_an_error() -> None:
    with pytest.raises(NoReverseMatch):
        address("article")
    with pytest.raises(NoReverseMatch):
        address("nowhere")
