"""What a writer does behind the receipt, with the keyboard alone, with JavaScript and without."""

import re
import time

import pytest
from playwright.sync_api import Page, expect

from tests.portal import Portal
from tests.smtp import MailServer

pytestmark = pytest.mark.browser


def run(portal: Portal, code: str) -> None:
    """Do something in the newsroom."""
    done = portal.manage("shell", "-c", f"from comments.models import *; from articles.models import Article; {code}")
    assert done.returncode == 0, done.stderr


def press(page: Page, words: str) -> None:
    """Go to a link or button with the Tab key, from the start of the page, and press Enter."""
    page.locator("main").focus()
    for _ in range(30):
        page.keyboard.press("Tab")
        found = page.locator(":focus")
        if (found.text_content() or "").strip() == words:
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"the Tab key never comes to {words}")


def type_into(page: Page, label: str, text: str) -> None:
    """Go to a field with the Tab key and type over what stands there."""
    page.locator("main").focus()
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.get_by_label(label).evaluate("field => field === document.activeElement"):
            page.keyboard.press("Control+A")
            page.keyboard.type(text)
            return
    raise AssertionError(f"the Tab key never comes to {label}")


def test_the_whole_way_by_keyboard(reader: Page, portal: Portal, mail: MailServer, scripted: bool) -> None:
    receipt = f"receipt-of-the-keyboard-{scripted!s:->8}"
    run(portal, f"Comment.objects.submit(Article.objects.published().first(), 'Grace', 'I was ther.', '{receipt}')")
    reader.goto(f"/comments/{receipt}/")
    expect(reader.get_by_role("heading", level=1)).to_contain_text("Thank you, Grace")
    press(reader, "Change the words")
    type_into(reader, "Comment", "I was there.")
    press(reader, "Save the new words")
    expect(reader.get_by_role("article", name="Your comment")).to_contain_text("I was there.")
    expect(reader.get_by_text("changed", exact=False).first).to_be_visible()

    remove = "remove(None, 'It is beside the point.', 'off-topic')"
    run(portal, f"Comment.objects.with_receipt('{receipt}').get().{remove}")
    reader.reload()
    expect(reader.get_by_text("It is not about the story.")).to_be_visible()
    expect(reader.get_by_text("It is beside the point.")).to_be_visible()
    press(reader, "Appeal against the decision")
    press(reader, "Send the appeal")  # nothing written: the browser asks for it, or the page says so
    type_into(reader, "Why should it stand?", "It is the point.")
    press(reader, "Send the appeal")
    expect(reader.get_by_text("It waits for somebody to look again.")).to_be_visible()
    expect(reader.get_by_text("It is the point.")).to_be_visible()

    press(reader, "Get letters about it")
    type_into(reader, "E-mail address", f"grace-{scripted}@example.org")
    press(reader, "Send me letters")
    expect(reader.get_by_text(f"sent a letter to grace-{scripted}@example.org")).to_be_visible()
    for link, question, button, answer in (
        ("confirm", "May we write to you?", "Yes, write to me", "Letters will come"),
        ("stop", "End these letters?", "End letters and delete the address", "No more letters"),
    ):
        reader.goto(link_in_letter(mail, f"grace-{scripted}@example.org", link))
        expect(reader.get_by_role("heading", level=1)).to_have_text(question)
        press(reader, button)
        expect(reader.get_by_role("heading", level=1)).to_have_text(answer)

    reader.goto(f"/comments/{receipt}/")
    press(reader, "Delete the comment")
    press(reader, "Delete my comment for good")
    expect(reader.get_by_role("heading", level=1)).to_have_text("Your comment is erased.")
    expect(reader.get_by_text("I was there.")).to_have_count(0)


def link_in_letter(mail: MailServer, to: str, ending: str) -> str:
    """The path of a link in the letter to an address, as soon as the worker has sent it."""
    for _ in range(150):
        for letter in mail.letters:
            if letter["To"] == to and (found := re.search(rf"http://[^/]+(/\S+/{ending}/)", letter.get_content())):
                return found[1]
        time.sleep(0.1)
    raise AssertionError(f"no letter came to {to}")
