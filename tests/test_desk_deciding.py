"""Decisions at the moderators' desk: one at a time, with all who wait for an answer, and taken back."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Article, ArticleStat
from comments.models import Comment, CommentNote, ModerationEntry, Reason, State
from comments.models.comment import LONGEST_NAME
from tests import make
from tests.desks import DESK, appeal, decide, held, moderator, report, rows, seen, state_of
from tests.receipts import page, written

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _moderator(client: Client) -> None:
    moderator(client, first_name="Mona")


@pytest.fixture
def story() -> Article:
    return make.story("Tides")


def undo(client: Client, which: str) -> str:
    return client.post(f"{DESK}undo/", {"which": which}, follow=True).content.decode()


class TestADecision:
    @pytest.mark.parametrize(
        ("decision", "state", "code"),
        [
            ("approve", "visible", ""),
            ("reject insult", "rejected", "insult"),
            ("reject other", "rejected", "other"),
            ("spam", "spam", "advertising"),
        ],
    )
    def test_it_is_carried_out_and_stands_in_the_record(
        self, client: Client, story: Article, decision: str, state: str, code: str
    ) -> None:
        comment = held(story)
        words = "" if decision == "approve" else "Calmer, please."
        answer = decide(client, comment, decision, words=words)
        assert answer.status_code == 302 and state_of(comment) == state
        entry = comment.moderations.first()
        assert entry and entry.code == code and str(entry.by) == "mona"
        assert entry.reason == words

    @pytest.mark.parametrize("decision", ["approve", "keep"])
    def test_words_that_nobody_would_read_are_given_back(self, client: Client, story: Article, decision: str) -> None:
        comment = held(story)
        answer = decide(client, comment, decision, words="Well said.")
        shown = answer.content.decode()
        assert answer.status_code == 409 and "nothing was changed" in shown and "Well said.</textarea>" in shown
        assert state_of(comment) == "held"

    def test_what_was_taken_for_advertising_says_more_to_its_writer(self, client: Client) -> None:
        comment = written(state=State.HELD)
        decide(client, comment, "spam", words="Three times the same shop.")
        assert "Three times the same shop." in page(Client())

    def test_it_leads_to_the_row_that_follows(self, client: Client, story: Article) -> None:
        first, second = held(story), held(story)
        assert decide(client, first, "spam", then=str(second.pk))["Location"] == f"{DESK}{second.pk}/"
        assert decide(client, second, "spam", then="nonsense")["Location"] == DESK

    def test_a_script_gets_the_next_comment_alone(self, client: Client, story: Article) -> None:
        first, second = held(story), held(story, "The second one")
        answer = decide(client, first, "approve", then=str(second.pk), part="1").content.decode()
        assert 'id="desk-pane"' in answer and 'id="desk-rows"' not in answer and "<html" not in answer
        assert "The second one" in answer and "The comment by Grace was approved." in answer
        whole = decide(client, second, "approve", then=str(first.pk), part="1").content.decode()
        assert 'id="desk-rows"' in whole, "the first one does not wait any more, so the queue is looked at anew"

    def test_taking_down_takes_a_reason(self, client: Client, story: Article) -> None:
        comment = make.comment(story)
        refused = decide(client, comment, "remove other", words=" ")
        assert refused.status_code == 409 and "Say why the comment is removed." in refused.content.decode()
        assert state_of(comment) == "visible"
        decide(client, comment, "remove other", words="It names a child.")
        assert state_of(comment) == "removed"

    def test_words_that_cannot_be_sent_on_are_given_back(self, client: Client, story: Article) -> None:
        comment = held(story)
        answer = decide(client, comment, "reject insult", words="long " * 500)
        assert answer.status_code == 409 and "long long" in answer.content.decode() and state_of(comment) == "held"

    @pytest.mark.parametrize("sent", ["", "approve insult", "reject", "reject nonsense", "delete", "withdraw"])
    def test_a_decision_that_there_is_not_is_not_found(self, client: Client, story: Article, sent: str) -> None:
        comment = held(story)
        assert decide(client, comment, sent).status_code == 404 and state_of(comment) == "held"


class TestTwoAtOnce:
    def test_what_somebody_else_decided_meanwhile_is_said_and_stays(
        self, client: Client, story: Article, later: object
    ) -> None:
        comment = held(story)
        before = seen(comment)
        comment.reject(make.user("grace", first_name="Grace"), code=Reason.INSULT)
        later(minutes=1, seconds=5)  # type: ignore[operator]
        answer = decide(client, comment, "approve", seen=before, words="Fine with me.")
        shown = answer.content.decode()
        assert answer.status_code == 409 and "Grace rejected it a minute ago: nothing was changed." in shown
        assert "Fine with me." in shown and state_of(comment) == "rejected"
        assert decide(client, comment, "approve").status_code == 302, "whoever has seen it may decide otherwise"
        assert state_of(comment) == "visible"

    def test_words_that_changed_meanwhile_are_looked_at_first(self, client: Client, story: Article) -> None:
        comment = held(story)
        before = seen(comment)
        comment.note("edit", None)
        assert "The writer changed its words" in decide(client, comment, "approve", seen=before).content.decode()
        assert state_of(comment) == "held"

    def test_a_reader_who_reports_it_meanwhile_stands_in_no_way(self, client: Client, story: Article) -> None:
        comment = held(story)
        before = seen(comment)
        comment.note("report", None)
        decide(client, comment, "approve", seen=before)
        assert state_of(comment) == "visible"


class TestWhoWaitsForAnAnswer:
    def test_taking_down_upholds_all_reports_with_the_answer(self, client: Client, story: Article) -> None:
        comment = make.comment(story)
        reports = [report(comment, Reason.HATE), report(comment, Reason.INSULT)]
        decide(client, comment, "remove hate", words="No.", answer="Thank you.")
        for each in reports:
            each.refresh_from_db()
            assert (each.decision, each.answer, str(each.decided_by)) == ("upheld", "Thank you.", "mona")
        assert state_of(comment) == "removed" and rows(client) == []
        assert comment.moderations.get(verb="remove").code == "hate"

    def test_leaving_it_dismisses_them(self, client: Client, story: Article) -> None:
        comment = make.comment(story)
        sent = report(comment)
        decide(client, comment, "keep", answer="It is harsh, and allowed.")
        sent.refresh_from_db()
        assert (sent.decision, sent.answer, state_of(comment)) == ("dismissed", "It is harsh, and allowed.", "visible")
        assert rows(client) == []

    def test_one_report_is_decided_alone(self, client: Client, story: Article) -> None:
        comment = make.comment(story)
        first, second = report(comment), report(comment, Reason.THREAT)
        address = reverse("desk_report", args=[first.pk])
        client.post(address, {"decision": "dismiss", "answer": "No insult."})
        first.refresh_from_db()
        assert (first.decision, first.answer, state_of(comment)) == ("dismissed", "No insult.", "visible")
        again = client.post(address, {"decision": "uphold"})
        assert again.status_code == 409 and "has been decided already" in again.content.decode()
        client.post(reverse("desk_report", args=[second.pk]), {"decision": "uphold"})
        assert state_of(comment) == "removed" and comment.moderations.get(verb="remove").code == "threat"

    def test_those_who_wait_are_shown_before_all_that_were_answered(self, client: Client, story: Article) -> None:
        comment = make.comment(story)
        for _ in range(21):
            report(comment).uphold(None)
        comment.approve(None)
        late = report(comment, text="I wait.")
        assert "I wait." in client.get(reverse("desk_comment", args=[comment.pk])).content.decode()
        decide(client, comment, "keep")
        late.refresh_from_db()
        assert late.decision == "dismissed"

    def test_an_appeal_is_upheld_by_showing_the_comment(self, client: Client, story: Article) -> None:
        comment = make.comment(story, state="rejected")
        asked = appeal(comment)
        decide(client, comment, "approve", words="You are right.")
        asked.refresh_from_db()
        assert (asked.decision, asked.answer, state_of(comment)) == ("upheld", "You are right.", "visible")
        assert ArticleStat.objects.get(article=story).comments == 1

    def test_an_appeal_is_dismissed_by_letting_it_stand(self, client: Client, story: Article) -> None:
        comment = make.comment(story, state="rejected")
        asked = appeal(comment)
        decide(client, comment, "keep", words="It stays.")
        asked.refresh_from_db()
        assert (asked.decision, asked.answer, state_of(comment)) == ("dismissed", "It stays.", "rejected")


class TestUndo:
    def test_the_last_decision_of_ones_own_is_offered_and_taken_back(self, client: Client, story: Article) -> None:
        comment = held(story, name="Otto")
        decide(client, comment, "approve")
        entry = seen(comment)
        shown = client.get(DESK).content.decode()
        assert f'value="entry {entry}"' in shown and "Mona approved it: Otto" in shown
        assert "was taken back" in undo(client, f"entry {entry}")
        assert state_of(comment) == "held" and ArticleStat.objects.get(article=story).comments == 0
        assert 'name="which"' not in client.get(DESK).content.decode()

    def test_those_of_others_are_taken_back_from_the_list_of_the_last(self, client: Client, story: Article) -> None:
        comment = held(story)
        comment.mark_spam(make.user("grace", first_name="Grace"))
        assert 'name="which"' not in client.get(DESK).content.decode(), "it is not one's own"
        assert "Grace marked it as spam" in client.get(f"{DESK}lately/").content.decode()
        undo(client, f"entry {seen(comment)}")
        assert state_of(comment) == "held"

    def test_what_somebody_decided_since_stays(self, client: Client, story: Article) -> None:
        comment = held(story)
        decide(client, comment, "approve")
        entry = seen(comment)
        comment.remove(make.user("grace", first_name="Grace"), "It names a child.")
        assert "Grace decided on it since: nothing was taken back." in undo(client, f"entry {entry}")
        assert state_of(comment) == "removed"

    @pytest.mark.parametrize(
        "which", ["", "entry", "entry x", "entry 99", "entry 99999999999999999999", "all", "sweep \0"]
    )
    def test_what_there_is_not_is_not_found(self, client: Client, which: str) -> None:
        assert client.post(f"{DESK}undo/", {"which": which}).status_code == 404


class TestNotesAndAnswers:
    def test_a_note_is_for_colleagues_and_stays(self, client: Client, story: Article) -> None:
        comment = held(story)
        client.post(reverse("desk_note", args=[comment.pk]), {"note": "Same as <b>last</b> week?"})
        assert "Same as &lt;b&gt;last&lt;/b&gt; week?" in client.get(f"{DESK}{comment.pk}/").content.decode()
        assert str(CommentNote.objects.get().by) == "mona"
        for text in ("", " \n", "x" * 2_001):
            assert client.post(reverse("desk_note", args=[comment.pk]), {"note": text}).status_code == 409
        assert CommentNote.objects.count() == 1

    def test_the_newsroom_answers_under_the_comment(self, client: Client, story: Article) -> None:
        parent = make.comment(story)
        client.post(reverse("desk_answer", args=[parent.pk]), {"newsroom": "The port says twelve."})
        answer = Comment.objects.get(parent=parent)
        assert (answer.from_newsroom, answer.state, answer.name, answer.depth) == (True, "visible", "Mona", 1)
        parent.refresh_from_db()
        assert (parent.answer_count, parent.thread_count) == (1, 1)
        assert ArticleStat.objects.get(article=story).comments == 2
        assert ModerationEntry.objects.filter(verb="answer as newsroom", by__username="mona").count() == 2
        assert "The port says twelve." in client.get(f"/articles/{story.slug}/comments/").content.decode()

    def test_a_long_name_is_cut_to_what_fits_over_a_comment(self, client: Client, story: Article) -> None:
        moderator(client, "mary", first_name="Mary Magdalene " * 6, last_name="of the Long Name")
        parent = make.comment(story)
        sent = client.post(reverse("desk_answer", args=[parent.pk]), {"newsroom": "The port says twelve."})
        assert sent.status_code == 302
        assert len(Comment.objects.get(parent=parent).name) == LONGEST_NAME

    def test_nothing_is_answered_that_readers_do_not_see(self, client: Client, story: Article) -> None:
        parent = held(story)
        sent = client.post(reverse("desk_answer", args=[parent.pk]), {"newsroom": "Kept words."})
        assert sent.status_code == 409 and "Readers do not see this comment" in sent.content.decode()
        visible = make.comment(story)
        for text in ("", "\u200b", "x" * 5_001):
            assert client.post(reverse("desk_answer", args=[visible.pk]), {"newsroom": text}).status_code == 409
        assert not Comment.objects.filter(from_newsroom=True).exists()


def test_an_hour_is_told_in_minutes() -> None:
    from comments.admin.desk.entry import ago

    ages = [timedelta(seconds=30), timedelta(seconds=90), timedelta(minutes=59), timedelta(hours=3)]
    assert [ago(age) for age in ages] == ["less than a minute ago", "a minute ago", "59 minutes ago", "3 hours ago"]
