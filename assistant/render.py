"""Answers as plain text: what a terminal shows, and the `text` of the interface."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from assistant.model import Abstention, Answer, Citation, LexiconEntry, Reply, Sentence, Table, Warning
from assistant.periods import latest_year
from assistant.wording import say
from corpus.dates import spoken, year_span
from index.model import Hit, Language

OURS = "Repère (synthèse)"
"""The organisation of the starter collection: its documents are named by their titles instead."""

AT_THE_SOURCE = frozenset({"old", "undated"})
"""Codes of the warnings that stand beside the date of each source, where extracts are attributed."""


def reply_text(reply: Reply, language: Language) -> str:
    """Return all that is shown of an answer or abstention, sources apart."""
    blocks = [lexicon_line(entry, language) for entry in reply.lexicon]
    if isinstance(reply, Answer) and reply.written_by:
        blocks = [*written_blocks(reply, language), *partly(reply, language), *blocks]
    elif isinstance(reply, Answer):
        blocks = [*partly(reply, language), *blocks, *answer_blocks(reply, language)]
    else:
        blocks = [*why_not(reply, language), *blocks]
    if warnings := warnings_told(reply):
        said = "; ".join(warning.text.rstrip(".") for warning in warnings)
        blocks.append(say(language, "answer.warning", text=f"{said}."))
    return "\n\n".join(blocks)


def warnings_told(reply: Reply) -> tuple[Warning, ...]:
    """Return the warnings of a reply, but for those that the attributions of its extracts bear."""
    if isinstance(reply, Abstention) or reply.table or reply.written_by:
        return reply.warnings
    return tuple(warning for warning in reply.warnings if warning.code not in AT_THE_SOURCE)


def old_until(answer: Answer) -> int | None:
    """Return the last year of what is old among the sources of an answer."""
    return next((warning.until for warning in answer.warnings if warning.code == "old"), None)


def partly(answer: Answer, language: Language) -> Iterator[str]:
    """Give the line that says what of a question the documents do not speak of, where there is something."""
    if answer.missing:
        yield say(language, "answer.missing", names=names_of(answer.missing, language))


def why_not(abstention: Abstention, language: Language) -> Iterator[str]:
    """Give the lines that say why a question is not answered, and what it may mean."""
    if abstention.reason == "absent" and abstention.missing:
        yield say(language, "abstention.absent_names", names=names_of(abstention.missing, language))
    elif abstention.reason == "outdated" and (latest := latest_year(abstention.nearest)):
        yield say(language, "abstention.outdated_since", year=latest)
    else:
        yield say(language, f"abstention.{abstention.reason}")
    if abstention.readings:
        yield say(language, "abstention.readings", names="; ".join(abstention.readings))


def names_of(missing: Sequence[str], language: Language) -> str:
    """Return what is missing as words: names, or what a key of ours says."""
    return ", ".join(say(language, name) if name.startswith("missing.") else name for name in missing)


def table_lines(table: Table, language: Language) -> Iterator[str]:
    """Give the rows of a table as lines of text, its columns parted by a bar."""
    yield " | ".join(table.columns)
    for region, *cells in table.rows:
        yield " | ".join([region.text, *(f"{cell.text} {_marks(cell.citations)}".strip() for cell in cells)])


def table_lead(answer: Answer, language: Language) -> str:
    """Return the words that say where a comparison comes from: its one source, or how many there are."""
    leads = dict.fromkeys(attribution(citation, language, region=False) for citation in answer.citations)
    if len(leads) == 1:
        return next(iter(leads))
    return say(language, "table.sources", count=len(leads), years=_years(answer, language))


def _years(answer: Answer, language: Language) -> str:
    """Return the years of what an answer cites, the first and the last, and whether some of it is undated."""
    spans = [year_span(one.quote.hit.passage.date) for one in answer.citations]
    dated = [span for span in spans if span]
    if not dated:
        return say(language, "documents.undated")
    years = "-".join(dict.fromkeys(map(str, (min(span[0] for span in dated), max(span[1] for span in dated)))))
    return years if len(dated) == len(spans) else say(language, "table.partly_dated", years=years)


def _marks(citations: Sequence[int]) -> str:
    return "".join(f"[{n}]" for n in citations)


def answer_blocks(answer: Answer, language: Language) -> Iterator[str]:
    """Give an answer's sentences by the document they come from, attributed and dated, with their numbers.

    A comparison is its table, after the documents that it comes from.
    """
    if answer.table:
        yield "\n".join([table_lead(answer, language), *table_lines(answer.table, language)])
        return
    by_number = {citation.n: citation for citation in answer.citations}
    until = old_until(answer)

    def source_of(sentence: Sentence) -> tuple[str, str | None, str | None]:
        hit = by_number[sentence.citations[0]].quote.hit
        return hit.document.document_id, _region(hit), hit.passage.date

    for _, group in groupby(answer.sentences, key=source_of):
        sentences = list(group)
        lead = attribution(by_number[sentences[0].citations[0]], language, until=until)
        yield "\n".join([lead, *_lines(sentences, language)])


def written_blocks(answer: Answer, language: Language) -> Iterator[str]:
    """Give what a language model wrote, then where it comes from: the sentences come first, since they come one by one.

    They are a paragraph: what is shown while it is written is how its text begins.
    """
    yield " ".join(written_line(one.text, one.citations, one.support, language) for one in answer.sentences)
    yield written_from(answer, language)


def written_line(text: str, citations: Sequence[int], support: str, language: str) -> str:
    """Return a written sentence with its numbers, and that it is not verified where that is so."""
    weak = f" {say(language, 'answer.weak')}" if support == "weak" else ""
    return f"{text} {_marks(citations)}{weak}"


def written_from(answer: Answer, language: Language) -> str:
    """Return the line that says where a written answer comes from: its one source, or how many, with their years."""
    sources = dict.fromkeys((_who(one), _when(one, language)) for one in answer.citations)
    if len(sources) > 1:
        return say(language, "answer.written_many", count=len(sources), years=_years(answer, language))
    (who, when), *_ = sources
    return say(language, "answer.written_one", who=who, date=when)


def _who(citation: Citation) -> str:
    document = citation.quote.hit.document
    return document.organisation if document.organisation and document.organisation != OURS else document.title


def _when(citation: Citation, language: Language) -> str:
    return spoken(citation.quote.hit.passage.date, language) or say(language, "documents.undated")


def _lines(sentences: list[Sentence], language: Language) -> Iterator[str]:
    for citations, group in groupby(sentences, key=lambda sentence: sentence.citations):
        together = list(group)
        marks = _marks(citations)
        if len(together) == 1:
            yield f"{say(language, 'answer.quote', text=together[0].text)}{marks}"
            continue
        first, *rest = together
        yield first.text if first.leads else f"  • {first.text}"
        yield from (f"  • {sentence.text}" for sentence in rest[:-1])
        yield f"  • {rest[-1].text}{marks}"


def attribution(citation: Citation, language: Language, *, region: bool = True, until: int | None = None) -> str:
    """Return the words that say whose extract follows, and of when: to be checked, if no later than `until`."""
    document, passage = citation.quote.hit.document, citation.quote.hit.passage
    date = spoken(passage.date, language) or say(language, "documents.undated")
    span = year_span(passage.date)
    if span and until is not None and span[1] <= until:
        date = say(language, "answer.to_check", date=date)
    if region and (place := _region(citation.quote.hit)):
        date = f"{place}, {date}"
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
    name, plain = entry.shown
    return say(language, "answer.lexicon", term=entry.term, expansion=f" ({name})" if name else "", plain=plain)
