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
from corpus.causes import cause_of
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

    def deciding(self, decision: Decision | None, ids: Iterable[str], section: str | None = None) -> State:
        """Return the state with a decision about some quotes, in one section or wherever they stand; None undoes it.

        Raises:
            UsageError: a quote is none of those that were offered.
        """
        state = self
        for one in ids:
            chosen = [p for p in state.proposed if p.evidence_id == one and section in (None, p.section)]
            if not chosen:
                raise UsageError("draft.decision_unknown", id=one)
            changed = (replace(p, decision=decision) if p in chosen else p for p in state.proposed)
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
    """Return what a file holds of a piece of work.

    Raises:
        UsageError: the file cannot be read, or is no state.
    """
    return parse_state(text_of(path), str(path))


def parse_state(text: str, name: str) -> State:
    """Return what was saved; `name` is what a message calls it.

    Raises:
        UsageError: it is no state.
    """
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError("draft.state_file", path=name, detail=cause_of(error)) from error
    try:
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
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError("draft.state_file", path=name, detail=str(error)) from error
    decided_of(state.decisions)
    return state


def state_json(template: str, fields: Mapping[str, Any], drafted: Json, before: State | None) -> Json:
    """Return the state that a draft leaves: its quotes, and what was decided before about others."""
    shown = [{"section": section["title"], **one} for section in drafted["sections"] for one in section["evidence"]]
    known = {(one["section"], one["id"]) for one in shown}
    earlier: Sequence[Proposed] = before.proposed if before else ()
    shown += [
        {"section": one.section, "id": one.evidence_id, "decision": one.decision, "used": False, "quote": one.quote}
        for one in earlier
        if one.decision and (one.section, one.evidence_id) not in known
    ]
    return {"version": VERSION, "template": template, "fields": dict(fields), "evidence": shown}


def save_state(path: Path, state: Json) -> None:
    """Write a state for another day.

    Raises:
        UsageError: the file cannot be written.
    """
    write_whole(path, state_bytes(state))


def state_text(state: State) -> str:
    """Return a state as the text of its file, for a page to carry."""
    proposed = [
        {"section": one.section, "id": one.evidence_id, "decision": one.decision, "quote": one.quote}
        for one in state.proposed
    ]
    told = {"version": VERSION, "template": state.template, "fields": dict(state.fields), "evidence": proposed}
    return json.dumps(told, ensure_ascii=False)


def state_bytes(state: Json) -> bytes:
    """Return the bytes of a state's file."""
    return json.dumps(state, ensure_ascii=False, indent=2).encode("utf-8") + b"\n"
