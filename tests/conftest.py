"""What every test may use, and what none may touch: the network, and the user's own home folder."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from index.collection import Collection

ROOT = Path(__file__).resolve().parent.parent

# Set before any test module is imported, and inherited by every process a test starts.
for _name in [name for name in os.environ if name.startswith("REPERE_")]:
    del os.environ[_name]
os.environ.update(HF_HUB_OFFLINE="1", GRADIO_ANALYTICS_ENABLED="False", ANONYMIZED_TELEMETRY="False")

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
def starter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    """Give an open collection of our starter documents, with the real encoder; tests only read it."""
    from index.collection import Collection

    with Collection.open(tmp_path_factory.mktemp("starter")) as collection:
        report = collection.ingest([ROOT / "corpus" / "starter"])
        assert not report.failed
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


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let `make faults` kill more often than CI does."""
    parser.addoption("--kills", type=int, default=10, help="how often the tests of faults kill a process")


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
