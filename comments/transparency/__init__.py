"""The public report on moderation: by month what came in, what was decided, why, and how long it took.

`figures` says what is counted and in which words, `counting` counts it from the append-only record, `months` keeps the
months that are over, `views` shows them.
"""
