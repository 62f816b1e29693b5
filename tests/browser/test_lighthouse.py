"""Lighthouse passes every audit of accessibility and of search engines, on a phone. Its speed is measured in bench/."""

import pytest

from tests import lighthouse
from tests.browser.pages import ADDRESSES, Visitor

pytestmark = pytest.mark.browser

PAGES = ["home", "article", "tag", "search", "search, found", "comments"]
NOT_INDEXED = {"search, found": "is-crawlable"}  # search engines shall not list what was searched for


def test_lighthouse_finds_nothing_to_mend_for_people_and_search_engines(visitor: Visitor) -> None:
    addresses = {name: visitor.portal.url + ADDRESSES[name] for name in PAGES}
    verdicts = lighthouse.judge(addresses, ["accessibility", "seo"])
    failed = {
        (name, slip)
        for name, verdict in verdicts.items()
        for slip in verdict.failed
        if slip.partition(":")[0] != NOT_INDEXED.get(name)
    }
    assert failed == set()
    assert {verdict.scores["accessibility"] for verdict in verdicts.values()} == {100}
