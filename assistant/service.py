"""What Repère does, each as one method that takes plain values and returns the JSON of the interface.

The command line and the web page both speak to a `Service`: here, or in the process that owns the home folder.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, BinaryIO, Literal, Protocol, TypedDict

from assistant import library, options, payloads
from assistant.ask import ask, consider, replying
from assistant.drafting.export import check_output, write_draft
from assistant.drafting.memory import Memory
from assistant.drafting.model import PolicyDraft
from assistant.drafting.paragraphs import Written, with_paragraphs
from assistant.drafting.payload import draft_json, templates_json
from assistant.drafting.state import decided_of
from assistant.drafting.studio import make_draft, territory_of
from assistant.drafting.templates import load_templates, template_named
from assistant.drafting.values import check_fields
from assistant.generate import LanguageModel
from assistant.model import Answer, Reply, Shown
from assistant.understand import Turn, parse_history, standalone
from assistant.wording import say
from assistant.write import Writer
from corpus.backup import make_backup
from corpus.catalogue import Held
from corpus.errors import StoreError
from corpus.imported import Imported
from corpus.model import Asked, Verdict
from index.collection import JOBS, Collection, Progress
from index.model import Filters, Language
from index.neighbours import LOOK_AT, joined

Json = dict[str, Any]

log = logging.getLogger(__name__)


class Event(TypedDict):
    """A step of an answer: a sentence that may be shown already; last, the whole answer or abstention."""

    event: Literal["sentence", "answer"]
    data: Json


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

    def asking(
        self, question: str, level: str, history: list[Json], filters: Json, language: str | None
    ) -> Iterator[Event]:
        """Answer a question step by step: each sentence as soon as it may be shown, and last the whole reply."""

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

    def backup(self, path: str) -> Json:
        """Write a backup of the home folder to a file."""

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
        model: LanguageModel | None = None,
        memory: Memory | None = None,
    ) -> None:
        self.collection = collection
        self.model = model
        self._memory = memory or Memory()
        self._language = language
        self._clock = clock
        self._keep_questions = keep_questions

    def speaking(self, language: Language) -> LocalService:
        """Return the same service, whose reasons are told in another language."""
        return LocalService(
            self.collection,
            language,
            self._clock,
            keep_questions=self._keep_questions,
            model=self.model,
            memory=self._memory,
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
        for path in report.removed:
            Imported(self.collection.home).drop(Path(path))
        return payloads.report_json(report, self._language, time.monotonic() - started)

    def documents(self) -> Json:
        """List the documents."""
        return payloads.documents_json(self.collection.catalogue.held())

    def show(self, name: str) -> Json:
        """Return one document, by id, start of id or file name, with its text, sections and passages."""
        catalogue = self.collection.catalogue
        document = catalogue.find(name)
        key = document.document_id
        return payloads.document_json(document, catalogue.sections(key), catalogue.passages_of(key), self.held(key))

    def remove(self, names: Sequence[str]) -> Json:
        """Remove documents; all are found before any goes."""
        catalogue = self.collection.catalogue
        found = {document.document_id: document for document in (catalogue.find(name) for name in names)}
        held = [one for one in catalogue.held() if one.document.document_id in found]
        library.remove(self.collection, held)
        return payloads.documents_json(held)

    def take_in(self, name: str, content: BinaryIO, given: Json, same: str) -> Json:
        """Keep and read a file that a browser handed in; `same` says what becomes of one that has its name."""
        started = time.monotonic()
        metadata, same_name = options.metadata_of(**given), options.same_name_of(same)
        report = library.take_in(self.collection, name, content, metadata, same_name)
        return payloads.report_json(report, self._language, time.monotonic() - started)

    def amend(self, name: str, given: Json) -> Json:
        """Make what a person knows of a document stand instead of what they gave before."""
        started = time.monotonic()
        report = library.amend(self.collection, self.held(name), options.metadata_of(**given))
        return payloads.report_json(report, self._language, time.monotonic() - started)

    def held(self, name: str) -> Held:
        """Return one document as the list of the collection has it."""
        key = self.collection.catalogue.find(name).document_id
        return next(one for one in self.collection.catalogue.held() if one.document.document_id == key)

    def search(self, text: str, k: int, filters: Json) -> Json:
        """Find the passages that answer to a text."""
        started = time.monotonic()
        query, most, chosen = options.question_of(text), options.k_of(k), options.filters_of(**filters)
        found = self.collection.retriever.search(query, most + LOOK_AT, chosen)
        results = replace(found, hits=joined(found.hits)[:most])
        return payloads.results_json(results, time.monotonic() - started)

    def ask(self, question: str, level: str, history: list[Json], filters: Json, language: str | None) -> Json:
        """Answer a question with cited sentences, or abstain."""
        *_, last = self.asking(question, level, history, filters, language)
        return last["data"]

    def asking(
        self, question: str, level: str, history: list[Json], filters: Json, language: str | None
    ) -> Iterator[Event]:
        """Answer a question step by step; the sentences of an answer that no model writes come all at once."""
        started = time.monotonic()
        asked, turns, chosen = options.question_of(question), parse_history(history), options.filters_of(**filters)
        given = options.language_of(language)
        streamed = False
        for step in self.replying(asked, level, turns, chosen, given):
            if isinstance(step, Shown):
                streamed = True
                yield {"event": "sentence", "data": payloads.shown_json(step)}
                continue
            spoken = given or step.question.language
            for shown in () if streamed else _shown(step, spoken):
                yield {"event": "sentence", "data": payloads.shown_json(shown)}
            seconds = time.monotonic() - started
            payload = payloads.reply_json(asked, step, spoken, seconds)
            fields = {"outcome": step.outcome, "reason": step.reason, "seconds": round(seconds, 3), "question": asked}
            log.info("asked", extra={"fields": fields})
            if not self.collection.catalogue.count():
                payload["text"] = say(spoken, "documents.none")
            yield {"event": "answer", "data": payload | {"understood_as": standalone(asked, turns)}}

    def reply(
        self, question: str, level: str, history: Sequence[Turn], filters: Filters, language: Language | None
    ) -> Reply:
        """Return the answer of exact extracts, or the abstention, for a page that draws what documents say."""
        *_, last = self._replying(question, level, history, filters, language, None)
        if isinstance(last, Shown):  # never: a reply comes last
            raise TypeError(last)
        return last

    def replying(
        self, question: str, level: str, history: Sequence[Turn], filters: Filters, language: Language | None
    ) -> Iterator[Shown | Reply]:
        """Give each written sentence once it is checked, and last the answer or abstention that replaces them.

        Without a language model the reply is all there is. The question is kept where the settings say so.
        """
        yield from self._replying(question, level, history, filters, language, self._writer())

    def _replying(
        self,
        question: str,
        level: str,
        history: Sequence[Turn],
        filters: Filters,
        language: Language | None,
        writer: Writer | None,
    ) -> Iterator[Shown | Reply]:
        wanted = options.level_of(level)
        considered = consider(self.collection, question, history, filters)
        steps = replying(considered, today=self._clock(), level=wanted, language=language, writer=writer)
        for step in steps:
            if self._keep_questions and not isinstance(step, Shown):
                with suppress(StoreError):  # a full disk is no reason not to answer
                    self._note(question, history, step)
            yield step

    def _writer(self) -> Writer | None:
        return Writer(model=self.model, encoder=self.collection.sentences) if self.model else None

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
        written = self.written_draft(template, fields, decisions)
        if output is not None:
            write_draft(written.draft, Path(output))
        return draft_json(written.draft, time.monotonic() - started) | {
            "written_by": written.written_by,
            "warnings": [{"code": warning.code, "text": warning.text} for warning in written.warnings],
            "output": output,
        }

    def written_draft(self, template: str, fields: Json, decisions: Sequence[Json] = ()) -> Written:
        """Return the draft with the paragraphs that a language model writes, where there is one."""
        drafted = self.policy_draft(template, fields, decisions)
        writer = self._writer()
        if writer is None:
            return Written(draft=drafted, written_by=None)
        territory = territory_of(check_fields(fields, drafted.template))
        return with_paragraphs(drafted, territory, writer, self._language)

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
        return counts | payloads.problems_json(problems, self._language)

    def rebuild(self) -> Json:
        """Encode and index every passage anew."""
        return {"ok": True, "problems": [], "passages": self.collection.rebuild()}

    def backup(self, path: str) -> Json:
        """Write a backup of the home folder to a file, while others read and write."""
        kept = make_backup(self.collection.home, Path(path), datetime.now(UTC))
        return {"ok": True, "problems": [], "path": path} | asdict(kept)


def _shown(reply: Reply, language: Language) -> Iterator[Shown]:
    """Give the sentences of a whole answer one by one, each with what it cites."""
    if isinstance(reply, Answer):
        by_number = {citation.n: citation for citation in reply.citations}
        for sentence in reply.sentences:
            if not sentence.leads:
                cited = tuple(by_number[n] for n in sentence.citations)
                yield Shown(sentence=sentence, citations=cited, language=language)
