"""Work in a process of its own, and the memory that a process holds."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

_Done = TypeVar("_Done")


def in_process(work: Callable[..., _Done], *arguments: Any) -> _Done:
    """Return what some work gives in a process that has done nothing before."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(work, *arguments).result()


def peak() -> float:
    """Return the most memory that this process has held, in MiB; not a number where the system does not say."""
    if os.name != "posix":
        return float("nan")
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 2**20 if sys.platform == "darwin" else most / 2**10


def memory() -> float:
    """Return the memory that this process holds, in MiB; the most it has held where the system does not say."""
    status = Path("/proc/self/status")
    if not status.is_file():
        return peak()
    return int(status.read_text(encoding="ascii", errors="replace").split("VmRSS:")[1].split()[0]) / 2**10
