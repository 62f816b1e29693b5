"""The index of search, as each database has it: what Django has no word for."""

from django.db import migrations

SQLITE = [
    # Contentless: the words stand in the table already, and SQLite 3.40 takes a row out of such an index only when it
    # is told the words that went in. No sizes of columns either, as rank is not worked out by bm25().
    """
    CREATE VIRTUAL TABLE articles_search_text USING fts5 (
        title, lead, body, marks, content='', columnsize=0, tokenize='ascii'
    )
    """,
    """
    CREATE VIRTUAL TABLE articles_search_headline USING fts5 (
        title, marks, content='', columnsize=0, tokenize='ascii'
    )
    """,
    """
    CREATE TRIGGER articles_search_enters AFTER INSERT ON articles_searchentry BEGIN
        INSERT INTO articles_search_text (rowid, title, lead, body, marks)
        VALUES (new.place, new.title, new.lead, new.body, new.marks);
        INSERT INTO articles_search_headline (rowid, title, marks) VALUES (new.place, new.title, new.marks);
    END
    """,
    """
    CREATE TRIGGER articles_search_leaves AFTER DELETE ON articles_searchentry BEGIN
        INSERT INTO articles_search_text (articles_search_text, rowid, title, lead, body, marks)
        VALUES ('delete', old.place, old.title, old.lead, old.body, old.marks);
        INSERT INTO articles_search_headline (articles_search_headline, rowid, title, marks)
        VALUES ('delete', old.place, old.title, old.marks);
    END
    """,
    """
    CREATE TRIGGER articles_search_changes
    AFTER UPDATE OF place, title, lead, body, marks ON articles_searchentry BEGIN
        INSERT INTO articles_search_text (articles_search_text, rowid, title, lead, body, marks)
        VALUES ('delete', old.place, old.title, old.lead, old.body, old.marks);
        INSERT INTO articles_search_headline (articles_search_headline, rowid, title, marks)
        VALUES ('delete', old.place, old.title, old.marks);
        INSERT INTO articles_search_text (rowid, title, lead, body, marks)
        VALUES (new.place, new.title, new.lead, new.body, new.marks);
        INSERT INTO articles_search_headline (rowid, title, marks) VALUES (new.place, new.title, new.marks);
    END
    """,
]
SQLITE_BACK = [
    "DROP TRIGGER articles_search_changes",
    "DROP TRIGGER articles_search_leaves",
    "DROP TRIGGER articles_search_enters",
    "DROP TABLE articles_search_headline",
    "DROP TABLE articles_search_text",
]
LEXEMES = """
    CREATE OR REPLACE FUNCTION articles_search_lexemes(texts text[], marks text, place bigint) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT array_to_tsvector(
            array_remove(string_to_array(array_to_string(texts, ' '), ' '), '')
            || ARRAY(SELECT '#' || mark FROM unnest(string_to_array(marks, ' ')) AS mark WHERE mark <> '')
            || ARRAY(SELECT '@' || size || ':' || (place >> size) FROM unnest(ARRAY[22, 24, 26, 28, 30]) AS size)
        )
    $$
"""
"""Places are bound into the index as well (`@24:…`): GIN has no order, and a question is then asked of a span of time.
Where the words stand is not kept: phrases are looked for in the words themselves.
"""
POSTGRESQL = [
    LEXEMES,
    "ALTER TABLE articles_searchentry ADD COLUMN headline_index tsvector NOT NULL DEFAULT ''",
    "ALTER TABLE articles_searchentry ADD COLUMN text_index tsvector NOT NULL DEFAULT ''",
    """
    CREATE FUNCTION articles_search_follow() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        NEW.headline_index := articles_search_lexemes(ARRAY[NEW.title], NEW.marks, NEW.place);
        NEW.text_index := articles_search_lexemes(ARRAY[NEW.title, NEW.lead, NEW.body], NEW.marks, NEW.place);
        RETURN NEW;
    END
    $$
    """,
    """
    CREATE TRIGGER articles_search_follow
    BEFORE INSERT OR UPDATE OF place, title, lead, body, marks ON articles_searchentry
    FOR EACH ROW EXECUTE FUNCTION articles_search_follow()
    """,
    # Entered at once: a list of what is still to be entered would be read through by every question.
    "CREATE INDEX articles_search_headline ON articles_searchentry USING gin (headline_index) WITH (fastupdate = off)",
    "CREATE INDEX articles_search_text ON articles_searchentry USING gin (text_index) WITH (fastupdate = off)",
    # Words that begin alike stand together in the order of their bytes, and in that of no language.
    'ALTER TABLE articles_searchword ALTER COLUMN word TYPE varchar(40) COLLATE "C"',
]
POSTGRESQL_BACK = [
    "DROP TRIGGER articles_search_follow ON articles_searchentry",
    "DROP FUNCTION articles_search_follow()",
    "DROP INDEX articles_search_text",
    "DROP INDEX articles_search_headline",
    "ALTER TABLE articles_searchentry DROP COLUMN text_index",
    "ALTER TABLE articles_searchentry DROP COLUMN headline_index",
    "DROP FUNCTION articles_search_lexemes(text[], text, bigint)",
]


def make_index(apps, schema_editor):
    for statement in SQLITE if schema_editor.connection.vendor == "sqlite" else POSTGRESQL:
        schema_editor.execute(statement)


def drop_index(apps, schema_editor):
    for statement in SQLITE_BACK if schema_editor.connection.vendor == "sqlite" else POSTGRESQL_BACK:
        schema_editor.execute(statement)


def on_postgresql(*statements):
    """Give the operation that executes these on PostgreSQL, and nothing on other databases or backwards."""

    def execute(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            for statement in statements:
                schema_editor.execute(statement)

    return migrations.RunPython(execute, migrations.RunPython.noop)
