"""Answers as plain text: what a terminal shows, and the `text` of the interface."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from assistant.model import Answer, Citation, LexiconEntry, Reply, Sentence
from assistant.wording import say
from corpus.dates import spoken
from index.model import Hit, Language

OURS = "Repère (synthèse)"
"""The organisation of the starter collection: its documents are named by their titles instead."""


def reply_text(reply: Reply, language: Language) -> str:
    """Return all that is shown of an answer or abstention, sources apart."""
    blocks = [lexicon_line(entry, language) for entry in reply.lexicon]
    if isinstance(reply, Answer):
        blocks = [*blocks, *answer_blocks(reply, language)]
    else:
        blocks = [say(language, f"abstention.{reply.reason}"), *blocks]
    if reply.warnings:
        blocks.append(say(language, "answer.warning", text=" ".join(warning.text for warning in reply.warnings)))
    return "\n\n".join(blocks)


def answer_blocks(answer: Answer, language: Language) -> Iterator[str]:
    """Give an answer's sentences by the document they come from, attributed and dated, with their numbers."""
    by_number = {citation.n: citation for citation in answer.citations}

    def source_of(sentence: Sentence) -> tuple[str, str | None, str | None]:
        hit = by_number[sentence.citations[0]].quote.hit
        return hit.document.document_id, _region(hit), hit.passage.date

    for _, group in groupby(answer.sentences, key=source_of):
        sentences = list(group)
        lead = attribution(by_number[sentences[0].citations[0]], language)
        yield "\n".join([lead, *_lines(sentences, language)])


def _lines(sentences: list[Sentence], language: Language) -> Iterator[str]:
    for citations, group in groupby(sentences, key=lambda sentence: sentence.citations):
        together = list(group)
        marks = "".join(f"[{n}]" for n in citations)
        if len(together) == 1:
            yield f"{say(language, 'answer.quote', text=together[0].text)} {marks}"
            continue
        first, *rest = together
        yield first.text if first.leads else f"  • {first.text}"
        yield from (f"  • {sentence.text}" for sentence in rest[:-1])
        yield f"  • {rest[-1].text} {marks}"


def attribution(citation: Citation, language: Language) -> str:
    """Return the words that say whose extract follows, and of when."""
    document, passage = citation.quote.hit.document, citation.quote.hit.passage
    date = spoken(passage.date, language) or say(language, "documents.undated")
    if region := _region(citation.quote.hit):
        date = f"{region}, {date}"
    if document.organisation and document.organisation != OURS:
        return say(language, "answer.attribution", organisation=_first(document.organisation, language), date=date)
    return say(language, "answer.attribution_title", title=document.title, date=date)


def _first(organisation: str, language: Language) -> str:
    """Return the first of a document's organisations, and that there are others; its card names them all."""
    first, *others = organisation.split(";")
    return say(language, "answer.and_others", first=first) if others else first


def _region(hit: Hit) -> str | None:
    """Return the region that a passage is about, where its document is about several."""
    regions = hit.passage.regions
    return regions[0] if len(regions) == 1 and len(hit.document.regions) > 1 else None


def lexicon_line(entry: LexiconEntry, language: Language) -> str:
    """Return one line of the lexicon."""
    expansion = f" ({entry.expansion})" if entry.expansion and entry.expansion != entry.term else ""
    return say(language, "answer.lexicon", term=entry.term, expansion=expansion, plain=entry.plain)
