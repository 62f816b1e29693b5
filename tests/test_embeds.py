"""Players of other sites: a plain link in the story, and nothing else of them anywhere."""

import pytest
from django.conf import settings
from django.test import Client

from articles.markdown import embeds
from articles.markdown.renderer import to_html
from tests import make

ID = "dQw4w9WgXcQ"
YOUTUBE = f"https://www.youtube-nocookie.com/embed/{ID}?autoplay=1"


@pytest.mark.pure
@pytest.mark.parametrize(
    ("address", "player"),
    [
        (f"https://www.youtube.com/watch?v={ID}", YOUTUBE),
        (f"https://m.youtube.com/watch?app=desktop&v={ID}&t=43s", f"{YOUTUBE}&start=43"),
        (f"http://youtu.be/{ID}?t=5", f"{YOUTUBE}&start=5"),
        (f"https://youtube.com/shorts/{ID}", YOUTUBE),
        (f"https://www.youtube.com/live/{ID}?si=x", YOUTUBE),
        ("https://vimeo.com/123456789", "https://player.vimeo.com/video/123456789?dnt=1&autoplay=1"),
        ("https://www.dailymotion.com/video/x8abcde", "https://geo.dailymotion.com/player.html?video=x8abcde"),
        (
            "https://open.spotify.com/intl-de/episode/4rOoJ6Egrf8K2IrywzwOMk?si=1",
            "https://open.spotify.com/embed/episode/4rOoJ6Egrf8K2IrywzwOMk",
        ),
        ("https://archive.org/details/apollo-11_log.2", "https://archive.org/embed/apollo-11_log.2"),
    ],
)
def test_addresses_of_the_table_have_a_player(address: str, player: str) -> None:
    found = embeds.player_of(address)
    assert found and found[1] == player


@pytest.mark.pure
@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/watch?v=dQw4w9WgXcQ",
        "https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ",
        "https://evil.example/youtube.com/watch?v=dQw4w9WgXcQ",
        "https://www.youtube.com@evil.example/watch?v=dQw4w9WgXcQ",
        "https://www.youtube.com/watch?v=short",
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ%22onload",
        "ftp://youtu.be/dQw4w9WgXcQ",
        "javascript:alert(1)",
        "https://archive.org/details/../x",
        "https://vimeo.com/",
        "",
        "://",
    ],
)
def test_other_addresses_have_none_and_stay_links(address: str) -> None:
    assert embeds.player_of(address) is None
    html = to_html(f"![Words](embed:{address})", {})
    assert "data-player" not in html and "embed" not in html.replace(f"embed:{address}", "").replace("embed:", "")


@pytest.mark.pure
def test_alone_in_its_paragraph_it_is_a_figure_with_a_link() -> None:
    html = to_html(f'![The <night>](embed:https://youtu.be/{ID} "Filmed & cut")', {})
    assert html == (
        f'<figure class="embed"><a class="embed-link" href="https://youtu.be/{ID}" '
        f'data-player="{YOUTUBE.replace("&", "&amp;")}" data-provider="YouTube">The &lt;night&gt;</a>'
        '<figcaption>Filmed &amp; cut <span class="credit">Video from YouTube, which learns of your visit when you '
        "open it.</span></figcaption></figure>"
    )
    assert "<iframe" not in html


@pytest.mark.pure
def test_among_words_it_is_a_plain_link() -> None:
    html = to_html(f"See ![the film](embed:https://youtu.be/{ID}) now.", {})
    assert html == f'<p>See <a href="https://youtu.be/{ID}">the film</a> now.</p>'


@pytest.mark.pure
def test_a_writer_can_give_no_player_of_their_own() -> None:
    html = to_html('<a class="embed-link" href="https://evil.example/" data-player="https://evil.example/">x</a>', {})
    assert html == '<p><a class="embed-link" href="https://evil.example/">x</a></p>'


@pytest.mark.pure
def test_the_policy_names_the_hosts_of_the_players_and_no_other() -> None:
    assert settings.SECURE_CSP["frame-src"] == embeds.hosts()


@pytest.mark.django_db
def test_page_and_feed_hold_the_link_and_no_frame(client: Client) -> None:
    make.story("Night", body=f"![The film](embed:https://youtu.be/{ID})")
    page, feed = client.get("/articles/night/"), client.get("/feeds/all.rss")
    assert 'class="embed-link"' in page.content.decode() and "<iframe" not in page.content.decode()
    assert f"https://youtu.be/{ID}" in feed.content.decode() and "iframe" not in feed.content.decode()
    assert "frame-src https://www.youtube-nocookie.com " in page["Content-Security-Policy"]
