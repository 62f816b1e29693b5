"""The newsroom's side of comments."""

from comments.admin import listing  # noqa: F401
