"""The catalogue: every change is whole, and what is searched follows it."""

from __future__ import annotations

import re
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import alembic.autogenerate
import alembic.migration
import alembic.script
import numpy as np
import pytest
import sqlalchemy as sa

from corpus import engine, sqlite, tables
from corpus.catalogue import Catalogue, Held, Indexed, Postings, Where
from corpus.engine import HEAD
from corpus.errors import StoreError, UsageError
from corpus.model import Metadata, Passage, Reading, SourceFile
from corpus.reading import read_file, sha256_of
from corpus.servers import ServerSettings

DIMENSION = 4
LONG = "Le comité se réunit quatre fois par année et rend compte de ses travaux aux partenaires. " * 8


def words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


def indexed(reading: Reading) -> list[Indexed]:
    title = words(reading.document.title)
    return [
        Indexed(
            vector=np.full(DIMENSION, passage.start, dtype=np.float32),
            postings=Postings(title=title, headings=words(" ".join(passage.heading_path)), body=words(passage.text)),
        )
        for passage in reading.passages
    ]


class Home:
    """A catalogue, and a short way to put texts into it."""

    def __init__(self, place: Path | ServerSettings) -> None:
        self.place = place
        self.catalogue = Catalogue.open(place)

    @property
    def path(self) -> Path:
        """The file that it lies in."""
        assert isinstance(self.place, Path)
        return self.place

    def put(self, name: str, text: str, given: Metadata | None = None) -> str:
        """Put a text as the file `/c/NAME`; return its document's id."""
        reading = read_file(Path(name), text.encode(), given)
        self.catalogue.put(self.file(name, text, reading), reading, indexed(reading), given or Metadata())
        return reading.document.document_id

    def file(self, name: str, text: str, reading: Reading | None = None) -> SourceFile:
        return SourceFile(
            path=f"/c/{name}",
            name=name,
            sha256=sha256_of(text.encode()),
            size=len(text.encode()),
            state="read" if reading else "failed",
            document_id=reading.document.document_id if reading else None,
            error_code=None if reading else "not_text",
        )

    def found(self, term: str, where: Where | None = None) -> list[str]:
        """Return the documents whose passages hold a term."""
        hits = self.catalogue.candidates([term], 100, where)
        return sorted({hit.passage_id.split(":")[0] for hit in hits})


@pytest.fixture(params=["embedded", "server"])
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Home]:
    """Give an empty catalogue on each engine, which must behave alike, and be sound at the end."""
    if request.param == "server":
        made = Home(ServerSettings(database=request.getfixturevalue("database")))
    else:
        made = Home(tmp_path / "catalogue.sqlite3")
    yield made
    assert_sound(made.catalogue)
    made.catalogue.close()


@pytest.fixture
def file_home(tmp_path: Path) -> Iterator[Home]:
    """Give an empty catalogue in a file."""
    made = Home(tmp_path / "catalogue.sqlite3")
    yield made
    made.catalogue.close()


def assert_sound(catalogue: Catalogue) -> None:
    """Check what must hold after any change: the postings, their lengths and the foreign keys tell one story."""
    assert catalogue.judge() == []
    held = [entry.document.document_id for entry in catalogue.held()]
    passages = [passage for document_id in held for passage in catalogue.passages_of(document_id)]
    assert sorted(passage.passage_id for passage in passages) == catalogue.passage_ids()
    assert catalogue.count() == len(passages)
    everything = {hit.passage_id: hit for hit in catalogue.candidates(vocabulary(passages), 10_000)}
    assert everything.keys() == {passage.passage_id for passage in passages}
    fields = [[getattr(entry, name) for entry in everything.values()] for name in ("title", "headings", "body")]
    assert catalogue.statistics(()).lengths == tuple(sum(len(text.split()) for text in field) for field in fields)
    frequencies = Counter(
        term for entry in everything.values() for term in {*f"{entry.title} {entry.headings} {entry.body}".split()}
    )
    assert catalogue.document_frequencies(list(frequencies)) == frequencies
    traits = catalogue.traits(everything)
    assert traits.keys() == everything.keys()
    for one in passages:
        told = traits[one.passage_id]
        assert (told.kind, told.regions, told.date, told.heading_path) == (
            one.kind,
            one.regions,
            one.date,
            one.heading_path,
        )
    texts = catalogue.documents(held)
    assert all(passage.text == texts[passage.document_id].text[passage.start : passage.end] for passage in passages)


def vocabulary(passages: list[Passage]) -> list[str]:
    return sorted({word for passage in passages for word in words(passage.text).split()})


# ------------------------------------------------------------------------------------------- what is put is kept


def test_gives_back_what_it_was_given(home: Home) -> None:
    front = "authors: [A, B]\nlicence: CC0\nsource_url: https://x.ca\nregions: [Laval]\ndate: 2003/2004\nkind: guide"
    text = f"---\n{front}\n---\n# Un\n\n{LONG}\n\n## Deux\n\nLe logement.\n"
    reading = read_file(Path("a.md"), text.encode())
    file = home.file("a.md", text, reading)
    home.catalogue.put(file, reading, indexed(reading), Metadata(date="1999"))

    catalogue, document_id = home.catalogue, reading.document.document_id
    assert catalogue.source_files() == {"/c/a.md": file}
    assert catalogue.given() == {"/c/a.md": Metadata(date="1999")}
    assert catalogue.documents([document_id, document_id, "absent"]) == {document_id: reading.document}
    assert tuple(catalogue.sections(document_id)) == reading.sections
    assert tuple(catalogue.passages_of(document_id)) == reading.passages
    assert catalogue.passages([*catalogue.passage_ids(), "absent"]) == {one.passage_id: one for one in reading.passages}
    assert catalogue.held() == [
        Held(document=replace(reading.document, text=""), passages=len(reading.passages), paths=("/c/a.md",))
    ]


def test_vectors_come_in_the_order_asked(home: Home) -> None:
    document_id = home.put("a.txt", f"LES ENJEUX\n\n{LONG}\n\nLES MOYENS\n\n{LONG}")
    passages = home.catalogue.passages_of(document_id)[::-1]
    vectors = home.catalogue.vectors([passage.passage_id for passage in passages])
    assert vectors.dtype == np.float32
    assert vectors.tolist() == [[passage.start] * DIMENSION for passage in passages]
    assert home.catalogue.vectors([]).shape == (0, 0)
    with pytest.raises(KeyError):
        home.catalogue.vectors(["absent"])


def test_a_home_keeps_its_own_values(home: Home) -> None:
    assert home.catalogue.value("card") is None
    home.catalogue.set_value("card", "un")
    home.catalogue.set_value("card", "deux")
    assert home.catalogue.value("card") == "deux"


def test_it_is_all_there_when_opened_again(home: Home) -> None:
    home.put("a.txt", "Le logement.")
    home.catalogue.close()
    home.catalogue = Catalogue.open(home.place)
    assert home.found("logement") == [home.catalogue.held()[0].document.document_id]
    assert home.catalogue.revision() == 1


# ------------------------------------------------------------------------------------------- changes


def test_a_file_that_changed_replaces_its_document(home: Home) -> None:
    first = home.put("a.txt", "Le logement social.")
    second = home.put("a.txt", "Le transport social.")
    assert home.found("logement") == []
    assert home.found("transport") == home.found("social") == [second]
    assert [held.document.document_id for held in home.catalogue.held()] == [second]
    assert home.catalogue.find(first).document_id == second


def test_a_replaced_id_leads_to_the_last_of_its_line(home: Home) -> None:
    first, second = home.put("a.txt", "Un."), home.put("a.txt", "Deux.")
    third = home.put("a.txt", "Trois.")
    assert {home.catalogue.find(one).document_id for one in (first, second, third)} == {third}
    assert home.put("a.txt", "Un.") == first
    assert {home.catalogue.find(one).document_id for one in (first, second, third)} == {first}


def test_two_files_with_one_text_share_a_document(home: Home) -> None:
    assert home.put("a.txt", "Le logement.") == home.put("b.txt", "Le logement.")
    (held,) = home.catalogue.held()
    assert held.paths == ("/c/a.txt", "/c/b.txt")
    assert home.catalogue.count() == 1

    home.put("a.txt", "Le transport.")
    assert home.found("logement") == [held.document.document_id]
    assert home.catalogue.forget("/c/b.txt") == held.document.document_id
    assert home.found("logement") == []


def test_a_document_told_anew_keeps_all_its_files(home: Home) -> None:
    home.put("a.txt", "Le logement.")
    home.put("b.txt", "Le logement.")
    home.put("a.txt", "Le logement.", Metadata(kind="guide", regions=("Laval",), date="2014"))
    (held,) = home.catalogue.held()
    assert (held.document.kind, held.paths) == ("guide", ("/c/a.txt", "/c/b.txt"))
    assert home.found("logement", Where(regions=("Laval",), kinds=("guide",), since=2014, until=2014)) == [
        held.document.document_id
    ]


def test_a_document_told_anew_under_another_name_keeps_all_its_files(home: Home) -> None:
    home.put("a.txt", "Le logement.")
    home.put("b.txt", "Le logement.", Metadata(kind="guide"))
    (held,) = home.catalogue.held()
    assert (held.document.kind, held.paths) == ("guide", ("/c/a.txt", "/c/b.txt"))
    home.put("c.txt", "Le logement.")
    assert [one.document.kind for one in home.catalogue.held()] == ["guide"]


def test_a_document_is_named_after_a_file_that_holds_it_and_says_when_none_can_be_read(home: Home) -> None:
    home.put("a.txt", "Le logement.")
    home.put("b.txt", "Le logement.")
    home.catalogue.forget("/c/a.txt")
    (held,) = home.catalogue.held()
    assert (held.document.source, held.state) == ("b.txt", "read")
    home.put("c.txt", "Le logement.")
    home.put("b.txt", "Le transport.")
    assert {one.document.source for one in home.catalogue.held()} == {"b.txt", "c.txt"}
    home.catalogue.put_failure(home.file("c.txt", "\0"), Metadata())
    assert {one.document.source: one.state for one in home.catalogue.held()} == {"b.txt": "read", "c.txt": "failed"}


def test_forgetting_a_file(home: Home) -> None:
    document_id = home.put("a.txt", "Le logement.")
    home.put("b.txt", "Le transport.")
    assert home.catalogue.forget("/c/absent") is None
    assert home.catalogue.forget("/c/a.txt") == document_id
    assert home.found("logement") == []
    assert list(home.catalogue.source_files()) == ["/c/b.txt"]


def test_removing_a_document(home: Home) -> None:
    document_id = home.put("a.txt", "Le logement.")
    home.put("b.txt", "Le logement.")
    home.catalogue.remove(document_id)
    assert home.catalogue.held() == []
    assert home.catalogue.source_files() == {}
    assert home.catalogue.statistics(()).lengths == (0, 0, 0)
    with pytest.raises(UsageError):
        home.catalogue.find(document_id)


def test_a_failure_leaves_what_was_there(home: Home) -> None:
    document_id = home.put("a.txt", "Le logement.")
    home.catalogue.put_failure(home.file("a.txt", "\0"), Metadata(kind="guide", regions=("Laval",)))
    file = home.catalogue.source_files()["/c/a.txt"]
    assert (file.state, file.error_code, file.document_id) == ("failed", "not_text", document_id)
    assert home.catalogue.given() == {"/c/a.txt": Metadata(kind="guide", regions=("Laval",))}
    assert home.found("logement") == [document_id]
    assert home.put("a.txt", "Le logement.") == document_id
    assert home.catalogue.source_files()["/c/a.txt"].state == "read"


def test_a_file_that_was_never_read_holds_nothing(home: Home) -> None:
    home.catalogue.put_failure(home.file("a.txt", "\0"), Metadata())
    assert home.catalogue.source_files()["/c/a.txt"].document_id is None
    assert home.catalogue.held() == []
    assert home.put("a.txt", "Le logement.")


def test_passages_are_indexed_anew(home: Home) -> None:
    document_id = home.put("a.txt", f"LES ENJEUX\n\n{LONG}\n\nLES MOYENS\n\n{LONG}")
    ids = home.catalogue.passage_ids()
    entry = Indexed(
        vector=np.full(DIMENSION, 7, dtype=np.float32), postings=Postings(title="un", headings="", body="comité deux")
    )
    home.catalogue.reindex(dict.fromkeys(ids, entry), {"card": "new"})
    assert home.catalogue.statistics(()).lengths == (len(ids), 0, 2 * len(ids))
    assert home.found("deux") == [document_id]
    assert home.found("partenaires") == []
    assert home.catalogue.vectors(ids).tolist() == [[7] * DIMENSION] * len(ids)
    assert home.catalogue.value("card") == "new"
    home.catalogue.remove(document_id)


def test_a_change_is_whole_or_not_at_all(home: Home) -> None:
    document_id = home.put("a.txt", "Le logement.")
    reading = read_file(Path("a.txt"), f"LES ENJEUX\n\n{LONG}\n\nLES MOYENS\n\n{LONG}".encode())
    with pytest.raises(ValueError, match="shorter"):
        home.catalogue.put(home.file("a.txt", "x", reading), reading, indexed(reading)[:1], Metadata())
    assert [held.document.document_id for held in home.catalogue.held()] == [document_id]
    assert home.catalogue.revision() == 1


def test_each_change_moves_the_revision(home: Home) -> None:
    assert home.catalogue.revision() == 0
    home.put("a.txt", "Un.")
    home.catalogue.put_failure(home.file("b.txt", "x"), Metadata())
    home.catalogue.forget("/c/b.txt")
    assert home.catalogue.revision() == 3
    home.catalogue.set_value("card", "x")
    assert home.catalogue.revision() == 3


def test_threads_take_their_turn(home: Home) -> None:
    failures: list[Exception] = []

    def work(number: int) -> None:
        try:
            for turn in range(5):
                home.put(f"{number}.txt", f"Le texte {number} de {turn}.")
                home.catalogue.held()
        except Exception as failure:
            failures.append(failure)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert home.catalogue.revision() == 30
    assert home.catalogue.count() == 6


def test_any_order_of_changes_leaves_one_story(home: Home) -> None:
    """A fixed walk over changes; the fixture checks the catalogue after it, and each step here."""
    texts = ["Le logement.", "Le transport.", f"LES ENJEUX\n\n{LONG}\n\nLES MOYENS\n\n{LONG}"]
    random = np.random.default_rng(5)
    for _ in range(60):
        name, text = f"{random.integers(4)}.txt", texts[random.integers(3)]
        match random.integers(5):
            case 0:
                home.catalogue.forget(f"/c/{name}")
            case 1:
                home.catalogue.put_failure(home.file(name, text), Metadata())
            case 2:
                held = home.catalogue.held()
                if held:
                    home.catalogue.remove(held[0].document.document_id)
            case _:
                home.put(name, text)
        assert_sound(home.catalogue)


# ------------------------------------------------------------------------------------------- finding


def test_finds_a_document_by_any_of_its_names(home: Home) -> None:
    text = "Le logement."
    document_id = home.put("de\u0301libe\u0301ration.txt", text)
    assert home.catalogue.find("délibération.txt").document_id == document_id
    home.put("copie.txt", text)
    for name in (
        document_id,
        document_id[:6],
        "copie.txt",
        "/c/de\u0301libe\u0301ration.txt",
        "de\u0301libe\u0301ration.txt",
    ):
        assert home.catalogue.find(name).text == text


def test_finds_nothing_by_a_name_that_is_no_one_s(home: Home) -> None:
    document_id = home.put("a.txt", "Un.")
    for name in ("", "absent", document_id[:3], "%%%%", "____", "/c/b.txt"):
        with pytest.raises(UsageError) as caught:
            home.catalogue.find(name)
        assert caught.value.key == "usage.document_unknown"


def test_says_that_a_name_is_that_of_several(home: Home) -> None:
    for number in range(40):
        home.put(f"{number}.txt", f"Le texte {number}.")
    first = home.put("sous/a.txt", "Un.")
    reading = read_file(Path("a.txt"), b"Deux.")
    moved = replace(home.file("a.txt", "Deux.", reading), path="/d/a.txt")
    home.catalogue.put(moved, reading, indexed(reading), Metadata())
    with pytest.raises(UsageError) as caught:
        home.catalogue.find("a.txt")
    assert caught.value.key == "usage.document_ambiguous"
    assert home.catalogue.find("/c/sous/a.txt").document_id == first


@pytest.fixture
def dated(home: Home) -> Home:
    for name, region, kind, date in (
        ("a", "Laval", "guide", "2003"),
        ("b", "Estrie", "portrait", "2014-10"),
        ("c", "Estrie", "guide", "2003/2018"),
        ("d", "Montréal", "guide", None),
    ):
        given = Metadata(regions=(region,), kind=kind, date=date)  # type: ignore[arg-type]
        home.put(f"{name}.txt", f"Le logement, texte {name}.", given)
    return home


@pytest.mark.parametrize(
    ("where", "names"),
    [
        (None, "abcd"),
        (Where(), "abcd"),
        (Where(regions=("Estrie",)), "bc"),
        (Where(regions=("Estrie", "Laval")), "abc"),
        (Where(regions=("Outaouais",)), ""),
        (Where(kinds=("guide",)), "acd"),
        (Where(since=2010), "bc"),
        (Where(until=2010), "ac"),
        (Where(since=2004, until=2013), "c"),
        (Where(since=2015, until=2018, regions=("Estrie",), kinds=("guide",)), "c"),
        (Where(since=2019), ""),
    ],
)
def test_conditions(dated: Home, where: Where | None, names: str) -> None:
    def names_of(document_ids: list[str]) -> str:
        return "".join(sorted(dated.catalogue.find(one).source[0] for one in document_ids))

    assert names_of(dated.found("logement", where)) == names
    assert names_of([one.split(":")[0] for one in dated.catalogue.passage_ids(where)]) == names


def test_candidates(home: Home) -> None:
    many = home.put("a.txt", "logement logement logement logement")
    one = home.put("b.txt", "logement et transport")
    assert [hit.passage_id.split(":")[0] for hit in home.catalogue.candidates(["logement"], 9)] == [many, one]
    assert len(home.catalogue.candidates(["logement", "transport"], 1)) == 1
    assert home.catalogue.candidates([], 9) == []
    assert home.catalogue.candidates(["absent", 'a"b', "NOT", "a*"], 9) == []
    assert len(home.catalogue.candidates([f"t{number}" for number in range(2000)] + ["transport"], 9)) == 1


def test_terms_of_the_collection(home: Home) -> None:
    home.put("a.txt", "logement logements loger été")
    assert sorted(home.catalogue.terms_like("log")) == ["logement", "logements", "loger"]
    assert home.catalogue.terms_like("ét") == ["été"]
    assert home.catalogue.document_frequencies(["logement", "absent"]) == {"logement": 1}
    assert home.catalogue.document_frequencies([]) == {}


def test_more_passages_than_one_statement_holds(home: Home) -> None:
    home.put("a.txt", "\n\n".join(f"LES ENJEUX {number}\n\n{LONG}" for number in range(1000)))
    ids = home.catalogue.passage_ids()
    assert len(ids) == 1000
    assert len(home.catalogue.passages(ids)) == len(home.catalogue.vectors(ids)) == 1000
    home.put("a.txt", "Un.")


# ------------------------------------------------------------------------------------------- the file itself


def refused(path: Path) -> StoreError:
    with pytest.raises(StoreError) as caught:
        Catalogue.open(path)
    return caught.value


def test_a_file_made_by_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite3"
    Catalogue.open(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = path.read_bytes()
    error = refused(path)
    assert (error.key, error.values) == ("store.newer", {"path": str(tmp_path), "version": "9999"})
    assert path.read_bytes() == before


def test_a_damaged_file_is_said_to_be(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.sqlite3"
    path.write_bytes(b"ceci n'est pas un catalogue" * 100)
    assert (refused(path).key, refused(path).values) == ("store.damaged", {"path": str(path)})


def test_a_file_damaged_inside_is_said_to_be(file_home: Home, tmp_path: Path) -> None:
    file_home.put("a.txt", "\n\n".join(f"LES ENJEUX {number}\n\n{LONG}" for number in range(50)))
    file_home.catalogue.close()
    path = tmp_path / "damaged.sqlite3"
    content = bytearray(file_home.path.read_bytes())
    content[8192:-8192] = b"\xff" * (len(content) - 16384)
    path.write_bytes(content)
    file_home.catalogue = Catalogue.open(file_home.path)
    document_id = file_home.catalogue.held()[0].document.document_id
    with pytest.raises(StoreError) as caught:
        open_and_read(path, document_id)
    assert caught.value.key == "store.damaged"


def open_and_read(path: Path, document_id: str) -> None:
    catalogue = Catalogue.open(path)
    try:
        assert catalogue.judge() != []
        catalogue.documents([document_id])
    finally:
        catalogue.close()


def test_a_table_that_is_gone_is_damage(file_home: Home, tmp_path: Path) -> None:
    file_home.catalogue.close()
    path = tmp_path / "other.sqlite3"
    path.write_bytes(file_home.path.read_bytes())
    connection = sqlite3.connect(path)
    connection.execute("DROP TABLE passages")
    connection.close()
    other = Catalogue.open(path)
    with pytest.raises(StoreError) as caught:
        other.count()
    other.close()
    assert caught.value.key == "store.damaged"
    file_home.catalogue = Catalogue.open(file_home.path)


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for path in (tmp_path / "file" / "catalogue.sqlite3", tmp_path / "absent" / "catalogue.sqlite3", tmp_path):
        error = refused(path)
        assert (error.key, error.values) == ("store.unwritable", {"path": str(path.parent)})


def test_a_file_that_another_process_holds(file_home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "WAIT", 0.1)
    other = Catalogue.open(file_home.path)
    holder = sqlite3.connect(file_home.path)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError) as caught:
        other.set_value("card", "x")
    holder.close()
    assert caught.value.key == "store.unwritable"
    other.set_value("card", "x")
    other.close()


def test_a_path_with_any_sign_in_it(tmp_path: Path) -> None:
    folder = tmp_path / "100 % d'été? #1 & co;"
    folder.mkdir()
    Catalogue.open(folder / "catalogue.sqlite3").close()
    assert (folder / "catalogue.sqlite3").stat().st_size > 0
    assert [path.name for path in tmp_path.iterdir()] == [folder.name]


# ------------------------------------------------------------------------------------------- migrations


def migrations() -> alembic.script.ScriptDirectory:
    return alembic.script.ScriptDirectory(str(Path(engine.__file__).parent / "migrations"))


def test_documents_of_a_version_without_digests_are_signed_when_they_are_brought_up_to_date(home: Home) -> None:
    home.put("a.md", LONG)
    home.put("b.md", f"Un autre texte. {LONG}")
    with engine.write_to(home.catalogue._engine) as connection:
        for column in ("content_digest", "index_digest"):
            connection.exec_driver_sql(f"ALTER TABLE documents DROP COLUMN {column}")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0003'")
    home.catalogue.close()
    home.catalogue = Catalogue.open(home.place)
    assert home.catalogue.judge() == []
    with engine.read_from(home.catalogue._engine) as connection:
        digests = connection.execute(
            sa.select(tables.documents.c.content_digest, tables.documents.c.index_digest)
        ).all()
    assert len({digest for row in digests for digest in row if digest}) == 4


def test_the_code_reads_what_the_last_migration_makes(file_home: Home) -> None:
    assert migrations().get_heads() == [HEAD]
    with file_home.catalogue._engine.connect() as connection:
        assert alembic.migration.MigrationContext.configure(connection).get_current_heads() == (HEAD,)


def test_the_tables_are_those_that_the_migrations_make(file_home: Home) -> None:
    def ours(_object: object, name: str | None, kind: str, *_: object) -> bool:
        return not (kind == "table" and (name or "").startswith("lexical"))

    with file_home.catalogue._engine.connect() as connection:
        context = alembic.migration.MigrationContext.configure(
            connection, opts={"compare_type": True, "include_object": ours}
        )
        assert alembic.autogenerate.compare_metadata(context, tables.metadata) == []
        columns = [row[1] for row in connection.exec_driver_sql("PRAGMA table_info(lexical)")]
        assert columns == [column.name for column in tables.lexical.c if column.name != "rowid"]
        made = {
            row[0]
            for row in connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE sql LIKE '%AUTOINCREMENT%'")
        }
        assert any("passages" in statement for statement in made)


def test_the_migrations_go_back_to_nothing(file_home: Home, tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite3"
    Catalogue.open(path).close()
    other = sa.create_engine(f"sqlite:///{path}")
    with other.begin() as connection:
        context = alembic.migration.MigrationContext.configure(
            connection, opts={"fn": lambda _revision, _context: migrations()._downgrade_revs("base", HEAD)}
        )
        with alembic.operations.Operations.context(context):
            context.run_migrations()
    assert set(sa.inspect(other).get_table_names()) <= {"alembic_version"}
    other.dispose()
