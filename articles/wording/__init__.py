"""Comparing and merging texts word by word, whoever wrote them and however long they are.

`comparing` finds what two texts share, `merging` brings two changes of one text together, `marking` shows a difference
as HTML, `contents` does all of it for a story with its fields.
"""
