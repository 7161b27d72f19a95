"""Case → what is answered to it, and the figures of that answer: nothing here asks a language model."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from assistant.ask import consider, reply_to
from assistant.considered import Considered
from assistant.model import Answer, Citation, Level, Reply
from assistant.render import reply_text
from corpus.catalogue import Catalogue
from evals.model import Answered, Case, Held
from evals.retrieval import plain
from index.collection import Collection
from index.model import Language
from index.question import question_language

LEVELS: tuple[Level, ...] = ("simple", "detaille")


def answer_case(case: Case, collection: Collection, held: Sequence[Held], today: date) -> tuple[Considered, Answered]:
    """Return what the collection holds for a case, and what is answered to it at every level."""
    considered = consider(collection, case.question, case.history)
    replies = {level: reply_to(considered, today=today, level=level) for level in LEVELS}
    spoken = considered.understood.question.language
    texts = {level: reply_text(reply, spoken) for level, reply in replies.items()}
    longest = replies["detaille"]
    return considered, Answered(
        outcome=longest.outcome,
        reason=longest.reason,
        texts=texts,
        missing=tuple(fact for fact in case.facts if not is_said(fact, texts["detaille"])),
        claimed=tuple(trap for trap in case.traps if any(is_said(trap, text) for text in texts.values())),
        values=_values(case, replies, texts, held, collection.catalogue),
    )


def is_said(fact: str, text: str) -> bool:
    """Tell whether one of a fact's alternatives, parted by `|`, stands in a text as whole words.

    Case, accents' composition and punctuation do not count.
    """
    said = f" {plain(text)} "
    return any(f" {words} " in said for words in map(plain, fact.split("|")) if words)


def _values(
    case: Case, replies: dict[Level, Reply], texts: dict[Level, str], held: Sequence[Held], catalogue: Catalogue
) -> dict[str, float]:
    """Return the figures that concern a case; a metric that does not is left out."""
    longest = replies["detaille"]
    answers = [reply for reply in replies.values() if isinstance(reply, Answer)]
    is_answered = longest.outcome != "abstention"
    citations = longest.citations if isinstance(longest, Answer) else ()
    values = {"outcome": float(_is_right(case, longest.outcome))}
    if case.answerable:
        values["error"] = float(not is_answered)
        for level in LEVELS if case.facts else ():
            values[f"facts@{level}"] = _share(is_said(fact, texts[level]) for fact in case.facts)
        values["answered"] = min(values["outcome"], values.get("facts@detaille", 1.0))
    else:
        values["hallucination"] = float(is_answered and not values["outcome"])  # « en partie » may be what is right
        values["answered"] = values["outcome"]
        if not is_answered and case.reason:
            values["reason"] = float(longest.reason == case.reason)
    if case.traps:
        values["traps"] = float(any(is_said(trap, text) for trap in case.traps for text in texts.values()))
    if case.answerable and held:
        cited = {citation.quote.hit.passage.passage_id for citation in citations}
        if citations:
            wanted = {unit for one in held for unit in one.units}
            values["citation precision"] = _share(passage_id in wanted for passage_id in cited)
        values["citation recall"] = _share(bool(cited.intersection(one.units)) for one in held)
    if answers:
        quotes = [citation for answer in answers for citation in answer.citations]
        values["quotes exact"] = _share(_is_exact(citation, catalogue) for citation in quotes)
        values["words@simple"] = float(len(texts["simple"].split()))
        values["language"] = float(_speaks(answers[-1], case.language))
        if (ease := readability(longest)) is not None:
            values["readability"] = ease
    return values


def _is_right(case: Case, outcome: str) -> bool:
    if case.outcome:
        return outcome == case.outcome
    return (outcome != "abstention") == case.answerable


def _is_exact(citation: Citation, catalogue: Catalogue) -> bool:
    """Tell whether a quote stands in the collection's own text, to the character, where it says."""
    quote = citation.quote
    document_id = quote.hit.document.document_id
    document = catalogue.documents([document_id]).get(document_id)
    return document is not None and document.text[quote.start : quote.end] == quote.text


def _speaks(answer: Answer, language: Language) -> bool:
    """Tell whether an answer speaks the language of its question: our own words around the extracts do."""
    return answer.question.language == language


def readability(reply: Reply) -> float | None:
    """Return the Kandel-Moles ease of a French answer's sentences (100 is easy, 0 is hard), where it has any.

    Source: Kandel and Moles, Application de l'indice de Flesch à la langue française, 1958, by textstat.
    """
    if not isinstance(reply, Answer):
        return None
    text = " ".join(sentence.text for sentence in reply.sentences if not sentence.leads)
    if not text.strip() or question_language(text) != "fr":
        return None
    import textstat

    textstat.set_lang("fr")
    return float(textstat.flesch_reading_ease(text))


def _share(found: Iterable[bool]) -> float:
    each = list(found)
    return sum(each) / len(each) if each else 1.0
