"""Several processes take the same files in: each file once, whoever dies on the way."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path

import numpy as np
import sqlalchemy as sa

from corpus.catalogue import Catalogue, Indexed, Postings
from corpus.claims import Claims
from corpus.model import Metadata, SourceFile
from corpus.reading import read_file
from corpus.servers import ServerSettings
from index.collection import Collection, Step

FILES, WORKERS, KILLED = 30, 4, 2
WAIT = 240
"""Seconds that slow machines are given."""

WORKER = """
from pathlib import Path
from corpus import claims
from corpus.servers import ServerSettings
from index import served
from index.collection import Collection, Step
served.LEASE = 3.0  # a test does not wait a minute for what a dead process held
with Collection.open(Path(home), servers=ServerSettings(**settings)) as collection:
    collection.encoder.encode_passages(["Bonjour."])
    line.send("ready")
    line.recv()
    report = collection.ingest([Path(documents)], jobs=1)
    told = {name: [one.path for one in getattr(report, name)] for name in ("added", "updated", "failed")}
    line.send((told, report.unchanged))
"""
"""What a process runs: `line` is its end of a pipe. It imports no test."""


def write_files(folder: Path) -> list[str]:
    folder.mkdir()
    for number in range(FILES):
        text = f"# Rapport {number}\n\nLa table numéro {number} a tenu {number + 2} rencontres sur le logement.\n"
        (folder / f"{number:02}.md").write_text(text, encoding="utf-8")
    return sorted(str(path) for path in folder.iterdir())


def test_four_processes_take_every_file_in_once_though_two_are_killed(
    servers: ServerSettings, tmp_path: Path, forks: ForkServerContext, told: Callable[[str], None]
) -> None:
    paths = write_files(tmp_path / "documents")
    settings = {"database": servers.database, "vectors": servers.vectors}
    with ExitStack() as stack, Collection.open(tmp_path / "watch", servers=servers) as watch:
        workers, lines = [], []
        for number in range(WORKERS):
            ours, line = forks.Pipe()
            given = {"home": str(tmp_path / str(number)), "documents": str(tmp_path / "documents"), "line": line}
            worker = forks.Process(target=exec, args=(WORKER, given | {"settings": settings}))
            worker.start()
            line.close()
            stack.callback(worker.join)
            stack.callback(worker.kill)
            workers.append(worker)
            lines.append(stack.enter_context(ours))
        for ours in lines:
            assert ours.recv() == "ready"
        for ours in lines:
            ours.send("go")

        # Two die while each holds files: those are taken, and not recorded.
        held = dying(workers[:KILLED], watch.catalogue)
        after_kill = watch.catalogue.source_files()
        assert not set(held) & set(after_kill)
        recorded: list[str] = []
        for ours in lines[KILLED:]:
            assert ours.poll(WAIT)
            report, unchanged = ours.recv()
            assert report["failed"] == report["updated"] == []
            assert sorted([*report["added"], *unchanged]) == paths  # each survivor accounts for every file
            recorded += report["added"]
        assert len(recorded) == len(set(recorded))  # no file was recorded by both
        assert set(held) <= set(recorded)  # what the dead held was taken over
        assert sorted(watch.catalogue.source_files()) == paths
        assert len(watch.catalogue.held()) == FILES
        # A change is one revision: every file was recorded once, the values of the home apart.
        assert watch.catalogue.revision() == FILES
        assert watch.vectors.count() == watch.catalogue.count()
        assert watch.check() == []
        told(
            f"{WORKERS} processes, {KILLED} killed after {len(after_kill)} files, holding {len(held)}; "
            f"{len(recorded)} of {FILES} files by the others"
        )


def dying(workers: list[ForkServerProcess], catalogue: Catalogue) -> list[str]:
    """Kill processes at a moment when each holds a file, and return the files that they hold."""
    query = sa.text("SELECT path, split_part(worker, ':', 2) AS pid FROM claims WHERE worker IS NOT NULL")
    until = time.monotonic() + WAIT
    while time.monotonic() < until:
        for worker in workers:
            send(worker, signal.SIGSTOP)
        with catalogue._engine.connect() as connection:
            rows = connection.execute(query).all()
        held = {worker.pid: [row.path for row in rows if row.pid == str(worker.pid)] for worker in workers}
        if all(held.values()) and catalogue.source_files():
            for worker in workers:
                worker.kill()
            for worker in workers:
                worker.join()
            return sorted(path for paths in held.values() for path in paths)
        for worker in workers:
            send(worker, signal.SIGCONT)
        time.sleep(0.05)
    raise AssertionError("the processes never held a file each")


def send(worker: ForkServerProcess, what: signal.Signals) -> None:
    assert worker.pid is not None
    os.kill(worker.pid, what)


def test_a_file_is_one_process_s_until_it_is_recorded(database: str) -> None:
    catalogue = Catalogue.open(ServerSettings(database=database))
    one, two = (catalogue.claims(name) for name in "ab")
    one.offer(["/b", "/a"])
    two.offer(["/a", "/b", "/c"])
    assert [one.take(["/a", "/b"]), two.take(["/a", "/b"]), two.take(["/a", "/b"])] == ["/a", "/b", None]
    assert two.left(["/a", "/b", "/c"]) == {"/a", "/b", "/c"}
    assert not two.settle("/a")
    assert one.settle("/a")
    assert not one.settle("/a")
    assert two.left(["/a", "/b", "/c"]) == {"/b", "/c"}
    two.release()
    assert one.take(["/b"]) == "/b"
    catalogue.close()


def test_a_lease_that_is_kept_does_not_end_and_one_that_is_not_does(database: str) -> None:
    lease = 1.0
    catalogue = Catalogue.open(ServerSettings(database=database))
    kept, left, next_ = (catalogue.claims(name, lease) for name in "abc")
    kept.offer(["/kept", "/left"])
    assert [kept.take(["/kept"]), left.take(["/left"])] == ["/kept", "/left"]
    taken: list[str] = []
    until = time.monotonic() + WAIT
    while not taken and time.monotonic() < until:
        kept.renew()
        path = next_.take(["/kept", "/left"])
        taken += [path] if path else []
        time.sleep(lease / 20)
    assert taken == ["/left"]
    left.renew()  # too late: it is another's now
    assert not left.settle("/left")
    assert kept.settle("/kept")
    catalogue.close()


def test_what_a_process_lost_is_not_recorded_by_it(database: str) -> None:
    """A machine that slept comes back after its lease: the other's work stands."""
    catalogue = Catalogue.open(ServerSettings(database=database))
    slept, other = catalogue.claims("slept", 0.01), catalogue.claims("other")
    content = b"# Un rapport\n\nLa table a tenu deux rencontres.\n"
    reading = read_file(Path("a.md"), content)
    document_id = reading.document.document_id
    file = SourceFile(path="/a.md", name="a.md", sha256="0", size=1, state="read", document_id=document_id)
    entry = Indexed(vector=np.ones(4, dtype=np.float32), postings=Postings(title="un", headings="", body="table"))

    def put(claims: Claims) -> bool:
        indexed = [entry] * len(reading.passages)
        return catalogue.put(file, reading, indexed, Metadata(), partial(claims.settle, "/a.md"))

    slept.offer(["/a.md"])
    assert slept.take(["/a.md"]) == "/a.md"
    time.sleep(0.05)
    assert other.take(["/a.md"]) == "/a.md"
    assert not put(slept)
    assert catalogue.held() == []
    assert put(other)
    assert not put(other)
    assert [held.document.document_id for held in catalogue.held()] == [document_id]
    catalogue.close()


def test_a_file_that_another_took_in_meanwhile_is_not_removed_by_a_sync(
    servers: ServerSettings, tmp_path: Path
) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    first, late, gone = (folder / name for name in ("a.md", "b.md", "c.md"))
    first.write_text("# Logement\n\nLe logement abordable manque.\n", encoding="utf-8")
    gone.write_text("# Transport\n\nLe transport collectif manque.\n", encoding="utf-8")
    with (
        Collection.open(tmp_path / "one", servers=servers) as mine,
        Collection.open(tmp_path / "two", servers=servers) as other,
    ):
        mine.ingest([folder])
        gone.unlink()

        def meanwhile(_step: Step) -> None:
            late.write_text("# Aînés\n\nLes personnes aînées vivent seules.\n", encoding="utf-8")
            other.ingest([late])

        assert mine.sync(folder, meanwhile).removed == [str(gone)]
        assert sorted(mine.catalogue.source_files()) == [str(first), str(late)]
