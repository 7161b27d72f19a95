"""What a person brings to a draft on the command line: fields, the work of another day, and decisions."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.drafting.model import Decision, Template
from assistant.drafting.state import State, load_state
from assistant.drafting.values import check_fields, read_fields
from corpus.errors import UsageError

DECIDING: Mapping[str, Decision] = {"accept": "accepted", "reject": "rejected", "pin": "pinned"}
"""Options, and what each decides about the quotes that it names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """The fields and decisions of a draft, and the state that they come from."""

    fields: dict[str, Any]
    decisions: list[dict[str, Any]]
    before: State | None


def work_of(options: argparse.Namespace, template: Template) -> Work:
    """Return what the options bring; a field of `--fields` replaces that of `--state`.

    Raises:
        UsageError: there are no fields, or a file or a decision cannot be used.
    """
    if options.fields is None and options.state is None:
        raise UsageError("draft.fields_none", name=template.name)
    state = load_state(Path(options.state)) if options.state else None
    if state is not None and state.template != template.name:
        raise UsageError("draft.state_template", path=options.state, found=state.template, name=template.name)
    fields = dict(state.fields) if state else {}
    if options.fields is not None:
        fields |= read_fields(Path(options.fields), template)
    check_fields(fields, template)
    for option, decision in DECIDING.items():
        ids = getattr(options, option) or []
        if state is None and ids:
            raise UsageError("draft.decision_unknown", id=ids[0])
        state = state.deciding(decision, ids) if state else None
    return Work(fields=fields, decisions=state.decisions if state else [], before=state)
