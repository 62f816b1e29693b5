"""The Chief says what weighs how much against a comment, keeps word lists, and tries both before they hold."""

import time
from typing import Any

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from articles.models import Article
from comments.judging import judge
from comments.models import Comment, Weight, WordList
from comments.models.weight import DEFAULTS
from nuztrend.models import AuditEntry
from tests import make

pytestmark = pytest.mark.django_db
WEIGHTS = "admin:comments_weight_changelist"
POINTS = {code.replace(" ", "_"): str(points) for code, points in DEFAULTS.items()}


@pytest.fixture
def chief(client: Client) -> User:
    user = make.user("ada", "Chief")
    client.force_login(user)
    return user


@pytest.fixture
def story() -> Article:
    return make.story()


def post(story: Article, text: str, name: str = "Grace") -> Comment:
    verdict = judge(story, name, text, network="n")
    return Comment.objects.submit(story, name, text, "", network="n", verdict=verdict)[0]


def send(client: Client, button: str, **changes: Any) -> str:
    sent = client.post(reverse(WEIGHTS), {**POINTS, button: "1", **changes}, follow=True)
    assert sent.status_code == 200
    return " ".join(sent.content.decode().split())


@pytest.mark.parametrize("group", ["Reporter", "Editor", "Moderator"])
def test_others_neither_read_nor_change_the_weights(client: Client, group: str) -> None:
    client.force_login(make.user("eve", group))
    assert client.get(reverse(WEIGHTS)).status_code == 403
    assert client.post(reverse(WEIGHTS), {**POINTS, "_save": "1", "hold": "1"}).status_code == 403
    assert client.get(reverse("admin:comments_wordlist_changelist")).status_code == 403
    sent = {"name": "x", "weight": "5", "entries": "x"}
    assert client.post(reverse("admin:comments_wordlist_add"), sent).status_code == 403
    assert not Weight.objects.exists() and not WordList.objects.exists()


def test_the_page_shows_what_is_in_force(client: Client, chief: User) -> None:
    Weight.objects.change({"hold": 4.5}, by=None)
    html = client.get(reverse(WEIGHTS)).content.decode()
    assert 'name="hold" value="4.5"' in html and 'name="known_spam" value="6"' in html


def test_a_change_is_in_force_with_the_next_comment_and_in_the_audit_log(
    client: Client, chief: User, story: Article
) -> None:
    assert judge(story, "Grace", "https://a.example").score == 2
    assert "In force: links: 1 → 3." in send(client, "_save", links="3")
    assert judge(story, "Grace", "https://a.example").score == 4
    entry = AuditEntry.objects.get(kind="comments.weight")
    assert (entry.by, entry.verb, entry.object_name, entry.note) == (chief, "change", "links", "1 → 3")
    assert "Nothing was changed." in send(client, "_save", links="3")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"hold": "13"}, "must not be less than what a comment is held from"),
        ({"links": "-1"}, "greater than or equal to 0"),
        ({"links": "101"}, "less than or equal to 100"),
        ({"links": "nan"}, "Enter a number"),
        ({"links": "1e999"}, "Enter a number"),
        ({"links": ""}, "required"),
        ({"list": "77"}, "not one of the available choices"),
        ({"list_weight": "x"}, "Enter a number"),
    ],
)
def test_a_slip_is_told_and_nothing_changes(client: Client, chief: User, changes: dict[str, str], said: str) -> None:
    assert said in send(client, "_save", **changes)
    assert not Weight.objects.exists()


def test_a_dry_run_tells_what_other_weights_would_have_done(client: Client, chief: User, story: Article) -> None:
    post(story, "See https://a.example and https://b.example for this.")
    approved = post(story, "Here are https://c.example and https://d.example too.")
    approved.hold(by=None)
    approved.approve(chief)
    post(story, "Nothing in it.")
    waiting = post(story, " ".join(f"https://x{number}.example" for number in range(6)))
    assert waiting.state == "held"
    html = send(client, "_try", links="3")
    assert "Dry run over the last 4 comments" in html
    assert "<strong>2</strong> more would have been held. Of those the newsroom approved <strong>1</strong>" in html
    assert "https://a.example and https://b.example for this." in html
    html = send(client, "_try", links="0.5")
    assert "<strong>1</strong> fewer would have been held" in html
    html = send(client, "_try", hold="2", spam="5")
    assert "<strong>2</strong> more would have been held" in html and "at once: +1" in html
    assert not Weight.objects.exists(), "it was only tried"


def test_a_dry_run_tries_a_new_list_and_other_entries_of_an_old_one(
    client: Client, chief: User, story: Article
) -> None:
    kept = WordList(name="games", weight=6, entries="poker")
    kept.keep(by=None)
    post(story, "An evening of poker.")
    post(story, "R0ulette is for fools.").mark_spam(chief)
    html = send(client, "_try", list="new", list_weight="6", list_entries="roulette")
    assert "<strong>1</strong> more would have been held" in html and "and 1 stand as spam" in html
    assert "word list ‘another list besides’: “roulette”" in html
    html = send(client, "_try", list=str(kept.pk), list_weight="6", list_entries="roulette")
    assert "<strong>1</strong> more would" in html and "<strong>1</strong> fewer would" in html


def test_a_dry_run_leaves_out_what_its_writers_took_back(client: Client, chief: User, story: Article) -> None:
    post(story, "See https://a.example").withdraw()
    assert "over the last 0 comments" in send(client, "_try", links="9")


def test_who_may_not_read_comments_reads_none_in_a_dry_run(client: Client, story: Article) -> None:
    post(story, "Nobody else approved this https://a.example")
    for names in (["view_weight", "change_weight"], ["view_weight", "change_weight", "view_comment"]):
        user = make.user(f"member{len(names)}")
        user.user_permissions.set(Permission.objects.filter(codename__in=names))
        client.force_login(user)
        html = send(client, "_try", hold="0.5")
        assert "<strong>1</strong> more would have been held" in html
        assert ("Nobody else approved this" in html) == ("view_comment" in names)


def test_names_and_words_of_strangers_are_escaped(client: Client, chief: User, story: Article) -> None:
    post(story, "<script>alert(1)</script> https://a.example", name="<b>Bob</b>")
    html = send(client, "_try", links="9")
    assert "&lt;script&gt;" in html and "<b>Bob" not in html and "<script>alert" not in html


def test_a_dry_run_over_a_thousand_comments_is_soon_over(client: Client, chief: User, story: Article) -> None:
    words = "I walked there on Sunday and the river stood higher than in any year that I remember, https://a.example "
    Comment.objects.bulk_create(
        Comment(article=story, name="Grace", text=f"{words * 2}{number}", state="visible", receipt_hash=f"{number:064}")
        for number in range(1_000)
    )
    began = time.process_time()
    assert "<strong>1000</strong> more would have been held" in send(client, "_try", links="6")
    assert time.process_time() - began < 3, "10,000 may take 10 seconds; a thousand take 0.3"


def test_pasted_entries_are_tidied_counted_and_written_down(client: Client, chief: User, story: Article) -> None:
    pasted = "  Roulette \r\n\r\nslot machine\r\nRoulette\r\n# from the list of May\r\n"
    sent = client.post(
        reverse("admin:comments_wordlist_add"),
        {"name": "games", "weight": "6", "active": "on", "entries": pasted},
        follow=True,
    )
    kept = WordList.objects.get()
    assert kept.entries == "Roulette\nslot machine\n# from the list of May" and kept.entry_count == 2
    assert "has 2 entries" in sent.content.decode()
    assert judge(story, "Grace", "a slot\nMACHINE").state == "held"
    client.post(
        reverse("admin:comments_wordlist_change", args=[kept.pk]),
        {"name": "games", "weight": "2", "active": "on", "entries": "Roulette"},
    )
    entries = AuditEntry.objects.filter(kind="comments.wordlist").order_by("pk")
    assert [(entry.verb, entry.note) for entry in entries] == [
        ("create", "3 lines added, 0 taken away"),
        ("change", "0 lines added, 2 taken away; points: 6 → 2"),
    ]
    client.post(reverse("admin:comments_wordlist_delete", args=[kept.pk]), {"post": "yes"})
    assert not WordList.objects.exists() and AuditEntry.objects.filter(verb="delete", object_name="games").exists()


def test_entries_that_are_never_found_are_named(client: Client, chief: User) -> None:
    entries = "roulette\n# !!!\none two three four five six seven eight nine\n★★★"
    sent = {"name": "x", "weight": "5", "entries": entries}
    html = client.post(reverse("admin:comments_wordlist_add"), sent, follow=True).content.decode()
    assert "2 of them, as “one two three" in html and "will never be found" in html
    sent["name"], sent["entries"] = "y", "roulette\n老虎机"
    assert "never" not in client.post(reverse("admin:comments_wordlist_add"), sent, follow=True).content.decode()


def test_too_many_entries_are_refused_with_their_number(client: Client, chief: User) -> None:
    many = "\n".join(f"w{number}" for number in range(100_001))
    sent = client.post(reverse("admin:comments_wordlist_add"), {"name": "x", "weight": "5", "entries": many})
    assert "at most 100,000 entries; these are 100,001" in sent.content.decode()


def test_the_list_of_lists_reads_no_entries(client: Client, chief: User, django_assert_num_queries: Any) -> None:
    WordList(name="games", weight=6, entries="poker\nroulette").keep(by=None)
    html = client.get(reverse("admin:comments_wordlist_changelist")).content.decode()
    assert "games" in html and "roulette" not in html
