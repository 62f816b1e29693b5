"""Writing a story: what the editor asks the server for, what nobody saved, and who else is there."""

from articles.admin.writing.mixin import Writing

__all__ = ["Writing"]
