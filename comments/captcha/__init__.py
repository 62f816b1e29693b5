"""The site's own captcha: six digits, seen or heard, good for one answer.

`challenge` keeps the rows (the table of django-simple-captcha), `picture` and `sound` show a challenge,
`views` serves both. Import from these modules; this one stays empty because it is loaded before the models.
"""
