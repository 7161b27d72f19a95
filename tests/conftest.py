"""What every test may use, and what none may touch: the network, and the user's own home folder."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from multiprocessing.context import ForkServerContext

    from corpus.servers import ServerSettings
    from index.collection import Collection

ROOT = Path(__file__).resolve().parent.parent

# Set before any test module is imported, and inherited by every process a test starts.
for _name in [name for name in os.environ if name.startswith("REPERE_")]:
    del os.environ[_name]
os.environ.update(HF_HUB_OFFLINE="1", GRADIO_ANALYTICS_ENABLED="False", ANONYMIZED_TELEMETRY="False")
# A thread that waits for another leaves its core to other processes, rather than spin: where several compute on two
# cores, as here, torch then does the same in a tenth of the time. OpenMP reads it when torch is loaded.
os.environ["OMP_WAIT_POLICY"] = "PASSIVE"

# The same examples on every run, and no clock: a slow machine is not a failure.
settings.register_profile("repere", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("repere")


@pytest.fixture(scope="session", autouse=True)
def _homes() -> Iterator[None]:
    """Point the default home folder, and the platform's user data folder behind it, at folders that go away."""
    with tempfile.TemporaryDirectory(prefix="repere-tests-", ignore_cleanup_errors=True) as folder:
        patch = pytest.MonkeyPatch()
        patch.setenv("REPERE_HOME", str(Path(folder, "home")))
        patch.setenv("XDG_DATA_HOME", str(Path(folder, "data")))
        patch.setenv("LOCALAPPDATA", str(Path(folder, "data")))
        yield
        patch.undo()


@pytest.fixture(scope="session")
def starter_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home folder of our starter documents, with the real encoder: one for all the workers of a run.

    Nobody opens it: a home folder has one owner. Whoever needs it takes a copy.
    """
    from index.collection import Collection

    own = tmp_path_factory.getbasetemp()
    folder = own.parent if "PYTEST_XDIST_WORKER" in os.environ else own
    home, made = folder / "starter", folder / "starter-being-made"
    with FileLock(folder / "starter.lock"):
        if not home.exists():
            with Collection.open(made) as collection:
                assert not collection.ingest([ROOT / "corpus" / "starter"]).failed
                assert collection.vectors.count() == collection.catalogue.count()
            made.rename(home)
    return home


@pytest.fixture(scope="session")
def starter(starter_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    """Give an open collection of our starter documents; tests only read it."""
    from index.collection import Collection

    home = shutil.copytree(starter_home, tmp_path_factory.mktemp("starter") / "home")
    with Collection.open(home) as collection:
        yield collection


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of real documents and questions that stands beside a maintainer's checkout."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip("needs the maintainers' ../shared folder, which is not part of the project")
    return folder


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of the system's chromium, for Playwright's `executable_path`."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    pytest.skip("needs a chromium on the PATH (Debian: apt-get install chromium)")


@pytest.fixture(scope="session")
def forks() -> ForkServerContext:
    """Return what starts a process that has loaded its libraries: it is at its work at once, and not at its imports."""
    forks = multiprocessing.get_context("forkserver")
    forks.set_forkserver_preload(["assistant.cli", "index.collection", "chromadb", "sentence_transformers"])
    return forks


# ------------------------------------------------------------------------------------------- servers


class Postgres:
    """A private PostgreSQL on a free port of the loopback, that can be stopped and started again."""

    USER = "repere"

    def __init__(self, programs: Path, folder: Path) -> None:
        self.port = free_port()
        self._programs = programs
        self._folder = folder
        self._data = folder / "data"
        self._do("initdb", "-D", self._data, "-U", self.USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")

    def start(self) -> None:
        listens = f"-p {self.port} -c listen_addresses=127.0.0.1 -k {self._folder} -F"
        self._do("pg_ctl", "-D", self._data, "-w", "-t", "120", "-l", self._folder / "log", "-o", listens, "start")

    def stop(self) -> None:
        self._do("pg_ctl", "-D", self._data, "-w", "-m", "immediate", "stop")

    def let_in(self, method: str) -> None:
        """Have whoever connects from now on prove who they are by a method of `pg_hba.conf`."""
        (self._data / "pg_hba.conf").write_text(f"host all all 127.0.0.1/32 {method}\n")
        self._do("pg_ctl", "-D", self._data, "reload")

    def ask(self, statement: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """Run a statement, and return the rows that it gives."""
        import psycopg

        place = {"host": "127.0.0.1", "port": self.port, "user": self.USER, "dbname": database}
        with psycopg.connect(**place, autocommit=True) as connection:
            answer = connection.execute(statement)
            return answer.fetchall() if answer.description else []

    def _do(self, program: str, *arguments: object) -> str:
        """Run one of PostgreSQL's programs, which refuse to run as root."""
        command = [str(self._programs / program), *map(str, arguments)]
        if os.getuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        done = subprocess.run(command, cwd=self._folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


class Chroma:
    """A private Chroma server on a free port of the loopback, that can be stopped and started again."""

    def __init__(self, program: Path, folder: Path) -> None:
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._command = [str(program), "run", "--path", str(folder / "data"), "--host", "127.0.0.1"]
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [*self._command, "--port", str(self.port)]
        self._process = subprocess.Popen(
            command, cwd=self._folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until = time.monotonic() + 120
        while time.monotonic() < until:
            with suppress(OSError), urllib.request.urlopen(f"{self.address}/api/v2/heartbeat"):
                return
            time.sleep(0.05)
        raise AssertionError("the Chroma server has not started")

    def stop(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait()


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Postgres]:
    """Start a PostgreSQL of our own, or skip where Debian's is not installed."""
    pytest.importorskip("psycopg", reason="needs psycopg (pip install repere[server])")
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    found += [Path(path).resolve() for path in [shutil.which("initdb")] if path]
    if not found:
        pytest.skip("needs PostgreSQL (Debian: apt-get install postgresql)")
    with tempfile.TemporaryDirectory(prefix="repere-pg-", ignore_cleanup_errors=True) as folder:
        if os.getuid() == 0:
            shutil.chown(folder, "postgres")
        server = Postgres(found[0].parent, Path(folder))
        server.start()
        yield server
        server.stop()


@pytest.fixture(scope="session")
def chroma(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chroma]:
    """Start a Chroma server of our own."""
    program = Path(sys.executable).parent / "chroma"
    if not program.exists():
        pytest.skip("needs chromadb's own program, `chroma`, beside Python")
    server = Chroma(program, tmp_path_factory.mktemp("chroma"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def database(postgres: Postgres) -> str:
    """Return the address of an empty database: whatever the test before it left there is gone."""
    name = "tests"
    if not postgres.ask(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"):
        postgres.ask(f"CREATE DATABASE {name}")
    postgres.ask(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
    postgres.ask("DROP SCHEMA public CASCADE; CREATE SCHEMA public", name)
    return f"postgresql+psycopg://{postgres.USER}@127.0.0.1:{postgres.port}/{name}"


@pytest.fixture
def servers(database: str, chroma: Chroma) -> ServerSettings:
    """Return the settings of an empty collection on both servers."""
    from corpus.servers import ServerSettings

    return ServerSettings(database=database, vectors=chroma.address)


# ------------------------------------------------------------------------------------------- options


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int | None:
    """Return one process more than there are cores: much of the tests' time is waiting, for a server or a browser."""
    from index.cores import usable_cores

    return None if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ else usable_cores() + 1


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let `make faults` kill more often than CI does."""
    parser.addoption("--kills", type=int, default=4, help="how often the tests of faults kill a process")


@pytest.fixture
def kills(request: pytest.FixtureRequest) -> int:
    """Return how often a process is to be killed."""
    return int(request.config.getoption("--kills"))


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Return what prints a figure past pytest's capture."""

    def tell(text: str) -> None:
        with capsys.disabled():
            sys.stdout.write(f"\n{text}\n")

    return tell
