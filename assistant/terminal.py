"""The interface's JSON as a person reads it in a terminal."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from assistant.render import written_line
from assistant.wording import say
from assistant.wording.numbers import decimal
from corpus import ocr
from corpus.dates import spoken
from corpus.readers.pdf_flags import SCANNED_FLAG

if TYPE_CHECKING:
    from index.collection import Progress, Step

Json = dict[str, Any]

MOST_ALSO = 6
"""Other words searched for a question that a terminal names; the JSON has them all."""
MOST_KEPT = 6
"""The same, of files that a restoration left alone."""


def documents_text(payload: Json, language: str) -> str:
    """Return the list of the collection, a line for each document."""
    lines = [
        say(
            language,
            "documents.line",
            document_id=one["document_id"],
            title=one["title"],
            kind=one["kind"],
            regions=_regions(one["regions"], language),
            date=_date(one["date"], language),
            passages=one["passages"],
            source=_printable(one["source"]),
        )
        for one in payload["documents"]
    ]
    return "\n".join(lines) or say(language, "documents.none")


def document_text(payload: Json, language: str) -> str:
    """Return a document: what is known of it, then its text."""
    return "\n".join(
        [
            documents_text({"documents": [payload | {"passages": len(payload["passages"])}]}, language),
            "",
            payload["text"],
        ]
    )


def removed_text(payload: Json, language: str) -> str:
    """Return what was removed."""
    return "\n".join(say(language, "documents.removed", title=one["title"]) for one in payload["documents"])


def results_text(payload: Json, language: str) -> str:
    """Return what was understood, then the passages found, each with its place and its whole text."""
    blocks = ["\n".join(_understood(payload["understood"], language))] if payload["hits"] else []
    for hit in payload["hits"]:
        head = say(
            language,
            "search.hit",
            rank=hit["rank"],
            title=hit["title"],
            place=place_text(hit["locator"], language),
            date=_date(hit["date"], language),
        )
        blocks.append(f"{head}\n{_indented(hit['text'])}")
    return "\n\n".join(block for block in blocks if block) or say(language, "search.none")


def _understood(understood: Json, language: str) -> Iterator[str]:
    """Give the lines that say what a question was understood to be about, and what else was searched for it."""
    scope = [*understood["regions"], *understood["kinds"], *map(str, understood["years"])]
    if scope:
        yield say(language, "search.understood", names=", ".join(scope))
    if also := dict.fromkeys(one["to"] for one in understood["expansions"]):
        yield say(language, "search.also", names=", ".join(list(also)[:MOST_ALSO]))
    for one in understood["readings"]:
        yield say(language, "warning.ambiguous", term=one["acronym"], names="; ".join(one["names"]))


def reply_text(payload: Json, language: str) -> str:
    """Return an answer with its sources, or an abstention with the nearest documents, and further questions."""
    blocks = [payload["text"]]
    if payload["citations"]:
        blocks.append("\n".join([say(language, "answer.sources"), *_sources(payload["citations"], language)]))
        model = payload["written_by"]
        blocks.append(say(language, "answer.written", model=model) if model else say(language, "answer.extracts"))
    elif payload["nearest"]:
        lines = [f"  - {hit['title']} ({_date(hit['date'], language)})" for hit in payload["nearest"]]
        blocks.append("\n".join([say(language, "answer.see_also"), *lines]))
    if payload["suggestions"]:
        lines = [f"  - {suggestion}" for suggestion in payload["suggestions"]]
        blocks.append("\n".join([say(language, "answer.suggestions"), *lines]))
    return "\n\n".join(blocks)


def reply_rest(payload: Json, language: str, shown: Sequence[Json]) -> str:
    """Return what is still to be printed of an answer whose sentences were shown as they came.

    What was shown is how its text begins, unless extracts replace what a language model had begun.
    """
    text = reply_text(payload, language)
    before = shown_text(shown)
    if text.startswith(before):
        return text.removeprefix(before)
    return "\n\n".join(["", say(language, "answer.replaced"), text])


def shown_text(shown: Sequence[Json]) -> str:
    """Return the sentences that were shown as they came."""
    return " ".join(written_line(one["text"], one["citations"], one["support"], one["language"]) for one in shown)


def report_text(payload: Json, language: str) -> str:
    """Return what became of the files of a run."""
    lines: list[str] = []
    for kind in ("added", "updated"):
        for one in payload[kind]:
            lines.append(say(language, f"ingest.{kind}", title=one["title"], passages=one["passages"]))
            lines += [say(language, "ingest.warning", warning=warning) for warning in one["warnings"]]
    lines += [say(language, "ingest.removed", path=_printable(path)) for path in payload["removed"]]
    lines += [
        say(language, "ingest.failed", path=_printable(one["path"]), reason=one["reason"]) for one in payload["failed"]
    ]
    warnings = [warning for one in payload["added"] + payload["updated"] for warning in one["warnings"]]
    if any(warning.startswith(SCANNED_FLAG) for warning in warnings) and not ocr.is_available():
        lines.append(say(language, "ingest.scanned"))
    if payload["skipped"]:
        lines.append(say(language, "ingest.skipped", count=len(payload["skipped"])))
    counts = {name: len(payload[name]) for name in ("added", "updated", "unchanged", "failed")}
    lines.append(
        say(
            language,
            "ingest.done",
            **counts,
            seconds=decimal(payload["seconds"], language),
        )
    )
    return "\n".join(lines)


def templates_text(payload: Json, language: str) -> str:
    """Return the templates, a line for each."""
    return "\n".join(
        say(language, "draft.template_line", name=one["name"], title=one["title"], purpose=one["purpose"])
        for one in payload["templates"]
    )


def draft_text(payload: Json, language: str) -> str:
    """Return what a draft holds, or all of it where it was written nowhere."""
    if payload["output"] is None:
        blocks = [f"{one['title']}\n\n{one['text']}" for one in payload["sections"]]
        lines = [f"  - {gap['section']} : {gap['placeholder']}" for gap in payload["todo"]]
        warned = [say(language, "answer.warning", text=warning["text"]) for warning in payload["warnings"]]
        return "\n\n\n".join([payload["title"], *blocks, "\n".join([say(language, "draft.todo"), *lines]), *warned])
    lines = [
        say(
            language,
            "draft.section_line",
            title=one["title"],
            citations=len(one["citations"]),
            gaps=len(one["placeholders"]),
        )
        for one in payload["sections"]
    ]
    lines += [say(language, "answer.warning", text=warning["text"]) for warning in payload["warnings"]]
    return "\n".join([*lines, say(language, "draft.written", path=_printable(payload["output"]))])


def model_text(payload: Json, language: str) -> str:
    """Return whether the language model answers, and how fast."""
    if not payload["ok"]:
        return "\n".join(problem["text"] for problem in payload["problems"])
    told = payload["llm"]
    seconds = {name: decimal(told[f"seconds{end}"], language) for name, end in (("first", "_first"), ("seconds", ""))}
    return say(language, "llm.works", model=told["model"], url=told["base_url"], words=told["words"], **seconds)


def check_text(payload: Json, language: str) -> str:
    """Return whether the home folder is sound."""
    if payload["ok"]:
        return say(language, "check.sound", documents=payload["documents"], passages=payload["passages"])
    return "\n".join(problem["text"] for problem in payload["problems"])


def backup_text(payload: Json, language: str) -> str:
    """Return what was put away, and what was not."""
    megabytes = decimal(payload["size"] / 10**6, language)
    lines = [say(language, "backup.made", **payload | {"megabytes": megabytes})]
    if payload["left_out"]:
        lines.append(say(language, "backup.left_out", names=", ".join(payload["left_out"])))
    return "\n".join(lines)


def restored_text(payload: Json, language: str) -> str:
    """Return when what came back was put away, and whether it is sound."""
    lines = [say(language, "backup.restored", made_at=payload["made_at"][:16])]
    if payload["replaced"]:
        before = say(language, "backup.unknown_before") if payload["before"] is None else payload["before"]
        lines.append(say(language, "backup.replaced", before=before, after=payload["documents"]))
    if any(payload["removed"].values()):
        lines.append(say(language, "backup.removed", **payload["removed"]))
    if payload["kept"]:
        most = payload["kept"][:MOST_KEPT]
        names = ", ".join(_printable(name) for name in most) + ("…" if len(payload["kept"]) > len(most) else "")
        lines.append(say(language, "backup.kept", count=len(payload["kept"]), names=names))
    return "\n".join([*lines, check_text(payload, language)])


def moved_text(payload: Json, language: str) -> str:
    """Return what was carried over, and the setting that makes it count."""
    moved = say(language, f"move.to_{payload['to']}", documents=payload["documents"], passages=payload["passages"])
    return "\n".join([moved, *(problem["text"] for problem in payload["problems"])])


def place_text(locator: Json, language: str) -> str:
    """Return a place to turn to."""
    return say(language, f"place.{locator['kind']}", value=locator["value"])


@contextmanager
def shown_progress(language: str) -> Iterator[Progress]:
    """Give what tells how far a run has come, on stderr: a bar on a terminal, one line for each file elsewhere."""
    if not sys.stderr.isatty():
        yield _line_teller()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn
    from rich.progress import Progress as Bar

    started = time.monotonic()
    told = TextColumn("{task.description}", markup=False)
    with Bar(SpinnerColumn(), BarColumn(), MofNCompleteColumn(), told, console=Console(stderr=True)) as bar:
        task = bar.add_task("", total=None)

        def tell(step: Step) -> None:
            # rich's own estimate takes the last moments, and files are done several at a time
            left = (step.total - step.done) * (time.monotonic() - started) / max(step.done, 1)
            state = {"passages": step.passages, "left": f"{left // 60:.0f}:{left % 60:02.0f}" if step.done else "?"}
            description = f"{say(language, 'ingest.progress', **state)} {_printable(step.name)}"
            bar.update(task, completed=step.done, total=step.total, description=description)

        yield tell


def _line_teller() -> Progress:
    """Return what writes a line for each file that is done, and none for how far a large one has come."""
    told = 0

    def tell(step: Step) -> None:
        nonlocal told
        if step.done > told:
            told = step.done
            sys.stderr.write(f"{step.done}/{step.total} {_printable(step.name)}\n")
            sys.stderr.flush()

    return tell


def _sources(citations: list[Json], language: str) -> Iterator[str]:
    for citation in citations:
        yield say(
            language,
            "answer.source",
            n=citation["n"],
            title=citation["title"],
            organisation=citation["organisation"] or citation["source"],
            date=_date(citation["date"], language),
            place=place_text(citation["locator"], language),
        )


def _printable(name: str) -> str:
    """Return a name on one line: a file's name may hold line breaks and other control characters."""
    return "".join(letter if letter.isprintable() else "�" for letter in name)


def _date(date: str | None, language: str) -> str:
    return spoken(date, language) or say(language, "documents.undated")


def _regions(regions: list[str], language: str) -> str:
    if not regions:
        return say(language, "documents.no_region")
    return ", ".join(regions) if len(regions) <= 3 else say(language, "documents.everywhere")


def _indented(text: str) -> str:
    return "\n".join(f"   {line}" if line else "" for line in text.split("\n"))
