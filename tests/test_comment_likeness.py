"""Texts that are nearly the same are told: a flood is a handful of rows, and honest short words are no flood."""

from collections import Counter

import pytest

from articles.models import Article
from comments.judging import judge
from comments.models import Comment, Verdict
from tests import make
from tests.spun import spun

pytestmark = pytest.mark.django_db


@pytest.fixture
def story() -> Article:
    return make.story()


def post(story: Article, text: str, network: str = "n") -> Verdict:
    verdict = judge(story, "Grace", text, network=network)
    Comment.objects.submit(story, "Grace", text, "", network=network, verdict=verdict)
    return verdict


def codes(verdict: Verdict) -> set[str]:
    return {reason.code for reason in verdict.reasons}


def test_a_flood_of_spun_texts_is_a_handful_of_groups(story: Article) -> None:
    groups = Counter(post(story, text, f"{number:x}").likeness for number, text in enumerate(spun(200)))
    assert len(groups) <= 6 and groups.most_common(1)[0][1] >= 150, groups


def test_the_fourth_of_a_flood_waits_and_says_why(story: Article) -> None:
    verdicts = [post(story, text, f"{number:x}") for number, text in enumerate(spun(6))]
    said = [reason.words for reason in verdicts[5].reasons if reason.code == "likeness"]
    assert said and said[0].endswith("before from elsewhere")
    assert verdicts[5].state != "visible"


def test_what_is_like_marked_spam_is_told(story: Article) -> None:
    first, second = spun(2)
    post(story, first)
    Comment.objects.get().mark_spam(by=None)
    assert "known spam" in codes(judge(story, "Bob", second, network="other"))


def test_a_network_that_repeats_itself_is_not_elsewhere(story: Article) -> None:
    first, second = spun(2)
    post(story, first, "same")
    assert "likeness" not in codes(judge(story, "Bob", second, network="same"))


@pytest.mark.parametrize("text", ["Thank you", "I agree", "I agree!!", "+1", "Well said, thanks.", "谢谢", "👍"])
def test_short_words_are_alike_and_nobody_minds(story: Article, text: str) -> None:
    verdicts = [post(story, text, f"{number:x}") for number in range(8)]
    assert len({verdict.likeness for verdict in verdicts}) == 1
    assert all(verdict.state == "visible" and not codes(verdict) & {"likeness", "known spam"} for verdict in verdicts)


def test_honest_comments_on_one_subject_are_not_alike(story: Article) -> None:
    texts = [
        "The council should have been told about the bridge long before the winter came, as it was in other towns.",
        "There were plans for another bridge long before, and the council never told anybody what became of them.",
        "Before the winter came I crossed the bridge every morning; the council should have been more careful.",
        "My grandfather built the bridge, and he would have been ashamed of what the council has made of it.",
    ]
    assert len({post(story, text, f"{number:x}").likeness for number, text in enumerate(texts)}) == 4


def test_who_quotes_a_comment_does_not_repeat_it(story: Article) -> None:
    said = "The council should have been told about the bridge long before the winter came, as elsewhere."
    post(story, said, "a")
    verdict = judge(story, "Bob", f"> {said}\n\nThat is true, and nobody has ever listened to the engineers there.")
    assert not codes(verdict) & {"likeness", "known spam"}


def test_a_text_without_blanks_is_compared_letter_by_letter(story: Article) -> None:
    first = post(story, "这座桥早就应该修理了，市政府却一直没有任何行动。", "a")
    assert post(story, "这座桥早就应该修理了，市政府却一直没有任何行动！！", "b").likeness == first.likeness
    assert post(story, "昨天晚上的比赛非常精彩，我和家人一起看完了。", "c").likeness != first.likeness


@pytest.mark.parametrize("text", ["\u200b", "!!!", "a" * 5000, "ab " * 1600, "> quoted only", "\ud800" * 3])
def test_any_text_has_a_likeness(story: Article, text: str) -> None:
    assert len(judge(story, "Grace", text).likeness) == 16
