"""The index of PostgreSQL knows spans of time in five sizes, each four of the one before, and not where words stand.

Phrases are looked for in the words themselves: the table is three quarters as large.
"""

from django.db import migrations

from articles.migrations._search_index import LEXEMES, on_postgresql

INDEX_ANEW = "UPDATE articles_searchentry SET place = place"  # by the trigger


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial")]

    operations = [on_postgresql(LEXEMES, INDEX_ANEW)]
