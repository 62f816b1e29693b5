"""Reporting a comment and contesting the decision, by the keyboard, with JavaScript and without."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_keyboard import tab_to
from tests.portal import Portal

pytestmark = pytest.mark.browser
FILL = """
from articles.models import Article
from comments.models import Comment
story = Article.objects.published().first()
comment, _ = Comment.objects.hold(story, "Ottilie", "He lives in Mill Lane.")
comment.approve(by=None)
print(story.get_absolute_url())
"""


def test_a_comment_is_reported_and_the_decision_contested(reader: Page, portal: Portal) -> None:
    story = portal.manage("shell", "--no-imports", "-c", FILL).stdout.strip()
    reader.goto(f"{story}comments/")
    tab_to(reader, "[aria-label^='Report the comment by Ottilie']")
    reader.keyboard.press("Enter")
    expect(reader.get_by_role("heading", level=1)).to_have_text("What is wrong with this comment?")
    tab_to(reader, "input[name=code]")
    reader.keyboard.press("ArrowDown")
    reader.keyboard.press("ArrowDown")
    expect(reader.get_by_label("It tells something private about somebody.")).to_be_checked()
    tab_to(reader, "textarea")
    reader.keyboard.type("The third line.")
    tab_to(reader, "input[name=in_good_faith]")
    reader.keyboard.press("Space")
    tab_to(reader, "form.write button")
    reader.wait_for_timeout(1_100)  # who is quicker is asked to wait
    reader.keyboard.press("Enter")
    expect(reader.get_by_role("heading", level=1)).to_contain_text("Your report has come in")
    decide = (
        "from comments.models import Report; Report.objects.open().last().dismiss(by=None, answer='A lane is long.')"
    )
    assert portal.manage("shell", "--no-imports", "-c", decide).returncode == 0
    reader.reload()
    expect(reader.get_by_text("A lane is long.")).to_be_visible()
    tab_to(reader, "textarea")
    reader.keyboard.type("It has three houses.")
    tab_to(reader, "section form.write button")
    reader.keyboard.press("Enter")
    expect(reader.get_by_role("heading", level=1)).to_contain_text("look at it again")
    expect(reader.get_by_text("It has three houses.")).to_be_visible()
