"""Who may do what in the newsroom: the groups that a new portal has.

The admin reads the permissions, not this table, so an operator may add to a group or make others. A change here
takes a migration that carries the new table; `tests/test_admin_groups.py` compares the two.
"""

REPORTER = [
    "articles.view_article",
    "articles.add_article",
    "articles.change_article",  # of a live story: its pending changes, which take publish_article to come out
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
    "articles.arrange_article",
    "articles.share_article",
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

CHIEF = [
    *EDITOR,
    "articles.overrule_article",
    "comments.view_weight",
    "comments.change_weight",
    "comments.view_wordlist",
    "comments.add_wordlist",
    "comments.change_wordlist",
    "comments.delete_wordlist",
    "auth.view_user",
]

GROUPS = {"Reporter": REPORTER, "Editor": EDITOR, "Chief": CHIEF, "Moderator": MODERATOR}
"""Group: its permissions as `app.codename`. Deleting stories is in none: retracting leaves a trace."""

VERBS = [
    ("Read stories that are not public, and their previews", "articles.view_article"),
    ("Write stories", "articles.add_article"),
    ("Change drafts and stories in review; save changes to live ones, which others publish", "articles.change_article"),
    ("Write private notes on stories", "articles.change_article"),
    ("Publish and schedule stories, and changes to live ones; set their times", "articles.publish_article"),
    ("Tell readers of an update or a correction", "articles.publish_article"),
    ("Pin stories to Latest Trending, or keep them out", "articles.publish_article"),
    ("Publish against the checklist, with a reason", "articles.overrule_article"),
    ("Retract stories", "articles.retract_article"),
    ("Arrange the front page", "articles.arrange_article"),
    ("Make and revoke preview links for outsiders", "articles.share_article"),
    ("See photos", "articles.view_photo"),
    ("Upload photos", "articles.add_photo"),
    ("Describe photos and replace their files", "articles.change_photo"),
    ("Delete photos that nothing shows", "articles.delete_photo"),
    ("Add tags", "articles.add_tag"),
    ("Rename and merge tags", "articles.change_tag"),
    ("Delete tags that no story carries", "articles.delete_tag"),
    ("Add bylines", "articles.add_byline"),
    ("Change bylines", "articles.change_byline"),
    ("Delete bylines that stand over no story", "articles.delete_byline"),
    ("Read comments of every state", "comments.view_comment"),
    ("Decide on comments", "comments.moderate_comment"),
    ("See what weighs how much against a comment", "comments.view_weight"),
    ("Say what weighs how much against a comment, and try it", "comments.change_weight"),
    ("See the lists of words that count against a comment", "comments.view_wordlist"),
    ("Add lists of words", "comments.add_wordlist"),
    ("Change lists of words", "comments.change_wordlist"),
    ("Delete lists of words", "comments.delete_wordlist"),
    ("Read the audit log", "nuztrend.view_auditentry"),
    ("See accounts", "auth.view_user"),
    ("Delete stories for good, which leaves no trace for readers", "superuser"),
    ("Change accounts and groups", "auth.change_user"),
]
"""What members do, and the permission that it takes; `superuser` stands for what no permission allows."""
