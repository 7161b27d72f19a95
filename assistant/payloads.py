"""Our types as the JSON of the interface: what commands print and what HTTP returns, key for key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from assistant.model import Answer, Citation, Reply, Sentence, Shown, Table
from assistant.render import reply_text
from assistant.wording import explain, said, say
from corpus.catalogue import Held
from corpus.judgement import Problem
from corpus.model import Document, Locator, Passage, Section
from index.collection import Added, Failed, Report
from index.model import Hit, Language, Results

Json = dict[str, Any]


def documents_json(held: Sequence[Held]) -> Json:
    """Return the list of the collection."""
    return {"documents": [_held(one) for one in held]}


def document_json(document: Document, sections: Sequence[Section], passages: Sequence[Passage], held: Held) -> Json:
    """Return a document with its text, sections and passages."""
    return {
        **_held(held),
        "passages": [
            {
                "passage_id": passage.passage_id,
                "start": passage.start,
                "end": passage.end,
                "locator": locator_json(passage.locator),
                "heading_path": list(passage.heading_path),
                "regions": list(passage.regions),
                "date": passage.date,
            }
            for passage in passages
        ],
        "text": document.text,
        "sections": [
            {
                "heading_path": list(section.heading_path),
                "start": section.start,
                "end": section.end,
                "date": section.date,
                "kind": section.kind,
                "regions": list(section.regions),
                "themes": list(section.themes),
            }
            for section in sections
        ],
    }


def results_json(results: Results, seconds: float) -> Json:
    """Return the outcome of a search."""
    question = results.question
    return {
        "query": question.text,
        "understood": {
            "language": question.language,
            "regions": list(question.regions),
            "kinds": list(question.kinds),
            "years": list(question.years),
            "expansions": [{"from": one.source, "to": one.target} for one in question.expansions],
            "readings": [{"acronym": one.acronym, "names": list(one.names)} for one in question.readings],
        },
        "hits": [hit_json(hit) for hit in results.hits],
        "seconds": round(seconds, 3),
    }


def hit_json(hit: Hit) -> Json:
    """Return one passage found."""
    passage, document = hit.passage, hit.document
    return {
        "rank": hit.rank,
        "score": hit.score,
        "passage_id": passage.passage_id,
        "passages": list(hit.parts or (passage.passage_id,)),
        "document_id": document.document_id,
        "source": document.source,
        "title": document.title,
        "kind": passage.kind,
        "organisation": document.organisation,
        "regions": list(passage.regions),
        "date": passage.date,
        "heading_path": list(passage.heading_path),
        "locator": locator_json(passage.locator),
        "text": passage.text,
        "start": passage.start,
        "end": passage.end,
        "why": {
            "lexical": hit.why.lexical,
            "semantic": hit.why.semantic,
            "terms": list(hit.why.terms),
            "expanded": list(hit.why.expanded),
        },
    }


def reply_json(question: str, reply: Reply, language: Language, seconds: float) -> Json:
    """Return an answer or an abstention."""
    answer = reply if isinstance(reply, Answer) else None
    return {
        "question": question,
        "language": language,
        "outcome": reply.outcome,
        "reason": reply.reason,
        "text": reply_text(reply, language),
        "sentences": [
            sentence_json(sentence) for sentence in (answer.sentences if answer else ()) if not sentence.leads
        ],
        "citations": [citation_json(citation) for citation in (answer.citations if answer else ())],
        "lexicon": [
            {
                "term": entry.term,
                "expansion": entry.expansion,
                "plain": entry.plain,
                "valid_to": entry.valid_to,
                "basis": entry.basis,
            }
            for entry in reply.lexicon
        ],
        "table": table_json(answer.table) if answer and answer.table else None,
        "warnings": [{"code": warning.code, "text": warning.text} for warning in reply.warnings],
        "nearest": [hit_json(hit) for hit in reply.nearest],
        "suggestions": list(reply.suggestions),
        "written_by": answer.written_by if answer else None,
        "seconds": round(seconds, 3),
    }


def sentence_json(sentence: Sentence) -> Json:
    """Return a sentence that may be shown."""
    return {"text": sentence.text, "citations": list(sentence.citations), "support": sentence.support}


def shown_json(shown: Shown) -> Json:
    """Return a sentence that may be shown before the reply is whole, with what it cites."""
    cited = [citation_json(citation) for citation in shown.citations]
    return sentence_json(shown.sentence) | {"language": shown.language, "sources": cited}


def table_json(table: Table) -> Json:
    """Return a comparison."""
    return {
        "columns": list(table.columns),
        "rows": [
            {"cells": [{"text": cell.text, "citations": list(cell.citations)} for cell in row]} for row in table.rows
        ],
    }


def citation_json(citation: Citation) -> Json:
    """Return one citation: an exact quote, and where it stands."""
    quote = citation.quote
    document = quote.hit.document
    return {
        "n": citation.n,
        "document_id": document.document_id,
        "source": document.source,
        "title": document.title,
        "organisation": document.organisation,
        "date": quote.hit.passage.date,
        "kind": quote.hit.passage.kind,
        "regions": list(quote.hit.passage.regions),
        "heading_path": list(quote.hit.passage.heading_path),
        "locator": locator_json(quote.locator),
        "quote": quote.text,
        "start": quote.start,
        "end": quote.end,
        "url": f"/documents/{document.document_id}?start={quote.start}&end={quote.end}",
        "source_url": document.source_url,
    }


def report_json(report: Report, language: Language, seconds: float) -> Json:
    """Return what became of the files of a run."""
    return {
        "added": [_added(one) for one in report.added],
        "updated": [_added(one) for one in report.updated],
        "unchanged": list(report.unchanged),
        "removed": list(report.removed),
        "failed": [_failed(one, language) for one in report.failed],
        "skipped": [{"path": one.path, "reason": say(language, one.reason)} for one in report.skipped],
        "seconds": round(seconds, 3),
    }


def problems_json(problems: Sequence[Problem], language: Language) -> Json:
    """Return what is wrong with a collection, if anything."""
    return {
        "ok": not problems,
        "problems": [
            {
                "code": problem.key,
                "text": said(language, problem.worded()),
                "documents": [asdict(document) for document in problem.documents],
            }
            for problem in problems
        ],
    }


def locator_json(locator: Locator) -> Json:
    """Return a place to turn to."""
    return {"kind": locator.kind, "value": locator.value}


def _held(held: Held) -> Json:
    document = held.document
    return {
        "document_id": document.document_id,
        "source": document.source,
        "title": document.title,
        "kind": document.kind,
        "organisation": document.organisation,
        "regions": list(document.regions),
        "date": document.date,
        "authors": list(document.authors),
        "language": document.language,
        "licence": document.licence,
        "source_url": document.source_url,
        "paths": list(held.paths),
        "passages": held.passages,
        "state": held.state,
        "flags": list(document.flags),
    }


def _added(added: Added) -> Json:
    return {
        "path": added.path,
        "document_id": added.document.document_id,
        "title": added.document.title,
        "kind": added.document.kind,
        "passages": added.passages,
        "warnings": list(added.document.flags),
    }


def _failed(failed: Failed, language: Language) -> Json:
    return {
        "path": failed.path,
        "code": failed.error.code,
        "reason": explain(language, failed.error),
        "page": failed.error.page,
    }
