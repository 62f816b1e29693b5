"""What the desk for stories has besides the form: the checklist, private notes, links for outsiders."""

from typing import ClassVar

from articles.admin.gate import ChecklistPages
from articles.admin.notes import NotePages
from articles.admin.sharing import SharingPages


class DeskPages(ChecklistPages, NotePages, SharingPages):
    """All of them, for the admin of stories."""

    class Media:
        css: ClassVar = {"all": ["admin-nuztrend/checklist.css"]}
        js: ClassVar = ["admin/js/jquery.init.js", "admin-nuztrend/checklist.js", "admin-nuztrend/notes.js"]
