"""Every public address is looked at by the checkers of tests/browser, unless it is no page."""

import pytest
from django.urls import URLResolver, get_resolver, resolve

from tests.browser.pages import ADDRESSES, FORMS, NEWSROOM

pytestmark = pytest.mark.pure

NO_PAGES = {
    "city": "is there only where WEATHER is set",
    "calendar_week": "the calendar, of another week",
    "comment": "leads to the page of the story",
    "comment_captcha": "a part of the comment page",
    "confirm_letters": "its address is a secret of a letter; tests/browser/test_receipts.py goes there",
    "desk_answer": "takes an answer of the newsroom, and leads back to the desk",
    "desk_decide": "takes a decision, and leads back to the desk",
    "desk_note": "takes a note, and leads back to the desk",
    "desk_report": "takes the answer to a report, and leads back to the desk",
    "desk_undo": "takes a decision back, and leads back to the desk",
    "export_comment": "a file",
    "healthz": "for machines",
    "new_comments": "a part of the pages of comments",
    "read": "takes note of a reader",
    "readyz": "for machines",
    "shared_preview": "a story's page with a band; its address is a secret",
    "search_suggest": "a part of the search page",
    "stop_letters": "its address is a secret of a letter; tests/browser/test_receipts.py goes there",
    "strip": "a part of every page",
    "vote": "takes a vote, and leads back to the comment",
    "style": "for the newsroom; the parts of all pages side by side have no outline in common",
}
"""What has an address without an extension, as pages do, and is none."""


def names(resolver: URLResolver) -> set[str]:
    """The names of what readers get: addresses of the newsroom and of packages have a namespace, files an extension."""
    found = set()
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            found |= set() if pattern.namespace else names(pattern)
        elif "." not in str(pattern.pattern).rpartition("/")[2]:
            found.add(pattern.name or str(pattern.pattern))
    return found


def test_every_page_is_checked() -> None:
    addresses = [*ADDRESSES.values(), *(f"{story}comments/" for story, _ in FORMS.values()), *NEWSROOM.values()]
    paths = {address.partition("?")[0].format(story=1, photo=1, comment=1) for address in addresses} - {
        ADDRESSES["404"]
    }
    checked = {resolve(path).url_name for path in paths}
    unknown = names(get_resolver()) - checked - set(NO_PAGES)
    assert unknown == set(), "add the page to tests/browser/pages.py, or say here what it is"
