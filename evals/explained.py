"""A failed question, explained to a person: the step that lost it, where its golds stood, what was shown instead."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import shorten
from typing import Any, get_args

from assistant.wording import say
from evals.model import LostBy

Json = dict[str, Any]

BEGINNING = 200
"""Characters of an answer shown in a table."""


def lost_words(failure: Json, language: str) -> str:
    """Return what the step that lost a question means; nothing where a set has steps of its own.

    A run that was kept by an earlier version may say less of a failure.
    """
    if failure.get("lost_by") not in get_args(LostBy) or "question" not in failure:
        return ""
    golds = failure.get("gold", ())
    if any(not gold.get("has_file", True) for gold in golds):
        return say(language, "eval.no_file")
    if failure["lost_by"] == "answering" and not golds:  # nothing was to be found, or the set names no place
        return say(language, "eval.badly")
    return say(language, f"quality.lost_by_{failure['lost_by']}")


def explained(failure: Json, language: str) -> Iterator[str]:
    """Give the lines that explain a failure to who reads it in a terminal."""
    if "question" not in failure:
        yield f"{failure['error'] or ''} −{failure['lost']} ~{failure['garbled']} +{failure['added']}"
        return
    yield failure["question"]
    if words := lost_words(failure, language):
        yield f"  {words}"
    for gold in failure["gold"]:
        place = say(language, "quality.rank", rank=gold["rank"]) if gold["rank"] else say(language, "quality.no_rank")
        parts = [f"{name} {rank or '–'}" for name, rank in gold["components"].items()]
        yield f"  [{place}] {gold['file']} « {gold['phrase']} » {', '.join(parts)}".rstrip()
    if failure["lost_by"] == "answering":
        yield f"  {_outcome(failure['expected'], language)} → {_outcome(failure['outcome'], language)}"
        if failure["missing"]:
            yield "  " + say(language, "quality.missing", names=", ".join(failure["missing"]))
        yield "  " + shorten(failure["text"], BEGINNING, placeholder="…")
    elif failure["first"]:
        yield f"  1. {failure['first']['title']} : {failure['first']['text']}"


def _outcome(outcome: str, language: str) -> str:
    return say(language, f"quality.outcome_{outcome}")
