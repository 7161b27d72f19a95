"""What `repere eval` does: run sets, show gaps, and make a set of one's own."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import date
from errno import EISDIR, ENOENT
from pathlib import Path
from typing import Any

from assistant.generate import LanguageModel
from assistant.wording import say
from corpus.causes import cause_of
from corpus.errors import UsageError
from evals import checker, curate, drafts
from evals.baseline import compared, load_baseline
from evals.gaps import find_gaps, gaps_json
from evals.html import report_html
from evals.judge import Judge
from evals.run import run_sets
from evals.variants import parse_variant
from index.collection import Collection, Progress

GAPS = "gaps"

Json = dict[str, Any]


def run_eval(
    names: Sequence[str],
    settings: Sequence[str],
    collection: Collection,
    language: str,
    progress: Progress,
    *,
    html: str | None = None,
    baseline: str | None = None,
    model: LanguageModel | None = None,
    clock: Callable[[], date] = date.today,
) -> Json:
    """Do what the words after `repere eval` ask for, and return its JSON.

    `gaps` shows what was asked in vain; `draft FILE` and `feedback FILE` make questions; anything else names sets.
    `html` is a file to write the report to, `baseline` one of an earlier run to compare with,
    `model` a language model that judges the answers.

    Raises:
        UsageError: a set, a setting or a file cannot be used.
    """
    options = {"--compare": settings, "--html": html, "--baseline": baseline, "--judge": model}
    _refuse_idle(names, [name for name, value in options.items() if value])
    page = _writable(Path(html).expanduser()) if html else None
    before = load_baseline(Path(baseline).expanduser()) if baseline else None
    made = _MAKERS.get(names[0]) if names else None
    if names and names[0] == GAPS:
        return gaps_json(find_gaps(collection.catalogue.journal.asked()))
    if made is None:
        variants = [parse_variant(one) for one in settings]
        judge = Judge(model, language) if model else None
        told = run_sets(names, collection, variants=variants, progress=progress, clock=clock, judge=judge)
        told = compared(told, before) if before is not None else told
        if page:
            write_page(page, report_html(told, language, clock()))
        return told
    if len(names) != 2 or not names[1].endswith(".jsonl"):
        raise UsageError("usage.eval_file", name=names[0])
    return {"written": made(collection, Path(names[1]).expanduser(), language), "file": names[1]}


def _refuse_idle(names: Sequence[str], options: Sequence[str]) -> None:
    """Refuse what would do nothing: an option is never left aside without a word.

    Raises:
        UsageError: a word or an option does nothing beside the others.
    """
    if not names:
        return
    if names[0] == GAPS or names[0] in _MAKERS:
        idle = [*options, *(names[1:] if names[0] == GAPS else ())]
        if idle:
            raise UsageError("usage.eval_alone", name=names[0], names=", ".join(idle))
    idle = [name for name in options if name in {"--compare", "--judge"}]
    if idle and set(names) <= {checker.NAME, drafts.NAME}:
        raise UsageError("usage.eval_fixed", names=", ".join(idle), sets=", ".join(names))


def _writable(path: Path) -> Path:
    """Return a path where a file can go: it is worth knowing before minutes of questions.

    Raises:
        UsageError: its folder does not exist, or it is a folder.
    """
    if path.is_dir() or not path.parent.is_dir():
        refused = OSError(EISDIR if path.is_dir() else ENOENT, "")
        raise UsageError("usage.unwritable", path=str(path), detail=cause_of(refused))
    return path


def write_page(path: Path, text: str) -> None:
    """Write a report.

    Raises:
        UsageError: the file cannot be written.
    """
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError("usage.unwritable", path=str(path), detail=cause_of(error)) from error


def _draft(collection: Collection, path: Path, language: str) -> int:
    return curate.confirm(curate.drafts_of(collection.catalogue), path, language, _asker())


def _feedback(collection: Collection, path: Path, language: str) -> int:
    ask = _asker()
    if ask is None:
        raise UsageError("usage.eval_terminal")
    asked = curate.displeased(collection.catalogue.journal.asked())
    drafts = (draft for one in asked if (draft := curate.draft_of(one, collection, language, ask)))
    return curate.confirm(drafts, path, language, ask=None)


def _asker() -> curate.Ask | None:
    """Return what asks a person, where one is there."""
    return _asked if sys.stdin.isatty() else None


def _asked(text: str) -> str:
    sys.stderr.write(text)
    sys.stderr.flush()
    return sys.stdin.readline()


_MAKERS: dict[str, Callable[[Collection, Path, str], int]] = {"draft": _draft, "feedback": _feedback}


def eval_text(told: Json, language: str) -> str:
    """Return what an eval gave as a terminal shows it."""
    from evals.report import table

    if "gaps" in told:
        return _gaps_text(told["gaps"], language)
    return (
        say(language, "curate.written", count=told["written"], path=told["file"])
        if "written" in told
        else table(told, language)
    )


def _gaps_text(gaps: Sequence[Json], language: str) -> str:
    lines: list[str] = []
    for gap in gaps:
        lines.append(say(language, "gaps.theme", theme=gap["theme"] or say(language, "gaps.other"), count=gap["size"]))
        lines += [f"  - {one['question']} ({one['unanswered']} / {one['disliked']})" for one in gap["questions"]]
    return "\n".join(lines) or say(language, "gaps.none")
