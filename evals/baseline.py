"""A run against an earlier one: what got worse beyond chance fails, whatever else got better."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from corpus.causes import cause_of
from corpus.errors import UsageError

Json = dict[str, Any]

HIGHER = (
    *("recall@1", "recall@3", "recall@5", "recall@10", "mrr", "ndcg@10", "outcome", "facts@simple", "facts@detaille"),
    *("citation precision", "citation recall", "quotes exact", "language", "auroc"),
)
LOWER = ("hallucination", "error", "traps")
"""The metrics that are watched, those that should rise and those that should fall; the others only inform."""


def load_baseline(path: Path) -> Json:
    """Return an earlier run, by the names of its sets.

    Raises:
        UsageError: the file cannot be read, or is no run.
    """
    try:
        sets = json.loads(path.read_text(encoding="utf-8"))["sets"]
        return {one["name"]: {"metrics": one["metrics"], "intervals": one.get("intervals", {})} for one in sets}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError("usage.baseline_file", path=str(path), detail=cause_of(error)) from error


def compared(told: Json, baseline: Json) -> Json:
    """Return a run whose sets say what got worse, or better, than the baseline's 95 % interval.

    Raises:
        UsageError: the baseline knows none of the sets.
    """
    if not any(one["name"] in baseline for one in told["sets"]):
        names = ", ".join(one["name"] for one in told["sets"])
        raise UsageError("usage.baseline_sets", names=names, known=", ".join(baseline))
    return {
        "sets": [
            one | ({"against": _against(one["metrics"], baseline[one["name"]])} if one["name"] in baseline else {})
            for one in told["sets"]
        ]
    }


def got_worse(told: Json) -> bool:
    """Tell whether some metric of a compared run got worse beyond chance."""
    return any(one.get("against", {}).get("worse") for one in told.get("sets", ()))


def baseline_json(told: Json) -> Json:
    """Return what is kept of a run as a baseline: its metrics and their intervals."""
    kept = ("name", "n", "metrics", "intervals")
    return {"sets": [{key: one[key] for key in kept if key in one} for one in told["sets"]]}


def _against(metrics: Json, before: Json) -> Json:
    found: Json = {"worse": [], "better": []}
    for metric in (*HIGHER, *LOWER):
        bounds = before["intervals"].get(metric)
        if bounds is None or metric not in metrics:
            continue
        low, high = bounds
        now = metrics[metric]
        side = "below" if now < low else "above" if now > high else None
        if side:
            is_worse = (side == "below") == (metric in HIGHER)
            item = {"metric": metric, "was": before["metrics"][metric], "interval": [low, high], "now": now}
            found["worse" if is_worse else "better"].append(item)
    return found
