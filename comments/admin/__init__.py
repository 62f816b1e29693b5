"""The newsroom's side of comments."""

from comments.admin import judging, listing  # noqa: F401
