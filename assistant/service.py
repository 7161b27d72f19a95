"""What Repère does, each as one method that takes plain values and returns the JSON of the interface.

The command line and the web page both speak to a `Service`: here, or in the process that owns the home folder.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from assistant import options, payloads
from assistant.ask import ask
from assistant.drafting.export import check_output, write_draft
from assistant.drafting.model import PolicyDraft
from assistant.drafting.payload import draft_json, templates_json
from assistant.drafting.remember import Memory
from assistant.drafting.state import decided_of
from assistant.drafting.studio import make_draft
from assistant.drafting.templates import load_templates, template_named
from assistant.drafting.values import check_fields
from assistant.model import Reply
from assistant.understand import Turn, parse_history, standalone
from assistant.wording import say
from corpus.journal import Asked, Verdict
from index.collection import JOBS, Collection, Progress
from index.model import Filters, Language

Json = dict[str, Any]


class Service(Protocol):
    """What the command line asks for; a local collection and a running owner both give it."""

    def ingest(
        self, paths: Sequence[str], given: Json, jobs: int = JOBS, progress: Progress | None = None, again: bool = False
    ) -> Json:
        """Take in files and folders, so many read at once; `again` reads those that did not change too."""

    def sync(self, folder: str, progress: Progress | None = None) -> Json:
        """Make the collection mirror a folder."""

    def documents(self) -> Json:
        """List the documents."""

    def show(self, name: str) -> Json:
        """Return one document."""

    def remove(self, names: Sequence[str]) -> Json:
        """Remove documents."""

    def search(self, text: str, k: int, filters: Json) -> Json:
        """Find passages."""

    def ask(self, question: str, level: str, history: list[Json], filters: Json, language: str | None) -> Json:
        """Answer a question."""

    def feedback(self, question: str, verdict: str, comment: str, history: list[Json]) -> Json:
        """Keep what a person thinks of the answer to a question."""

    def templates(self) -> Json:
        """List the templates of documents."""

    def draft(self, template: str, fields: Json, decisions: Sequence[Json] = (), output: str | None = None) -> Json:
        """Draft a document from a template, and write it where an output is named."""

    def check(self) -> Json:
        """Say whether the home folder is sound."""

    def rebuild(self) -> Json:
        """Make the index anew."""

    def close(self) -> None:
        """Let go of what is held."""


class LocalService:
    """The service over a collection that this process owns."""

    def __init__(
        self,
        collection: Collection,
        language: Language = "fr",
        clock: Callable[[], date] = date.today,
        *,
        keep_questions: bool = False,
        memory: Memory | None = None,
    ) -> None:
        self.collection = collection
        self._memory = memory or Memory()
        self._language = language
        self._clock = clock
        self._keep_questions = keep_questions

    def speaking(self, language: Language) -> LocalService:
        """Return the same service, whose reasons are told in another language."""
        return LocalService(
            self.collection, language, self._clock, keep_questions=self._keep_questions, memory=self._memory
        )

    def close(self) -> None:
        """Close the collection and give its folder back."""
        self.collection.close()

    def ingest(
        self, paths: Sequence[str], given: Json, jobs: int = JOBS, progress: Progress | None = None, again: bool = False
    ) -> Json:
        """Take in files and folders; what a person gave wins over what is recognised."""
        started = time.monotonic()
        metadata = options.metadata_of(**given)
        files = [Path(path) for path in paths]
        report = self.collection.ingest(files, metadata, progress, jobs=options.jobs_of(jobs), again=again)
        return payloads.report_json(report, self._language, time.monotonic() - started)

    def sync(self, folder: str, progress: Progress | None = None) -> Json:
        """Make the collection mirror a folder."""
        started = time.monotonic()
        report = self.collection.sync(Path(folder), progress)
        return payloads.report_json(report, self._language, time.monotonic() - started)

    def documents(self) -> Json:
        """List the documents."""
        return payloads.documents_json(self.collection.catalogue.held())

    def show(self, name: str) -> Json:
        """Return one document, by id, start of id or file name, with its text, sections and passages."""
        catalogue = self.collection.catalogue
        document = catalogue.find(name)
        held = next(one for one in catalogue.held() if one.document.document_id == document.document_id)
        key = document.document_id
        return payloads.document_json(document, catalogue.sections(key), catalogue.passages_of(key), held)

    def remove(self, names: Sequence[str]) -> Json:
        """Remove documents; all are found before any goes."""
        catalogue = self.collection.catalogue
        found = {document.document_id: document for document in (catalogue.find(name) for name in names)}
        held = [one for one in catalogue.held() if one.document.document_id in found]
        self.collection.remove(found.values())
        return payloads.documents_json(held)

    def search(self, text: str, k: int, filters: Json) -> Json:
        """Find the passages that answer to a text."""
        started = time.monotonic()
        query, most, chosen = options.question_of(text), options.k_of(k), options.filters_of(**filters)
        results = self.collection.retriever.search(query, most, chosen)
        return payloads.results_json(results, time.monotonic() - started)

    def ask(self, question: str, level: str, history: list[Json], filters: Json, language: str | None) -> Json:
        """Answer a question with cited extracts, or abstain."""
        started = time.monotonic()
        asked, turns, chosen = options.question_of(question), parse_history(history), options.filters_of(**filters)
        reply = self.reply(asked, level, turns, chosen, options.language_of(language))
        spoken = options.language_of(language) or reply.question.language
        payload = payloads.reply_json(asked, reply, spoken, time.monotonic() - started)
        if not self.collection.catalogue.count():
            payload["text"] = say(spoken, "documents.none")
        return payload | {"understood_as": standalone(asked, turns)}

    def reply(
        self, question: str, level: str, history: Sequence[Turn], filters: Filters, language: Language | None
    ) -> Reply:
        """Return the answer or abstention itself, for a page that draws it; keep the question where settings say so."""
        reply = ask(
            self.collection,
            question,
            today=self._clock(),
            level=options.level_of(level),
            history=history,
            filters=filters,
            language=language,
        )
        if self._keep_questions:
            self._note(question, history, reply)
        return reply

    def feedback(self, question: str, verdict: str, comment: str, history: list[Json]) -> Json:
        """Keep what a person thinks of the answer to a question, with how that question ends today."""
        judged, text = options.verdict_of(verdict), options.comment_of(comment)
        asked, turns = options.question_of(question), parse_history(history)
        reply = ask(self.collection, asked, today=self._clock(), history=turns)
        self._note(asked, turns, reply, verdict=judged, comment=text)
        return {"ok": True}

    def _note(
        self, question: str, history: Sequence[Turn], reply: Reply, verdict: Verdict | None = None, comment: str = ""
    ) -> None:
        asked = Asked(
            asked_at=self._clock().isoformat(),
            question=question,
            language=reply.question.language,
            history=tuple((turn.role, turn.content) for turn in history),
            outcome=reply.outcome,
            reason=reply.reason,
            verdict=verdict,
            comment=comment,
        )
        self.collection.catalogue.journal.add(asked)

    def templates(self) -> Json:
        """List the templates of documents: ours, and those of the home folder."""
        return templates_json(load_templates(self.collection.home).values(), self._language)

    def draft(self, template: str, fields: Json, decisions: Sequence[Json] = (), output: str | None = None) -> Json:
        """Draft a document from a template, and write it where an output is named; nothing is written half."""
        started = time.monotonic()
        if output is not None:
            check_output(Path(output))
        drafted = self.policy_draft(template, fields, decisions)
        if output is not None:
            write_draft(drafted, Path(output))
        return draft_json(drafted, time.monotonic() - started) | {"output": output}

    def policy_draft(self, template: str, fields: Json, decisions: Sequence[Json] = ()) -> PolicyDraft:
        """Return the draft itself, for a page that draws it."""
        chosen = template_named(template, self.collection.home)
        values, decided = check_fields(fields, chosen), decided_of(decisions)
        return make_draft(self.collection, chosen, values, decided, today=self._clock(), memory=self._memory)

    def check(self) -> Json:
        """Say whether catalogue, passages and vectors agree."""
        problems = self.collection.check()
        held = self.collection.catalogue.held() if not problems else []
        counts = {"documents": len(held), "passages": sum(one.passages for one in held)}
        return counts | {
            "ok": not problems,
            "problems": [{"code": key, "text": say(self._language, key)} for key in problems],
        }

    def rebuild(self) -> Json:
        """Encode and index every passage anew."""
        return {"ok": True, "problems": [], "passages": self.collection.rebuild()}
