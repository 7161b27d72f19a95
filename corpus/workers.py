"""Files are read in processes of their own, with limits on memory and time: a dead worker is one file's error."""

from __future__ import annotations

import multiprocessing
import os
import queue
import signal
import sys
import threading
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path

from corpus import ocr
from corpus.errors import FileError
from corpus.limits import LIMITS, MEGABYTE, Limits
from corpus.model import Metadata, Reading
from corpus.reading import read_file

START = 60.0
"""Seconds that a process may take to start."""


class Readers:
    """So many worker processes, made when first needed, each reading one file at a time until `close`."""

    def __init__(self, jobs: int = 1, limits: Limits = LIMITS) -> None:
        self._jobs = max(1, jobs)
        self._limits = limits
        self._idle: queue.SimpleQueue[_Worker] = queue.SimpleQueue()
        self._alive: set[_Worker] = set()
        self._lock = threading.Lock()
        self._closed = False
        self._stop = threading.Event()
        ocr.sweep()
        self._threads = ThreadPoolExecutor(self._jobs, thread_name_prefix="reading")

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

    def read(self, path: Path, content: bytes, given: Metadata) -> Future[Reading | FileError]:
        """Have a file read when a worker is free: what it holds, or why it cannot be read."""
        return self._threads.submit(self._read_one, path, content, given)

    def _read_one(self, path: Path, content: bytes, given: Metadata) -> Reading | FileError:
        worker = self._take()
        result = worker.read(path, content, given)
        if not worker.must_go:

            def read(recognised: bytes) -> Reading | FileError:
                return worker.read(path, recognised, given)

            result = ocr.read_again(content, result, read, self._limits.ocr_seconds, self._stop)
        if not worker.must_go:
            self._idle.put(worker)
            return result
        with self._lock:
            self._alive.discard(worker)
        worker.stop()
        return result

    def _take(self) -> _Worker:
        with suppress(queue.Empty):
            return self._idle.get_nowait()
        with self._lock:
            if self._closed:
                raise CancelledError
            worker = _Worker(self._limits)
            self._alive.add(worker)
            return worker


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
    """Read the files that the parent names, until the parent is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to hear
    _die_with_parent(parent)
    _limit_memory(limits.memory_megabytes * MEGABYTE)
    sys.setrecursionlimit(2_000)
    with suppress(EOFError, OSError):
        pipe.send(True)
        while True:
            path, content, given = pipe.recv()
            pipe.send(_read(path, content, given, limits))


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
