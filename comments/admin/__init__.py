"""The newsroom's side of comments."""

from comments.admin import desk  # noqa: F401
