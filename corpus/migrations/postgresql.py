"""What PostgreSQL needs made by hand: the terms of the passages, what an index beside it must follow, and claims.

SQLite's FTS5 keeps a table of terms by itself. Here `lexical` has the same columns, a `tsvector` of the same terms,
and `lexical_terms` the same counts, so that whoever writes to one engine writes to the other in the same words.
"""

from __future__ import annotations

MAKE = (
    # Our terms as they are: `to_tsvector` would cut « m² » and « 5½ » its own way, by the rules of the server's locale.
    # A term of more than 2,046 bytes cannot be a lexeme, nor can a place be beyond 16,383; two fields share none.
    r"""
    CREATE FUNCTION repere_terms(title text, headings text, body text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
        SELECT coalesce(string_agg(
            '''' || replace(replace(term, '\', '\\'), '''', '''''') || ''':' || least(place, 16383) || weight, ' '
        ), '')::tsvector
        FROM (
            SELECT term, place, 'A' AS weight
                FROM unnest(string_to_array(title, ' ')) WITH ORDINALITY AS a(term, place)
            UNION ALL SELECT term, place + 1000, 'B'
                FROM unnest(string_to_array(headings, ' ')) WITH ORDINALITY AS b(term, place)
            UNION ALL SELECT term, place + 3000, 'D'
                FROM unnest(string_to_array(body, ' ')) WITH ORDINALITY AS d(term, place)
        ) AS placed
        WHERE term <> '' AND octet_length(term) <= 2046
    $$
    """,
    """
    CREATE TABLE lexical (
        rowid integer PRIMARY KEY,
        title text NOT NULL,
        headings text NOT NULL,
        body text NOT NULL,
        terms tsvector GENERATED ALWAYS AS (repere_terms(title, headings, body)) STORED,
        size real GENERATED ALWAYS AS (
            0.3 * cardinality(string_to_array(title, ' ')) + 2.0 * cardinality(string_to_array(headings, ' '))
            + cardinality(string_to_array(body, ' '))
        ) STORED
    )
    """,
    "CREATE INDEX lexical_by_term ON lexical USING gin (terms)",
    'CREATE TABLE lexical_terms (term text COLLATE "C" PRIMARY KEY, doc integer NOT NULL)',
    """
    CREATE FUNCTION repere_count_terms() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP <> 'INSERT' THEN
            UPDATE lexical_terms SET doc = doc - gone.passages FROM (
                SELECT lexeme, count(*) AS passages FROM before, unnest(before.terms) GROUP BY lexeme
            ) AS gone WHERE term = lexeme;
            DELETE FROM lexical_terms WHERE doc = 0;
        END IF;
        IF TG_OP <> 'DELETE' THEN
            INSERT INTO lexical_terms AS held (term, doc)
                SELECT lexeme, count(*) FROM after, unnest(after.terms) GROUP BY lexeme
                ON CONFLICT (term) DO UPDATE SET doc = held.doc + excluded.doc;
        END IF;
        RETURN NULL;
    END $$
    """,
    "CREATE INDEX lexical_terms_gone ON lexical_terms (term) WHERE doc = 0",
    """
    CREATE TRIGGER lexical_added AFTER INSERT ON lexical REFERENCING NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION repere_count_terms()
    """,
    """
    CREATE TRIGGER lexical_removed AFTER DELETE ON lexical REFERENCING OLD TABLE AS before
    FOR EACH STATEMENT EXECUTE FUNCTION repere_count_terms()
    """,
    """
    CREATE TRIGGER lexical_changed AFTER UPDATE ON lexical REFERENCING OLD TABLE AS before NEW TABLE AS after
    FOR EACH STATEMENT EXECUTE FUNCTION repere_count_terms()
    """,
    # What the vectors' server must still be told, written by the very transaction that changes a passage.
    'CREATE TABLE changed_passages (number bigserial PRIMARY KEY, passage_id text COLLATE "C" NOT NULL)',
    """
    CREATE FUNCTION repere_note_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO changed_passages (passage_id)
            VALUES (CASE TG_OP WHEN 'DELETE' THEN OLD.passage_id ELSE NEW.passage_id END);
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER passages_changed AFTER INSERT OR DELETE OR UPDATE OF vector ON passages
    FOR EACH ROW EXECUTE FUNCTION repere_note_change()
    """,
    # Files that are to be taken in; one that a process works on is its own until `until`.
    'CREATE TABLE claims (path text COLLATE "C" PRIMARY KEY, worker text, until timestamptz)',
)
"""Statements, in order."""

DROP = (
    "DROP TABLE claims",
    "DROP TRIGGER passages_changed ON passages",
    "DROP FUNCTION repere_note_change",
    "DROP TABLE changed_passages",
    "DROP TABLE lexical_terms",
    "DROP TABLE lexical",
    "DROP FUNCTION repere_count_terms",
    "DROP FUNCTION repere_terms",
)
"""Statements that undo them."""
