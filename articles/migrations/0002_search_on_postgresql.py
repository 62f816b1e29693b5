"""The index of PostgreSQL knows spans of time in five sizes, each four of the one before, and not where words stand.

Phrases are looked for in the words themselves: the table is three quarters as large.
"""

from django.db import migrations

from articles.migrations._search_index import LEXEMES

STATEMENTS = [
    LEXEMES,
    "UPDATE articles_searchentry SET place = place",  # by which the trigger indexes each story anew
]


def index_anew(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in STATEMENTS:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("articles", "0001_initial")]

    operations = [migrations.RunPython(index_anew, migrations.RunPython.noop)]
