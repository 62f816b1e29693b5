"""Kinds of rows whose change no page shows, and why; tests/test_page_freshness.py wants a change for all others."""

NOT_ON_PAGES = {
    "articles.SearchEntry": "search is rendered for each question",
    "articles.SearchWord": "search is rendered for each question",
    "articles.Autosave": "its author alone reads it",
    "articles.Presence": "the newsroom alone reads it",
    "articles.Note": "the newsroom alone reads it",
    "articles.PreviewLink": "its page is never kept",
    "articles.PreviewOpening": "the newsroom alone counts them",
    "articles.PhotoUse": "the newsroom alone looks it up",
    "articles.PhotoWords": "the newsroom alone looks it up",
    "comments.ModerationEntry": "readers do not see decisions",
    "comments.Report": "readers see what it leads to: a comment that is taken down",
    "comments.Appeal": "readers see what it leads to: a comment that is shown",
    "comments.Attack": "readers see nothing of it",
    "comments.Budget": "readers see nothing of it",
    "comments.NetworkKey": "readers see nothing that is made with it",
    "articles.Lexicon": "readers see what it leads to: Related",
    "articles.StoryTerm": "readers see what it leads to: Related",
    "articles.Term": "readers see what it leads to: Related",
}
