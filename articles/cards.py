"""Cards that many pages show, rendered by the macro of the templates."""

from django.template import engines
from django.utils.safestring import SafeString

from articles.frame import menu
from articles.models import Article, shows


def trending_line(story: Article) -> SafeString:
    """Give the line of a story in Latest Trending."""
    return SafeString(engines["jinja2"].get_template("articles/_trending_line.html").render({"story": story}))


def small_cards(ids: list[int]) -> dict[int, SafeString]:
    """Give the small card, with its picture, of each of these stories."""
    stories = Article.objects.for_cards().in_bulk(ids)
    shows(*stories.values())
    card = engines["jinja2"].env.get_template("articles/_card.html").module.card  # type: ignore[attr-defined]
    sections = menu()
    return {pk: SafeString(card(story, sections, shape="small", sizes="7rem")) for pk, story in stories.items()}
