"""Two texts compared and brought together, as functions, and in the form of a story."""

import json
import random
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import example, given
from hypothesis import strategies as st

from articles.models import Article, PendingRevision
from articles.models.content import content_of
from articles.wording.comparing import gaps, shared
from articles.wording.marking import difference, inline, readable
from articles.wording.merging import YOURS, conflicts, merge, merge_rows, merge_without_base, proposal, undecided
from tests import make
from tests.test_admin_stories import fields, moment, opened, page_of

WORDS = st.lists(
    st.sampled_from(["the", "sea", "nine", "ten", ".", ",", " ", " ", " ", "\n", "\n\n", "é", "#"]), max_size=40
)
TEXT = WORDS.map("".join)
STORED = "The bridge opens at nine on Monday.\n\nTrains run as usual.\n\nThe mayor was there."


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


@pytest.mark.pure
class TestComparing:
    @given(TEXT, TEXT)
    @example("", "")
    @example("a\n\n", "\n\na")
    def test_what_is_shared_stands_in_both_and_in_order(self, before: str, after: str) -> None:
        at = other = 0
        for block in shared(before, after):
            assert block.length and block.before >= at and block.after >= other
            at, other = block.before + block.length, block.after + block.length
            assert before[block.before : at] == after[block.after : other]

    @given(TEXT, TEXT)
    def test_nothing_is_left_out_between(self, before: str, after: str) -> None:
        old = new = ""
        for gap in gaps(shared(before, after), before, after):
            if isinstance(gap[0], int):
                old, new = old + before[gap[0] :][: gap[2]], new + after[gap[1] :][: gap[2]]
            else:
                old, new = old + before[slice(*gap[0])], new + after[slice(*gap[1])]
        assert (old, new) == (before, after)

    @given(TEXT)
    def test_a_text_shares_all_of_itself(self, text: str) -> None:
        assert sum(block.length for block in shared(text, text)) == len(text)

    @pytest.mark.parametrize("hostile", ["a ", "ab\n", "(){}", "x\n\n"])
    def test_the_work_is_bounded(self, hostile: str) -> None:
        """Without the bound 200,000 signs with nothing but repetition would take gigabytes."""
        dice = random.Random(1)
        one, two = ("".join(dice.choices(hostile, k=200_000)) for _ in range(2))
        assert sum(block.length for block in shared(one, one)) == 200_000
        shared(one, two)


@pytest.mark.pure
class TestMarking:
    def test_a_rewritten_sentence_is_not_told_word_by_word(self) -> None:
        shown = re.sub(r"<[^>]+>", "", inline("He saw the ship in the bay.", "Nobody met the crew of that boat."))
        assert shown.count("removed") == shown.count("added") == 1

    def test_everything_is_escaped(self) -> None:
        (stretch,) = difference("<b>one</b>", "<i>two</i>")
        assert not re.search(r"<(?!/?(?:ins|del|span)\b)", stretch.paragraphs[0].html)

    @given(TEXT, TEXT)
    def test_every_word_of_both_texts_is_shown(self, before: str, after: str) -> None:
        shown = "\n\n".join(each.html for stretch in difference(before, after) for each in stretch.paragraphs)
        assert words(before) | words(after) <= words(re.sub(r"<[^>]+>", "", shown))

    def test_readers_get_no_markdown(self) -> None:
        text = '## Head\n\n> **Bold** [port](https://port.test/) ![A mole](photo:7ab "By night")'
        assert readable(text) == "Head\n\nBold port (https://port.test/) [Picture: A mole – By night]"


@pytest.mark.pure
class TestMerging:
    @given(TEXT, TEXT)
    def test_what_one_side_alone_changed_is_taken(self, base: str, text: str) -> None:
        assert proposal(merge(base, base, text)) == text == proposal(merge(base, text, base))
        assert proposal(merge(base, text, text)) == text

    @given(TEXT, TEXT, TEXT)
    def test_it_does_not_matter_who_is_who(self, base: str, mine: str, theirs: str) -> None:
        one, two = merge(base, mine, theirs), merge(base, theirs, mine)
        assert [part.text for part in one] == [part.text for part in two]

    @given(TEXT, TEXT, TEXT)
    def test_nothing_that_anybody_wrote_is_lost(self, base: str, mine: str, theirs: str) -> None:
        parts = merge(base, mine, theirs)
        for side, text in (("base", base), ("mine", mine), ("theirs", theirs)):
            assert "".join(getattr(part, side) for part in parts) == text
        assert (words(mine) | words(theirs)) - words(base) <= words(proposal(parts))
        assert undecided(proposal(parts)) == len(conflicts(parts))

    @given(TEXT, TEXT)
    def test_where_nobody_knows_the_base_both_texts_stay(self, mine: str, theirs: str) -> None:
        merged = proposal(merge_without_base(mine, theirs))
        assert words(mine) | words(theirs) <= words(merged)

    @pytest.mark.parametrize(
        ("mine", "theirs", "merged"),
        [
            (("nine", "ten"), ("usual", "before"), "opens at ten on Monday.\n\nTrains run as before."),
            (("nine", "ten"), ("Monday", "Tuesday"), "opens at ten on Tuesday."),
            (("nine", "ten"), ("nine", "ten"), "opens at ten on Monday."),
            (("nine", "ten"), ("nine", "eight"), "at ⟦ yours: ten ⟧⟦ theirs: eight ⟧ on Monday"),
            (("\n\nTrains run as usual.", ""), ("bridge", "ferry"), "The ferry opens at nine on Monday.\n\nThe mayor"),
        ],
    )
    def test_two_changes_meet(self, mine: tuple[str, str], theirs: tuple[str, str], merged: str) -> None:
        assert merged in proposal(merge(STORED, STORED.replace(*mine), STORED.replace(*theirs)))

    @given(*[st.lists(st.integers(0, 6), unique=True)] * 3)
    def test_lists_lose_what_either_took_out_and_get_what_either_put_in(
        self, base: list[int], mine: list[int], theirs: list[int]
    ) -> None:
        merged = merge_rows(base, mine, theirs)
        assert len(set(merged)) == len(merged)
        kept, added = set(base) & set(mine) & set(theirs), (set(mine) | set(theirs)) - set(base)
        assert set(merged) == kept | added


@pytest.mark.django_db
class TestTheForm:
    @pytest.fixture(autouse=True)
    def editor(self, client: Client) -> User:
        user = make.user("edith", "Editor")
        client.force_login(user)
        return user

    @pytest.fixture
    def otto(self) -> User:
        return make.user("otto", "Editor")

    def save(self, client: Client, story: Article, sent: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """Send a form that comes back; give the page, and what the browser would send from there."""
        answer = client.post(page_of(story), sent)
        assert answer.status_code == 200
        form = answer.context["adminform"].form
        names = (
            "title",
            "dek",
            "body",
            "slug",
            "version",
            "opened",
            "comments_policy",
            "unpublish_at_0",
            "unpublish_at_1",
        )
        again = {name: form.data[name] for name in names if name in form.data}
        again |= {name: form.data.getlist(name) for name in ("tags", "bylines")}
        return answer.content.decode(), again

    def test_changes_in_different_places_come_together(self, client: Client, otto: User) -> None:
        sea, moon = make.tag("Sea"), make.tag("Moon")
        story = make.draft("Bridge", body=STORED, tags=[sea])
        mine = fields(story, body=STORED.replace("nine", "ten"), tags=[sea.pk, moon.pk]) | opened(client, story)
        story.body, story.dek = STORED.replace("usual", "before"), "By otto."
        story.unpublish_at = timezone.now().replace(microsecond=0, year=2100)
        story.save_version(otto, tags=[sea, make.tag("Ferry")])
        shown, again = self.save(client, story, mine)
        assert "otto saved this story on" in shown and "Taken over or brought together: dek, body, tags" in shown
        assert client.post(page_of(story), again).status_code == 302
        story.refresh_from_db()
        assert "at ten on" in story.body and "as before" in story.body and story.dek == "By otto."
        assert [tag.name for tag in story.tags.order_by("name")] == ["Ferry", "Moon", "Sea"]
        assert story.unpublish_at and story.unpublish_at.year == 2100, "an older form takes no time away"

    def test_the_same_words_wait_for_a_decision(self, client: Client, otto: User) -> None:
        story = make.draft("Bridge", body=STORED)
        mine = fields(story, title="My bridge", body=STORED.replace("nine", "ten")) | opened(client, story)
        story.title, story.body = "Their bridge", STORED.replace("nine", "eight")
        story.save_version(otto)
        shown, again = self.save(client, story, mine)
        assert "1 place in the text waits for you" in shown and "<dd>Their bridge</dd>" in shown
        assert again["title"] == "My bridge" and YOURS in again["body"]
        shown, _ = self.save(client, story, again)
        assert "one place still waits for your decision" in shown
        assert "Two people wrote" not in shown, "what was seen is no conflict"
        again["body"] = again["body"].replace("⟦ yours: ten ⟧⟦ theirs: eight ⟧", "half past nine")
        assert client.post(page_of(story), again).status_code == 302
        story.refresh_from_db()
        assert story.title == "My bridge" and "half past nine on Monday" in story.body

    @pytest.mark.parametrize("left", ["at ten ⟧⟦ theirs: eight ⟧ on", "at ⟦ yours:ten on"])
    def test_half_a_mark_does_not_get_out(self, client: Client, left: str) -> None:
        story = make.draft("Bridge", body=STORED)
        sent = fields(story, body=left) | opened(client, story)
        assert "one place still waits for your decision" in client.post(page_of(story), sent).content.decode()

    def test_who_wrote_a_note_is_not_who_saved(self, client: Client, otto: User) -> None:
        story = make.draft("Bridge", body=STORED)
        mine = fields(story, title="Mine") | opened(client, story)
        story.body = "Other words."
        story.save_version(otto)
        client.post(reverse("admin:articles_article_notes", args=[story.pk]), {"text": "Call the mayor."})
        shown, _ = self.save(client, story, mine)
        assert "otto saved this story on" in shown

    def test_a_third_who_saves_meanwhile_is_merged_as_well(self, client: Client, otto: User) -> None:
        story = make.draft("Bridge", body=STORED)
        mine = fields(story, body=STORED.replace("nine", "ten")) | opened(client, story)
        story.body = STORED.replace("usual", "before")
        story.save_version(otto)
        _, again = self.save(client, story, mine)
        story.body = story.body.replace("mayor", "king")
        story.save_version(otto)
        _, again = self.save(client, story, again)
        assert client.post(page_of(story), again).status_code == 302
        story.refresh_from_db()
        assert all(word in story.body for word in ("at ten on", "as before", "The king was"))

    def test_pending_changes_of_two_are_merged_and_readers_see_nothing(self, client: Client, otto: User) -> None:
        story = make.story("Bridge", body=STORED)
        mine = fields(story, body=STORED.replace("nine", "ten")) | opened(client, story)
        other = content_of(story) | {"body": STORED.replace("usual", "before")}
        PendingRevision.objects.hold(story, other, otto)
        _, again = self.save(client, story, mine)
        again |= moment("publish_at", story.publish_at)
        assert client.post(page_of(story), again).status_code == 302
        body = PendingRevision.objects.get().content["body"]
        assert "at ten on" in body and "as before" in body
        story.refresh_from_db()
        assert story.body == STORED

    def test_changes_that_were_discarded_and_begun_anew_are_others(self, client: Client, otto: User) -> None:
        story = make.story("Bridge", body=STORED)
        pending = PendingRevision.objects.hold(story, content_of(story) | {"dek": "One."}, otto)
        assert pending
        mine = fields(story, dek="Mine.") | opened(client, story)
        pending.discard(otto)
        PendingRevision.objects.hold(story, content_of(story) | {"dek": "Two."}, otto)
        shown, _ = self.save(client, story, mine)
        assert "<dd>Two.</dd>" in shown and PendingRevision.objects.get().content["dek"] == "Two."

    def test_a_live_story_that_changed_under_its_pending_changes_is_brought_together(self, client: Client) -> None:
        story = make.story("Bridge", body=STORED)
        PendingRevision.objects.hold(story, content_of(story) | {"body": STORED.replace("nine", "ten")}, by=None)
        story.body = STORED.replace("nine", "eight").replace("usual", "before")
        story.save_version(by=None)  # as an import does
        answer = client.get(page_of(story))
        shown = answer.content.decode()
        assert "The live story was changed in the same place" in shown and "⟦ yours: ten ⟧⟦ theirs: eight ⟧" in shown
        body = answer.context["adminform"].form.initial["body"].replace("⟦ yours: ten ⟧⟦ theirs: eight ⟧", "ten")
        sent = fields(story, body=body, kind="minor", _verb="publish changes") | opened(client, story)
        assert client.post(page_of(story), sent).status_code == 302
        story.refresh_from_db()
        assert "at ten on" in story.body and "as before" in story.body

    @pytest.mark.parametrize("revision", [None, 0, -1, 99, 2**70, "x", [1]])
    def test_a_form_that_forgot_what_it_was_opened_with_loses_nothing(
        self, client: Client, otto: User, revision: object
    ) -> None:
        story = make.draft("Bridge", body=STORED)
        mine = fields(story, body=STORED.replace("nine", "ten"), title="My bridge")
        mine["opened"] = json.dumps({"pending": 0, "revision": revision})
        story.body, story.title = STORED.replace("nine", "eight"), "Their bridge"
        story.save_version(otto)
        shown, again = self.save(client, story, mine)
        assert {"ten", "eight"} <= words(again["body"])
        assert "My bridge" in shown and "<dd>Their bridge</dd>" in shown
