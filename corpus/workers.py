"""Files are read in processes of their own, with limits on memory and time: a dead worker is one file's error."""

from __future__ import annotations

import gc
import multiprocessing
import os
import queue
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from pathlib import Path

from corpus import ocr
from corpus.errors import FileError
from corpus.limits import LIMITS, MEGABYTE, Limits
from corpus.model import Metadata, Reading
from corpus.readers import import_readers
from corpus.reading import read_file

START = 60.0
"""Seconds that a process may take to start."""
IDLE = 300.0
"""Seconds without a file after which a process ends by itself; a little before, it is given none any more."""
MARGIN = 30.0
TRIAL = b"---\ntitle: Essai\n---\n# Plan de la MRC\n\nLe 25 octobre 2018, la Mauricie adopte :\n\n- un plan.\n"
"""What a process reads before the first file comes."""


class Readers:
    """So many worker processes, made when first needed, each reading one file at a time until `close`.

    One that has had no file for a while ends, and is made anew for the next.
    """

    def __init__(self, jobs: int = 1, limits: Limits = LIMITS) -> None:
        self.jobs = max(1, jobs)
        self.limits = limits
        self._idle: queue.SimpleQueue[_Worker] = queue.SimpleQueue()
        self._alive: set[_Worker] = set()
        self._lock = threading.Lock()
        self._closed = False
        self._stop = threading.Event()
        ocr.sweep()
        self._threads = ThreadPoolExecutor(self.jobs, thread_name_prefix="reading")

    def __enter__(self) -> Readers:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stop every worker, in the middle of a file if need be."""
        with self._lock:
            self._closed = True
            self._stop.set()
            for worker in self._alive:
                worker.kill()
        self._threads.shutdown(cancel_futures=True)
        for worker in self._alive:
            worker.stop()

    def start(self) -> None:
        """Make the workers before the first file comes: they import what reads it meanwhile."""
        for worker in [self._take() for _ in range(self.jobs)]:
            self._idle.put(worker)

    def read(self, path: Path, content: bytes, given: Metadata) -> Future[Reading | FileError]:
        """Have a file read when a worker is free: what it holds, or why it cannot be read."""
        return self._threads.submit(self._read_one, path, content, given)

    def _read_one(self, path: Path, content: bytes, given: Metadata) -> Reading | FileError:
        result = self._read_by_one(path, content, given)

        def read(recognised: bytes) -> Reading | FileError:
            return self._read_by_one(path, recognised, given)

        return ocr.read_again(content, result, read, self.limits.ocr_seconds, self._stop)

    def _read_by_one(self, path: Path, content: bytes, given: Metadata) -> Reading | FileError:
        """Have a worker read a file; while its pages are recognised, the worker is free for another."""
        worker = self._take()
        result = worker.read(path, content, given)
        if self._closed:  # the worker was ended: that says nothing of the file
            raise CancelledError
        if worker.must_go:
            self._drop(worker)
        else:
            self._idle.put(worker)
        return result

    def _drop(self, worker: _Worker) -> None:
        with self._lock:
            self._alive.discard(worker)
        worker.stop()

    def _take(self) -> _Worker:
        with suppress(queue.Empty):
            while not (worker := self._idle.get_nowait()).is_fresh:
                self._drop(worker)
            return worker
        with self._lock:
            if self._closed:
                raise CancelledError
            worker = _Worker(self.limits)
            self._alive.add(worker)
            return worker


class KeptReaders:
    """The processes that read for a collection, kept for the files to come; a run that is cut short ends them."""

    def __init__(self) -> None:
        self._readers: Readers | None = None
        self._lock = threading.Lock()

    def start(self, jobs: int, limits: Limits) -> None:
        """Make the processes before the first file comes, where there are none."""
        with self._lock:
            if self._readers is None:
                self._readers = Readers(jobs, limits)
                with suppress(OSError):  # whoever reads a file is told
                    self._readers.start()

    @contextmanager
    def used(self, jobs: int, limits: Limits) -> Iterator[Readers]:
        """Give so many processes, each made when a file needs it, for one run at a time."""
        if self._readers and (self._readers.jobs, self._readers.limits) != (max(1, jobs), limits):
            self.close()
        with self._lock:
            readers = self._readers = self._readers or Readers(jobs, limits)
        try:
            yield readers
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End the processes; the next run makes others."""
        with self._lock:
            readers, self._readers = self._readers, None
        if readers:
            readers.close()


class _Worker:
    """One spawned process and the pipe to it."""

    def __init__(self, limits: Limits) -> None:
        context = multiprocessing.get_context("spawn")
        self._limits = limits
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=_serve, args=(theirs, limits, os.getpid()), daemon=True)
        self._process.start()
        theirs.close()
        self.must_go = False
        self._is_ready = False
        self._used = time.monotonic()

    @property
    def is_fresh(self) -> bool:
        """Whether the process is there for another file, and does not end meanwhile."""
        return time.monotonic() - self._used < IDLE - MARGIN and self._process.is_alive()

    def read(self, path: Path, content: bytes, given: Metadata) -> Reading | FileError:
        """Return what a file holds, or why it cannot be read; after a limit the worker must go."""
        try:
            if not self._is_ready:  # starting a process takes no part of the file's time
                self._is_ready = self._pipe.poll(START) and bool(self._pipe.recv())
            self._pipe.send((path, content, given))
            if not self._pipe.poll(self._limits.seconds):
                self.must_go = True
                return FileError("time", seconds=self._limits.seconds)
            answer: Reading | FileError = self._pipe.recv()
            self._used = time.monotonic()
        except (EOFError, OSError):
            self.must_go = True
            return FileError("memory")
        if isinstance(answer, FileError) and answer.code == "memory":
            self.must_go = True
        return answer

    def kill(self) -> None:
        """End the process, even in the middle of a file; whoever waits for its answer is told so."""
        self._process.kill()

    def stop(self) -> None:
        """End the process and let go of it."""
        self._process.kill()
        self._pipe.close()
        self._process.join()
        self._process.close()


def _serve(pipe: Connection, limits: Limits, parent: int) -> None:
    """Read the files that the parent names, until the parent is gone or has named none for a while."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to hear
    _die_with_parent(parent)
    _limit_memory(limits.memory_megabytes * MEGABYTE)
    sys.setrecursionlimit(2_000)
    with suppress(EOFError, OSError):
        pipe.send(True)
        _get_ready(pipe.poll)
        while pipe.poll(IDLE):
            path, content, given = pipe.recv()
            pipe.send(_read(path, content, given, limits))


def _get_ready(is_wanted: Callable[[], bool]) -> None:
    """Do what the first file would wait for: imports, and the lexicons that every text is compared with."""
    import_readers(is_wanted)
    if not is_wanted():
        with suppress(MemoryError):
            read_file(Path("essai.md"), TRIAL)
    gc.freeze()  # what is there by now stays: it need not be looked through again and again


def _read(path: Path, content: bytes, given: Metadata, limits: Limits) -> Reading | FileError:
    try:
        return read_file(path, content, given, limits)
    except FileError as error:
        return error
    except MemoryError:
        return FileError("memory")
    except RecursionError:
        return FileError("malformed", "file.nested")
    except Exception as error:  # a library's failure on a bad file is that file's failure
        return FileError("malformed", detail=type(error).__name__)


def _die_with_parent(parent: int) -> None:
    """Ask the system to end this process when its parent dies, where it can (Linux); elsewhere the pipe's end does."""
    if sys.platform == "linux":
        import ctypes

        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
        if os.getppid() != parent:  # it died before we asked
            os._exit(1)


def _limit_memory(most_bytes: int) -> None:
    """Limit this process's address space, where the system can."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (most_bytes, most_bytes))
