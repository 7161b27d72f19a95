"""The gate: the shipped questions, held against the run that was committed; nothing gets worse unnoticed.

`python -m evals.gate` says what got worse beyond the baseline's 95 % intervals and exits with 1 where something did;
`--update` makes today's run the baseline: a change of its file is read, and questioned, like any other.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from evals.baseline import baseline_json, compared, got_worse, load_baseline
from evals.model import STARTER
from evals.run import SHIPPED, run_sets
from index.collection import Collection

BASELINE = Path(__file__).resolve().parent / "data" / "baseline.json"
SETS = ("starter", "absent")
DAY = date(2026, 11, 1)
"""The day on which the questions are asked, always: what is outdated then stays so."""

Json = dict[str, Any]


def run_gate(starter: Collection) -> Json:
    """Return today's run of the shipped questions over the starter collection, on the gate's own day."""
    return run_sets([SHIPPED[name] for name in SETS], starter, clock=lambda: DAY)


def main(arguments: Sequence[str]) -> int:
    """Run the gate, or make its baseline anew, and return the exit code."""
    with (
        tempfile.TemporaryDirectory(prefix="repere-gate-", ignore_cleanup_errors=True) as home,
        Collection.open(Path(home)) as collection,
    ):
        collection.ingest([STARTER])
        told = run_gate(collection)
    if "--update" in arguments:
        BASELINE.write_text(json.dumps(baseline_json(told), indent=1) + "\n", encoding="utf-8")
        return 0
    against = compared(told, load_baseline(BASELINE))
    sys.stdout.write(
        json.dumps({one["name"]: one["against"] for one in against["sets"]}, ensure_ascii=False, indent=1) + "\n"
    )
    return int(got_worse(against))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
