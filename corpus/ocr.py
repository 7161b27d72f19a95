"""Pages that are pictures get a text, where OCRmyPDF and Tesseract are installed with French.

The programs run apart, with limits on time and memory, and only on a file that a reading process came through: they
hand the file to Ghostscript. French alone is asked for: with English beside it Tesseract takes 1.6 times as long and
loses accents (« a l'unanimité »), and it reads English well enough without (438 words of 440 on a clean page).
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import CancelledError
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from threading import Event
from time import monotonic

from corpus.causes import cause_of
from corpus.errors import FileError
from corpus.model import Reading
from corpus.readers.pdf_flags import GARBLED_FLAG, RECOGNISED_FLAG, page_ranges, pages_in, scanned_in

LANGUAGE = "fra"
MOST_BYTES = 4 * 2**30
"""Address space of each program (where the system can limit it): a page at 600 dpi takes about 0.3 GB."""
MOST_MEGAPIXELS = 70
"""Size of a page above which it is left as it is: A3 at 600 dpi is 70."""
PREFIX = "repere-ocr-"
WAIT = 0.1
"""Seconds between two looks at whether the programs have ended."""

_DONE, _INPUT, _DAMAGED_OUTPUT, _ENCRYPTED = 0, 2, 4, 8
"""Exit codes. Source: https://ocrmypdf.readthedocs.io/en/latest/advanced.html#return-code-policy."""
_LAUNCH = """
import ctypes, os, signal, sys
try:
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG, on Linux
except (OSError, AttributeError):
    pass
if os.name != "posix" or os.getppid() == int(sys.argv[1]):  # else the parent died before we asked
    os.execv(sys.argv[2], sys.argv[2:])
"""
"""Becomes a program that ends with the process that asked for it, even one that is killed."""
_UNLOCK = """
import sys
sys.path.insert(0, sys.argv[1])
from corpus.readers.pdf import write_unlocked
write_unlocked(*sys.argv[2:])
"""
"""A program of its own, because it parses a file that anyone made: the folder of this package, source, target."""
_KEPT_VARIABLES = ("PATH", "HOME", "TESSDATA_PREFIX", "SYSTEMROOT")


def sweep() -> None:
    """Remove the folders that processes killed in the middle of a file left behind: they hold a copy of it."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*-*"):
        owner = folder.name.removeprefix(PREFIX).partition("-")[0]
        if owner.isdecimal() and not _lives(int(owner)):
            shutil.rmtree(folder, ignore_errors=True)


def _lives(process_id: int) -> bool:
    """Tell whether a process lives; of another person's, nothing is known, so it does."""
    if sys.platform == "win32":
        return True
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def is_available() -> bool:
    """Tell whether the programs are installed, with French."""
    tesseract = shutil.which("tesseract")
    return bool(shutil.which("ocrmypdf") and tesseract and LANGUAGE in _languages(tesseract))


@lru_cache(maxsize=4)
def _languages(tesseract: str) -> frozenset[str]:
    try:
        listed = subprocess.run(
            [tesseract, "--list-langs"], stdin=subprocess.DEVNULL, capture_output=True, timeout=20, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return frozenset()
    return frozenset((listed.stdout + listed.stderr).decode("utf-8", "replace").split())


def scanned_pages(result: Reading | FileError) -> tuple[int, ...]:
    """Return the pages (1-based) of a PDF just read that are pictures without text."""
    if isinstance(result, FileError):
        return pages_in(str(result.values.get("pages", ""))) if result.key == "file.scanned" else ()
    return scanned_in(result.document.flags)


def may_be_recognised(flags: Sequence[str]) -> bool:
    """Tell whether a document has scanned pages that no program has tried yet, and one can now."""
    tried = any(flag.startswith(RECOGNISED_FLAG) for flag in flags)
    return bool(scanned_in(flags)) and not tried and is_available()


def read_again(
    content: bytes,
    result: Reading | FileError,
    read: Callable[[bytes], Reading | FileError],
    seconds: int,
    stop: Event | None = None,
) -> Reading | FileError:
    """Return what a file holds once its scanned pages have a text: `result` itself where there is nothing to do.

    `read` is given the new PDF. A document whose letters are no words, for want of a table in its fonts, is recognised
    whole. One that has other pages keeps what was read of them when recognition fails: its flag says what is missing.

    Raises:
        CancelledError: `stop` was set.
    """
    pages = scanned_pages(result)
    garbled = isinstance(result, Reading) and GARBLED_FLAG in result.document.flags
    if not (pages or garbled) or seconds <= 0 or not is_available():
        return result
    try:
        again = read(with_text(content, () if garbled else pages, seconds, stop, replace=garbled))
    except FileError as error:
        again = error
    if isinstance(again, Reading):
        return result if garbled and GARBLED_FLAG in again.document.flags else again
    if isinstance(result, Reading):
        return result
    return FileError("scanned", "file.ocr_empty") if again.key == "file.scanned" else again


def with_text(
    content: bytes, pages: Sequence[int], seconds: int, stop: Event | None = None, *, replace: bool = False
) -> bytes:
    """Return a PDF whose given pages (1-based; none given: all) have the words of their pictures as invisible text.

    The other pages stay as they are. What a page shows as text stays too, unless it is to be replaced by what is
    seen of it. `seconds` is for the whole file.

    Raises:
        FileError: the programs failed, or took too long.
        CancelledError: `stop` was set.
    """
    deadline = monotonic() + seconds
    with tempfile.TemporaryDirectory(prefix=f"{PREFIX}{os.getpid()}-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        source, plain, target = folder / "source.pdf", folder / "plain.pdf", folder / "target.pdf"
        source.write_bytes(content)
        try:
            code = _run(_recognise(source, target, pages, replace=replace), folder, deadline, stop)
            if code in {_INPUT, _ENCRYPTED}:  # a form, a signature, or a password that only restricts printing
                home = str(Path(__file__).parents[1])
                unlock = [sys.executable, "-I", "-c", _UNLOCK, home, str(source), str(plain)]
                if _run(unlock, folder, deadline, stop) == _DONE:
                    code = _run(_recognise(plain, target, pages, replace=replace), folder, deadline, stop)
            if code in {_DONE, _DAMAGED_OUTPUT} and target.exists():
                return target.read_bytes()
        except TimeoutError as error:
            raise FileError("time", "file.ocr_time", seconds=seconds) from error
        except OSError as error:
            raise FileError("scanned", "file.ocr_failed", detail=cause_of(error)) from error
        raise FileError("scanned", "file.ocr_failed", detail=_said(folder) or f"code {code}")


def _recognise(source: Path, target: Path, pages: Sequence[int], *, replace: bool) -> list[str]:
    """Return the command that recognises some pages; their visible text, such as a stamp, may be kept."""
    chosen = ["--pages", page_ranges(pages).replace(" ", "")] if pages else []
    options = ["--quiet", "--language", LANGUAGE, "--output-type", "pdf", "--optimize", "0", "--jobs", "1"]
    pictures = ["--force-ocr" if replace else "--redo-ocr", "--rotate-pages", "--skip-big", str(MOST_MEGAPIXELS)]
    return [shutil.which("ocrmypdf") or "ocrmypdf", *options, *pictures, *chosen, str(source), str(target)]


def _run(command: Sequence[str], folder: Path, deadline: float, stop: Event | None) -> int:
    """Run a command to its end and return its exit code; whatever it started is gone afterwards.

    Raises:
        TimeoutError: the deadline passed.
        CancelledError: `stop` was set.
    """
    with (folder / "said.txt").open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-I", "-c", _LAUNCH, str(os.getpid()), *command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=said,
            cwd=folder,
            env=_environment(os.environ, folder),
            start_new_session=True,
        )
    try:
        _limit(process.pid, int(max(1, deadline - monotonic())))
        while True:
            with suppress(subprocess.TimeoutExpired):
                return process.wait(WAIT)
            if stop is not None and stop.is_set():
                raise CancelledError
            if monotonic() > deadline:
                raise TimeoutError
    finally:
        if process.returncode is None:
            _kill(process)


def _environment(given: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Return the variables that the programs need, and a folder for all they write."""
    kept = {name: given[name] for name in _KEPT_VARIABLES if name in given}
    return kept | {"TMPDIR": str(folder), "LC_ALL": "C.UTF-8", "OMP_THREAD_LIMIT": "1"}


def _limit(process_id: int, seconds: int) -> None:
    """Limit a process and those that it starts, where the system can: so none outlives a parent that was killed."""
    with suppress(ImportError, AttributeError, ValueError, OSError):
        import resource

        resource.prlimit(process_id, resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
        resource.prlimit(process_id, resource.RLIMIT_CPU, (seconds + 1, seconds + 1))


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End a process and those that it started."""
    if sys.platform == "win32":
        process.kill()
    else:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _said(folder: Path) -> str:
    """Return the last thing that the programs said of a failure."""
    with suppress(OSError):
        text = (folder / "said.txt").read_bytes()[-4_000:].decode("utf-8", "replace")
        lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
        return lines[-1].replace(str(folder), "")[:150].rstrip(" .") if lines else ""
    return ""
