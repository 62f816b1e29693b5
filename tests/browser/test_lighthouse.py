"""Lighthouse passes every audit of accessibility and of search engines, on a phone. Its speed is measured in bench/."""

import pytest

from tests import lighthouse
from tests.browser.pages import ADDRESSES, Visitor

pytestmark = pytest.mark.browser

PAGES = ["home", "article", "tag", "comments"]


def test_lighthouse_finds_nothing_to_mend_for_people_and_search_engines(visitor: Visitor) -> None:
    addresses = {name: visitor.portal.url + ADDRESSES[name] for name in PAGES}
    verdicts = lighthouse.judge(addresses, ["accessibility", "seo"], throttling="provided")
    assert {name: verdict.failed for name, verdict in verdicts.items()} == {name: [] for name in PAGES}
    assert {score for verdict in verdicts.values() for score in verdict.scores.values()} == {100}
