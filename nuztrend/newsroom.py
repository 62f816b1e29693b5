"""Who may do what in the newsroom: the groups that a new portal has.

The admin reads the permissions, not this table, so an operator may add to a group or make others. A change here
takes a migration that carries the new table; `tests/test_admin_groups.py` compares the two.
"""

REPORTER = [
    "articles.view_article",
    "articles.add_article",
    "articles.change_article",  # a draft or a story in review; a published one takes publish_article too
    "articles.view_photo",
    "articles.add_photo",
    "articles.change_photo",
    "articles.view_tag",
    "articles.view_byline",
]

MODERATOR = [
    "articles.view_article",
    "comments.view_comment",
    "comments.moderate_comment",
]

EDITOR = [
    *REPORTER,
    "articles.publish_article",
    "articles.retract_article",
    "articles.delete_photo",
    "articles.add_tag",
    "articles.change_tag",
    "articles.delete_tag",
    "articles.add_byline",
    "articles.change_byline",
    "articles.delete_byline",
    "comments.view_comment",
    "comments.moderate_comment",
    "nuztrend.view_auditentry",
]

GROUPS = {"Reporter": REPORTER, "Editor": EDITOR, "Moderator": MODERATOR}
"""Group: its permissions as `app.codename`. Deleting stories is in none: retracting leaves a trace."""
