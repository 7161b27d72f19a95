"""The rules of the house: what holds for every file, whoever writes it. House: the four floors and their roof."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ("corpus", "index", "assistant", "evals")
HEAVY = ("torch", "chromadb", "gradio", "sentence_transformers", "llama_index")


def modules() -> list[Path]:
    """Return the Python files of the four packages."""
    return sorted(path for floor in FLOORS for path in (ROOT / floor).rglob("*.py"))


def name_of(path: Path) -> str:
    """Return a file's path inside the project, as a message shows it."""
    return path.relative_to(ROOT).as_posix()


@cache
def pyproject() -> dict[str, Any]:
    """Return the project's own settings."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


# ------------------------------------------------------------------------------------------- modules


def test_every_module_says_what_it_is_for() -> None:
    silent = [name_of(path) for path in modules() if not ast.get_docstring(ast.parse(path.read_bytes()))]
    assert modules()
    assert silent == []


@pytest.mark.parametrize("module", ["assistant.cli", "corpus.model", "index.model"])
def test_importing_loads_no_heavy_library(module: str) -> None:
    """`repere --help` must not wait for a model or a server to load."""
    code = f"import sys, {module}; print(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert sorted(set(HEAVY) & set(run.stdout.split())) == []


def _imports(path: Path) -> set[str]:
    """Return the top-level packages that a file imports, wherever in the file it does."""
    found = set()
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            found.update(alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize(
    ("framework", "most"),
    [("pypdf", 1), ("chromadb", 1), ("sentence_transformers", 2), ("llama_index", 2)],
)
def test_a_framework_lives_in_one_file(framework: str, most: int) -> None:
    """Swapping one stays local. LlamaIndex has its language models in one and a retriever adapter in another;
    sentence-transformers has the encoders in one and the rerankers in another.

    `evals` is apart: it may call a framework to compare with it.
    """
    users = [
        name_of(path) for path in modules() if framework in _imports(path) and not name_of(path).startswith("evals/")
    ]
    assert len(users) <= most, users


def test_gradio_stays_in_the_web_room() -> None:
    users = [name_of(path) for path in modules() if "gradio" in _imports(path)]
    assert [name for name in users if not name.startswith("assistant/web/")] == []


# -------------------------------------------------------------------------------------------- floors


def _lint(house: Path) -> subprocess.CompletedProcess[str]:
    command = (
        "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_logo=True, no_cache=True))"
    )
    return subprocess.run([sys.executable, "-c", command], cwd=house, capture_output=True, text=True, check=False)


@pytest.fixture
def small_house(tmp_path: Path) -> Path:
    """Make a house of the same floors, with the real contracts and a roof that imports all of them."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for folder in (*FLOORS, "assistant/web"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "__init__.py").touch()
    (tmp_path / "index/model.py").write_text("import corpus\n")
    (tmp_path / "assistant/ask.py").write_text("import index.model\n")
    (tmp_path / "evals/run.py").write_text("import assistant.ask\n")
    (tmp_path / "assistant/web/pages.py").write_text("import evals.run\n")
    (tmp_path / "assistant/cli.py").write_text("import evals, evals.run, assistant.web.pages\n")
    (tmp_path / "assistant/__main__.py").write_text("import assistant.cli\n")
    return tmp_path


def test_the_roof_may_import_every_floor(small_house: Path) -> None:
    run = _lint(small_house)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize(
    ("where", "line"),
    [
        ("corpus/bad.py", "import index.model"),
        ("index/bad.py", "import assistant.ask"),
        ("assistant/bad.py", "import evals.run"),
        ("assistant/bad.py", "def late():\n    import evals"),
        ("assistant/bad.py", "import assistant.cli"),
        ("evals/bad.py", "import assistant.web.pages"),
        ("corpus/bad.py", "import assistant.__main__"),
    ],
)
def test_an_import_from_above_is_refused(small_house: Path, where: str, line: str) -> None:
    (small_house / where).write_text(line + "\n")
    run = _lint(small_house)
    assert run.returncode == 1, run.stdout + run.stderr
    assert where.removesuffix(".py").replace("/", ".") in run.stdout


# ------------------------------------------------------------------------------- files of the project

_MACHINE_PATH = re.compile(rb"(?<![\w.~/$}-])/(?:work|root)/|file:///")
_TEMPORARY_PATH = re.compile(rb"(?<![\w.~/$}-])/tmp/")
_REGISTRY = re.compile(
    rb"pypi\.org/simple|pythonhosted\.org|registry\.npmjs\.org|download\.pytorch\.org|deb\.debian\.org"
    rb"|--(?:extra-)?index-url|--find-links"
)
_SECRET = re.compile(
    rb"-----BEGIN [A-Z ]*PRIVATE KEY|\bAKIA[0-9A-Z]{16}\b|\bAIza[\w-]{35}\b|\bgh[opsu]_[A-Za-z0-9]{36}\b"
    rb"|\bgithub_pat_\w{40,}|\bhf_[A-Za-z0-9]{30,}\b|\bsk-[A-Za-z0-9_-]{20,}|\bxox[abprs]-[\w-]{10,}"
)


@cache
def project_files() -> tuple[Path, ...]:
    """Return the files that git tracks, or would."""
    if not (ROOT / ".git").exists():
        pytest.skip("needs a git checkout, to know which files are the project's")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout
    paths = (ROOT / name for name in listed.decode().split("\0") if name)
    return tuple(path for path in paths if path.is_file() and path != Path(__file__).resolve())


def found(pattern: re.Pattern[bytes], paths: Iterator[Path]) -> list[str]:
    """Return `file:line: match` for the first match in each file."""
    hits = []
    for path in paths:
        content = path.read_bytes()
        if match := pattern.search(content):
            line = content.count(b"\n", 0, match.start()) + 1
            hits.append(f"{name_of(path)}:{line}: {match[0].decode(errors='replace')}")
    return hits


def test_no_file_names_a_path_of_one_machine() -> None:
    assert found(_MACHINE_PATH, iter(project_files())) == []
    assert found(_TEMPORARY_PATH, (path for path in project_files() if not name_of(path).startswith("tests/"))) == []


def test_no_file_names_a_package_registry() -> None:
    """Where packages come from is the affair of whoever installs."""
    assert found(_REGISTRY, iter(project_files())) == []


def test_no_file_holds_a_secret() -> None:
    assert found(_SECRET, iter(project_files())) == []


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (_MACHINE_PATH, 'open("/work/main/x")'),
        (_MACHINE_PATH, "-e file:///srv/x"),
        (_TEMPORARY_PATH, "see /tmp/out"),
        (_REGISTRY, "pip install --index-url http"),
        (_SECRET, "key = 'sk-" + "a1" * 12 + "'"),
    ],
)
def test_the_patterns_find_what_they_look_for(pattern: re.Pattern[bytes], text: str) -> None:
    assert pattern.search(text.encode())


def test_an_address_on_the_web_is_not_a_path_of_one_machine() -> None:
    assert not _MACHINE_PATH.search(b"https://example.org/work/plan.pdf, ../root/x, docs/work/notes")


# ------------------------------------------------------------------------------------------- wording


def _flat(table: dict[str, Any], prefix: str = "") -> dict[str, str]:
    """Return a wording file's values by dotted key."""
    flat: dict[str, str] = {}
    for key, value in table.items():
        if isinstance(value, list):
            value = {str(number): item for number, item in enumerate(value)}
        if isinstance(value, dict):
            flat |= _flat(value, f"{prefix}{key}.")
        else:
            flat[prefix + key] = str(value)
    return flat


@pytest.fixture(scope="module")
def wording() -> dict[str, dict[str, str]]:
    """Return what a user reads, by language and key."""
    folder = ROOT / "assistant" / "wording"
    return {name: _flat(tomllib.loads((folder / f"{name}.toml").read_text("utf-8"))) for name in ("fr", "en")}


def test_every_sentence_exists_in_both_languages(wording: dict[str, dict[str, str]]) -> None:
    assert wording["fr"]
    assert sorted(wording["fr"].keys() ^ wording["en"].keys()) == []


def test_no_sentence_is_empty(wording: dict[str, dict[str, str]]) -> None:
    assert [
        f"{name}: {key}" for name, texts in wording.items() for key, text in texts.items() if not text.strip()
    ] == []


def test_french_spaces_do_not_part_at_the_end_of_a_line(wording: dict[str, dict[str, str]]) -> None:
    """Non-breaking before `: $ %` and inside « », none before `; ! ?`: the OQLF's rules, which a browser cannot add."""
    loose = re.compile(r"(?<=\S) [:»](?!\w)|« |[\d}] [%$](?!\w)|[ \u00a0\u202f][;!?]|«(?!\u00a0)|(?<!\u00a0)»")
    assert all(map(loose.search, ("« oui »", "«\u00a0oui »", "non : oui", "{n} %", "8 $", "Quoi ?")))
    assert sorted(key for key, text in wording["fr"].items() if loose.search(text)) == []


def test_both_languages_say_the_same_things(wording: dict[str, dict[str, str]]) -> None:
    def placeholders(text: str) -> set[str]:
        return set(re.findall(r"(?<!\{)\{(\w+)", text))

    shared_keys = wording["fr"].keys() & wording["en"].keys()
    differing = [key for key in shared_keys if placeholders(wording["fr"][key]) != placeholders(wording["en"][key])]
    assert sorted(differing) == []


# ---------------------------------------------------------------------------------------- the outside


def test_ci_runs_the_test_command_of_the_readme() -> None:
    blocks = re.findall(r"^```\w*\n(.*?)^```", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert "make test" in {line.split("#")[0].strip() for block in blocks for line in block.splitlines()}
    assert (ROOT / ".ci" / "run").read_text("utf-8").splitlines()[-1] == "make test"


def test_the_wheel_holds_the_four_packages_and_no_tests() -> None:
    finder = pyproject()["tool"]["setuptools"]["packages"]["find"]
    folders = [path.name for path in ROOT.iterdir() if path.is_dir()]
    taken = {name for name in folders for pattern in finder["include"] if fnmatchcase(name, pattern)}
    assert taken == set(FLOORS)
    assert not any(
        fnmatchcase("tests", pattern) or fnmatchcase("tests.corpus", pattern) for pattern in finder["include"]
    )


def test_the_wheel_holds_every_file_of_the_four_packages() -> None:
    """A file that no pattern takes would be missing only from an installed Repère, never from a checkout."""
    patterns = pyproject()["tool"]["setuptools"]["package-data"]
    taken = {path for floor in FLOORS for pattern in patterns[floor] for path in (ROOT / floor).glob(pattern)}
    data = [path for path in project_files() if name_of(path).startswith(tuple(f"{floor}/" for floor in FLOORS))]
    modules_of_packages = {path for path in modules() if (path.parent / "__init__.py").exists()}
    assert [name_of(path) for path in data if path not in taken | modules_of_packages] == []


@pytest.mark.parametrize("name", FLOORS)
def test_no_test_folder_hides_a_package(name: str) -> None:
    """`tests/corpus` must not become `corpus`: see `--import-mode` in pyproject.toml."""
    module = __import__(name)
    assert Path(module.__file__ or "").resolve().parent == ROOT / name


def test_the_lock_names_every_dependency() -> None:
    """`constraints.txt` pins each direct dependency exactly, and nothing but releases."""
    lines = [line for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines() if not line.startswith("#")]
    assert [line for line in lines if not re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][0-9a-z.]*", line)] == []
    project = pyproject()["project"]
    wanted = {
        re.split(r"[\[<>=!~; ]", text)[0]
        for text in (*project["dependencies"], *project["optional-dependencies"]["dev"])
    }
    pinned = {line.split("==")[0] for line in lines}

    def normal(names: set[str]) -> set[str]:
        return {re.sub(r"[-_.]+", "-", name).lower() for name in names}

    assert normal(wanted) - normal(pinned) == set()
