"""How private pages and letters name the story of a comment: by its headline while the public may see it."""

from articles.models import Article

UNNAMED = "a story that is not public now"
"""A draft or a story taken back may have got a headline since that nobody is to read yet."""


def named(story: Article) -> str:
    """Give the headline in quotation marks where the public may see the story, else words that tell nothing of it."""
    return f"“{story.title}”" if story.is_public else UNNAMED
