"""Files are read in processes of their own, with limits on memory and time: a dead worker is one file's error."""

from __future__ import annotations

import multiprocessing
import os
import queue
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from corpus.errors import FileError
from corpus.model import Metadata, Reading
from corpus.reading import load, read_file


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one file may cost: `seconds` of time, `bytes` of address space (where the system can limit it)."""

    seconds: float = 60.0
    bytes: int = 2 * 2**30


LIMITS = Limits()


class Readers:
    """So many worker processes, made when first needed, each reading one file at a time until `close`."""

    def __init__(self, jobs: int = 1, limits: Limits = LIMITS) -> None:
        self._jobs = max(1, jobs)
        self._limits = limits
        self._idle: queue.SimpleQueue[_Worker | None] = queue.SimpleQueue()
        for _ in range(self._jobs):
            self._idle.put(None)
        self._threads = ThreadPoolExecutor(self._jobs, thread_name_prefix="reading")

    def __enter__(self) -> Readers:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop every worker, in the middle of a file if need be."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for _ in range(self._jobs):
            if (worker := self._idle.get()) is not None:
                worker.stop()
        self._threads.shutdown()

    def read(self, files: Iterable[tuple[Path, Metadata]]) -> Iterator[Reading | FileError]:
        """Give what each file holds, or why it cannot be read, in the order of the files, a few of them ahead."""
        waiting: deque[Future[Reading | FileError]] = deque()
        for path, given in files:
            waiting.append(self._threads.submit(self._read_one, path, given))
            if len(waiting) > 2 * self._jobs:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def _read_one(self, path: Path, given: Metadata) -> Reading | FileError:
        worker = self._idle.get() or _Worker(self._limits)
        result: Reading | FileError | None = None
        try:
            result = worker.read(path, given)
        finally:
            if result is None or worker.must_go:
                worker.stop()
                self._idle.put(None)
            else:
                self._idle.put(worker)
        return result


class _Worker:
    """One spawned process and the pipe to it."""

    def __init__(self, limits: Limits) -> None:
        context = multiprocessing.get_context("spawn")
        self._limits = limits
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, limits.bytes, os.getpid()), daemon=True)
        self._process.start()
        theirs.close()
        self.must_go = False

    def read(self, path: Path, given: Metadata) -> Reading | FileError:
        """Return what a file holds, or why it cannot be read; after a limit the worker must go."""
        try:
            self._pipe.send((path, given))
            if not self._pipe.poll(self._limits.seconds):
                self.must_go = True
                return FileError("time", seconds=int(self._limits.seconds))
            answer: Reading | FileError = self._pipe.recv()
        except (EOFError, OSError):
            self.must_go = True
            return FileError("memory")
        if isinstance(answer, FileError) and answer.code == "memory":
            self.must_go = True
        return answer

    def stop(self) -> None:
        """End the process."""
        self._pipe.close()
        self._process.kill()
        self._process.join()
        self._process.close()


def _serve(pipe: Connection, most_bytes: int, parent: int) -> None:
    """Read the files that the parent names, until the parent is gone."""
    _die_with_parent(parent)
    _limit_memory(most_bytes)
    sys.setrecursionlimit(2_000)
    with suppress(EOFError, OSError, KeyboardInterrupt):
        while True:
            path, given = pipe.recv()
            pipe.send(_read(path, given))


def _read(path: Path, given: Metadata) -> Reading | FileError:
    try:
        return read_file(path, load(path), given)
    except FileError as error:
        return error
    except MemoryError:
        return FileError("memory")
    except RecursionError:
        return FileError("malformed", detail="recursion")
    except Exception as error:  # a library's failure on a bad file is that file's failure
        return FileError("malformed", detail=type(error).__name__)


def _die_with_parent(parent: int) -> None:
    """Ask the system to end this process when its parent dies, where it can (Linux); elsewhere the pipe's end does."""
    if sys.platform == "linux":
        import ctypes
        import signal

        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)


def _limit_memory(most_bytes: int) -> None:
    """Limit this process's address space, where the system can."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (most_bytes, most_bytes))
