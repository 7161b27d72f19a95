"""The state of a piece of work, in a JSON file: fields, proposed quotes and what was decided, for another day."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, cast

from assistant.drafting.export import write_whole
from assistant.drafting.model import DECISIONS, Decided, Decision
from assistant.drafting.rows import text_of
from corpus.errors import UsageError

Json = dict[str, Any]
VERSION = 1
_ID = re.compile(r"[0-9a-f]{16}:\d{1,9}-\d{1,9}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """A quote that a section was offered, as the file shows it; a person may write the decision there by hand."""

    section: str
    evidence_id: str
    quote: str
    decision: Decision | None


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What was saved: the template's name, the fields, and every quote offered so far."""

    template: str
    fields: Mapping[str, Any]
    proposed: tuple[Proposed, ...]

    def deciding(self, decision: Decision, ids: Iterable[str]) -> State:
        """Return the state with a decision about some quotes.

        Raises:
            UsageError: a quote is none of those that were offered.
        """
        state = self
        for one in ids:
            if all(proposed.evidence_id != one for proposed in state.proposed):
                raise UsageError("draft.decision_unknown", id=one)
            changed = (replace(p, decision=decision) if p.evidence_id == one else p for p in state.proposed)
            state = replace(state, proposed=tuple(changed))
        return state

    @property
    def decisions(self) -> list[Json]:
        """What was decided, as the service takes it."""
        return [
            {"section": one.section, "id": one.evidence_id, "decision": one.decision, "quote": one.quote}
            for one in self.proposed
            if one.decision
        ]


def decided_of(given: object) -> tuple[Decided, ...]:
    """Return the decisions of a JSON list of `{"section", "id", "decision", "quote"}`.

    Raises:
        UsageError: it is something else.
    """
    if not isinstance(given, (list, tuple)):
        raise UsageError("draft.decision_invalid", value=given, expected="[{…}]")
    decided: list[Decided] = []
    for one in given:
        if not isinstance(one, Mapping) or not _ID.fullmatch(str(one.get("id"))):
            raise UsageError("draft.decision_invalid", value=one, expected="id: 0123456789abcdef:0-10")
        if one.get("decision") not in DECISIONS:
            raise UsageError("draft.decision_invalid", value=one.get("decision"), expected=" | ".join(DECISIONS))
        decided.append(
            Decided(
                section=str(one.get("section", "")),
                evidence_id=str(one["id"]),
                decision=cast("Decision", one["decision"]),
                quote=str(one.get("quote", "")),
            )
        )
    return tuple(decided)


def load_state(path: Path) -> State:
    """Return what was saved.

    Raises:
        UsageError: the file cannot be read, or is no state.
    """
    try:
        said = json.loads(text_of(path))
        if not isinstance(said, dict) or said.get("version") != VERSION:
            raise ValueError("version")
        proposed = tuple(
            Proposed(
                section=str(one["section"]),
                evidence_id=str(one["id"]),
                quote=str(one["quote"]),
                decision=one.get("decision"),
            )
            for one in said["evidence"]
        )
        state = State(template=str(said["template"]), fields=dict(said["fields"]), proposed=proposed)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise UsageError("draft.state_file", path=str(path), detail=str(error)) from error
    decided_of(state.decisions)
    return state


def save_state(path: Path, template: str, fields: Mapping[str, Any], drafted: Json, before: State | None) -> None:
    """Write the state that a draft leaves: its quotes, and what was decided before about others."""
    shown = [{"section": section["title"], **one} for section in drafted["sections"] for one in section["evidence"]]
    known = {(one["section"], one["id"]) for one in shown}
    earlier: Sequence[Proposed] = before.proposed if before else ()
    shown += [
        {"section": one.section, "id": one.evidence_id, "decision": one.decision, "used": False, "quote": one.quote}
        for one in earlier
        if one.decision and (one.section, one.evidence_id) not in known
    ]
    state = {"version": VERSION, "template": template, "fields": dict(fields), "evidence": shown}
    write_whole(path, json.dumps(state, ensure_ascii=False, indent=2).encode("utf-8") + b"\n")
