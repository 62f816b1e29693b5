"""The style page of the newsroom: every part of the public pages in every state, drawn by the pages' own templates.

`samples` makes up the rows, `parts` says which template gets which of them, `drawing` draws it, `views` answers.
"""
