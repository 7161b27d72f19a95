"""A server that is down, refuses us, is older, newer, or goes away: one clear sentence, and nothing half-written."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from assistant.cli import main
from assistant.wording import LANGUAGES, explain
from corpus import engine
from corpus.catalogue import Catalogue
from corpus.engine import HEAD
from corpus.errors import StoreError, UsageError
from corpus.model import Asked
from corpus.servers import ServerSettings
from corpus.settings import load_settings
from index.collection import Collection, Step

if TYPE_CHECKING:
    from tests.conftest import Chroma, Postgres

SECRET = "tr0p-secret"


def refused(settings: ServerSettings) -> StoreError:
    """Return why a catalogue cannot be opened; it is told in both languages, without any password."""
    with pytest.raises(StoreError) as caught:
        Catalogue.open(settings).close()
    for language in LANGUAGES:
        assert SECRET not in explain(language, caught.value)
    return caught.value


def write_files(folder: Path, count: int) -> Path:
    folder.mkdir()
    for number in range(count):
        path = folder / f"{number:02}.md"
        path.write_text(f"# Rapport {number}\n\nLa table numéro {number} parle du logement abordable.\n" * 3)
    return folder


def test_a_database_that_is_down_or_is_not_there(database: str) -> None:
    down = "postgresql+psycopg://repere@127.0.0.1:1/repere"
    error = refused(ServerSettings(database=down, password=SECRET))
    assert (error.key, error.values["address"]) == ("server.down", "127.0.0.1:1")
    error = refused(ServerSettings(database=database.replace("/tests", "/absente"), password=SECRET))
    assert (error.key, error.values["database"]) == ("server.refused", "absente")
    assert "absente" in explain("fr", error)
    assert "FATAL" not in explain("fr", error)  # none of the server's own words


def test_a_password_that_is_refused(database: str, postgres: Postgres) -> None:
    postgres.ask(f"ALTER ROLE {postgres.USER} PASSWORD '{SECRET}'")
    postgres.let_in("scram-sha-256")
    try:
        for wrong in ("", SECRET + "!"):
            error = refused(ServerSettings(database=database, password=wrong))
            assert (error.key, error.values["user"]) == ("server.password", postgres.USER)
        right = ServerSettings(database=database, password=SECRET)
        Catalogue.open(right).close()
        assert SECRET not in repr(right)
    finally:
        postgres.let_in("trust")


def test_a_newer_catalogue_is_left_alone(database: str, postgres: Postgres) -> None:
    """By whoever opens it, and by whoever had it open while another machine was brought up to date."""
    settings = ServerSettings(database=database)
    with closing(Catalogue.open(settings)) as catalogue:
        postgres.ask("UPDATE alembic_version SET version_num = '9999'", "tests")
        with pytest.raises(StoreError) as caught:
            catalogue.journal.add(Asked(asked_at="2026-11-22", question="Qui?", language="fr"))
        assert caught.value.key == "server.newer"
        assert postgres.ask("SELECT count(*) FROM journal", "tests") == [(0,)]
    error = refused(settings)
    assert (error.key, error.values["version"]) == ("server.newer", "9999")
    assert postgres.ask("SELECT version_num FROM alembic_version", "tests") == [("9999",)]


def test_an_older_catalogue_is_brought_to_ours(database: str, postgres: Postgres) -> None:
    settings = ServerSettings(database=database)
    Catalogue.open(settings).close()
    config = Config()
    config.set_main_option("script_location", str(Path(engine.__file__).parent / "migrations"))
    made = sa.create_engine(database)
    with made.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0001")
    made.dispose()
    with closing(Catalogue.open(settings)) as catalogue:
        assert catalogue.held() == []
    assert postgres.ask("SELECT version_num FROM alembic_version", "tests") == [(HEAD,)]


def test_a_database_without_our_tables_or_in_another_encoding(database: str, postgres: Postgres) -> None:
    with closing(Catalogue.open(ServerSettings(database=database))) as catalogue:
        postgres.ask("DROP TABLE passages CASCADE", "tests")
        with pytest.raises(StoreError) as caught:
            catalogue.count()
    assert caught.value.key == "server.damaged"
    postgres.ask("CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    error = refused(ServerSettings(database=database.replace("/tests", "/latin")))
    assert (error.key, error.values["encoding"]) == ("server.encoding", "LATIN1")


def test_an_account_that_may_only_read(database: str, postgres: Postgres) -> None:
    with closing(Catalogue.open(ServerSettings(database=database))) as catalogue:
        catalogue.set_value("card", "x")
    postgres.ask("DROP ROLE IF EXISTS lecteur; CREATE ROLE lecteur LOGIN")
    postgres.ask("GRANT USAGE ON SCHEMA public TO lecteur", "tests")
    postgres.ask("GRANT SELECT ON ALL TABLES IN SCHEMA public TO lecteur", "tests")
    with closing(Catalogue.open(ServerSettings(database=database.replace("repere@", "lecteur@")))) as catalogue:
        assert catalogue.value("card") == "x"
        with pytest.raises(StoreError) as caught:
            catalogue.set_value("card", "y")
        assert catalogue.value("card") == "x"
    assert caught.value.key == "server.denied"
    postgres.ask("DROP OWNED BY lecteur; DROP ROLE lecteur", "tests")


def test_a_connection_lost_in_the_middle_is_told_and_the_work_taken_up(
    servers: ServerSettings, postgres: Postgres, tmp_path: Path
) -> None:
    folder = write_files(tmp_path / "documents", 40)
    with Collection.open(tmp_path / "home", servers=servers) as collection:
        stopped: list[int] = []

        def stop(step: Step) -> None:
            if step.done and not stopped:
                postgres.stop()
                stopped.append(step.done)

        try:
            with pytest.raises(StoreError) as caught:
                collection.ingest([folder], progress=stop)
            assert caught.value.key in {"server.lost", "server.down"}
        finally:
            postgres.start()
        assert 0 < collection.catalogue.count() < 40  # the same open collection goes on
        assert collection.catalogue.judge() == []
        postgres.ask("UPDATE claims SET until = now()", "tests")  # as a minute later: what the run held is free
        report = collection.ingest([folder])
        assert len(report.added) + len(report.unchanged) == 40
        assert report.failed == []
        assert collection.check() == []
        assert collection.vectors.count() == collection.catalogue.count()


def test_vectors_that_cannot_be_reached_follow_later(servers: ServerSettings, chroma: Chroma, tmp_path: Path) -> None:
    folder = write_files(tmp_path / "documents", 3)
    with Collection.open(tmp_path / "home", servers=servers) as collection:
        _ = collection.vectors
        chroma.stop()
        try:
            with pytest.raises(StoreError) as caught:
                collection.ingest([folder])
            assert (caught.value.key, caught.value.values) == ("server.vectors_down", {"address": chroma.address})
            with pytest.raises(StoreError) as caught:
                collection.retriever.search("logement")
            assert caught.value.key == "server.vectors_down"
            with Collection.open(tmp_path / "other", servers=servers) as other, pytest.raises(StoreError) as caught:
                _ = other.vectors
            assert caught.value.key == "server.vectors_down"
        finally:
            chroma.start()
        assert len(collection.catalogue.held()) == 3  # what was recorded is, though no vector followed
        assert collection.ingest([folder]).unchanged
        assert collection.vectors.count() == collection.catalogue.count()
        assert collection.check() == []


def test_a_vectors_server_that_lost_everything_is_filled_again(
    servers: ServerSettings, chroma: Chroma, tmp_path: Path
) -> None:
    folder = write_files(tmp_path / "documents", 3)
    with Collection.open(tmp_path / "home", servers=servers) as collection:
        collection.ingest([folder])
        (name,) = collection.vectors._server.names(collection.catalogue.value("vectors_name"))  # type: ignore[attr-defined]
        server = collection.vectors._server  # type: ignore[attr-defined]
        server.drop(name)
        with collection.catalogue.outbox.alone(), pytest.raises(StoreError) as caught:
            collection.retriever.search("logement")  # another process is at it: nobody waits
        assert caught.value.key == "server.vectors_lost"
        assert collection.retriever.search("logement").hits  # the same open collection goes on
        assert collection.vectors.count() == collection.catalogue.count()

        for name in server.names(collection.catalogue.value("vectors_name")):
            server.drop(name)
        (folder / "new.md").write_text("# Nouveau\n\nUn texte sur le transport.\n")
        assert collection.ingest([folder]).added
        assert collection.check() == []
        assert collection.vectors.count() == collection.catalogue.count()


def test_an_address_where_something_else_answers(
    servers: ServerSettings, postgres: Postgres, chroma: Chroma, tmp_path: Path
) -> None:
    """Neither server is taken for the other, and what they say of it in their own words is not repeated."""
    wrong = replace(servers, vectors=f"http://127.0.0.1:{urlsplit(servers.database).port}")
    with Collection.open(tmp_path / "home", servers=wrong) as collection, pytest.raises(StoreError) as caught:
        _ = collection.vectors
    assert (caught.value.key, caught.value.values) == ("server.vectors_refused", {"address": wrong.vectors})
    there = urlsplit(chroma.address).netloc
    assert refused(ServerSettings(database=f"postgresql+psycopg://repere@{there}/repere")).key == "server.down"


def test_a_database_that_holds_other_tables_is_left_alone(database: str, postgres: Postgres) -> None:
    postgres.ask("CREATE TABLE documents (theirs text)", "tests")
    assert refused(ServerSettings(database=database)).key == "server.taken"
    assert postgres.ask("SELECT tablename FROM pg_tables WHERE schemaname = 'public'", "tests") == [("documents",)]


def test_another_encoder_is_refused_while_the_collection_is_open(servers: ServerSettings, tmp_path: Path) -> None:
    """Another process has made the index anew: this one may neither search nor add with the encoder it knew."""
    folder = write_files(tmp_path / "documents", 2)
    with Collection.open(tmp_path / "home", servers=servers) as collection:
        collection.ingest([folder])
        ours = collection.card().encoder
        for key in ("card", "vectors"):
            value = (collection.catalogue.value(key) or "").replace(ours, "another")
            collection.catalogue.set_value(key, value)
        (folder / "new.md").write_text("# Nouveau\n\nUn texte sur le transport.\n")
        for work in (lambda: collection.retriever.search("logement"), lambda: collection.ingest([folder])):
            with pytest.raises(StoreError) as caught:
                work()
            assert (caught.value.key, caught.value.values["made"]) == ("store.other_encoder", "another")
        assert len(collection.catalogue.held()) == 2


def test_the_command_line_says_it_in_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    address = "postgresql+psycopg://repere@127.0.0.1:1/repere"
    (tmp_path / "repere.toml").write_text(
        f'engine = "server"\n[server]\ndatabase = "{address}"\nvectors = "http://127.0.0.1:1"\n'
    )
    assert main(["--home", str(tmp_path), "documents"]) == 3
    assert capsys.readouterr().err.count("127.0.0.1:1") == 1


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ('engine = "nuage"', "usage.settings_value"),
        ('engine = "server"', "server.unset"),
        ('[server]\ndatabase = "mysql://repere@ici/repere"', "usage.settings_value"),
        (f'[server]\ndatabase = "postgresql+psycopg://repere:{SECRET}@ici/repere"', "server.password_in_address"),
        (
            f'[server]\ndatabase = "postgresql+psycopg://repere@ici/repere?password={SECRET}"',
            "server.password_in_address",
        ),
        ('[server]\ndatabase = "postgresql+psycopg://repere@ici/repere?bidon=1"', "usage.settings_value"),
        (f'[server]\npassword = "{SECRET}"', "server.password_in_settings"),
        ('[server]\npassword_file = "/nulle/part"', "server.password_file"),
        ('[server]\nvectors = "ici:8000"', "usage.settings_value"),
    ],
)
def test_settings_that_do_not_fit(written: str, key: str, tmp_path: Path) -> None:
    (tmp_path / "repere.toml").write_text(written)
    with pytest.raises(UsageError) as caught:
        load_settings(tmp_path, {})
    assert caught.value.key == key
    for language in LANGUAGES:
        assert SECRET not in explain(language, caught.value)


def test_the_password_comes_from_a_variable_or_a_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(SECRET + "\n")
    (tmp_path / "repere.toml").write_text(f'[server]\npassword_file = "{tmp_path / "secret"}"\n')
    assert load_settings(tmp_path, {}).server.password == SECRET
    (tmp_path / "repere.toml").write_text("")
    settings = load_settings(tmp_path, {"REPERE_SERVER_PASSWORD": SECRET})
    assert settings.server.password == SECRET
    assert SECRET not in repr(settings)
