"""Search: one door, and behind it a room for each database.

A question is read into parts of our own (`asking`), a room finds the newest stories that answer it by their headline
and by all their words (`rooms`), these candidates are ranked by one formula (`ranking`), and what is shown of them is
marked (`snippets`). What search knows of a story is written with the story (`indexing`).
"""

from articles.search.asking import Question, read
from articles.search.finding import Found, Result, ids_of_all, search
from articles.search.indexing import index
from articles.search.suggesting import meant, subjects, suggestions

__all__ = ["Found", "Question", "Result", "ids_of_all", "index", "meant", "read", "search", "subjects", "suggestions"]
