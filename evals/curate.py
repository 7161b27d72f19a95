"""Questions for a set of one's own: drafted from a collection or from what displeased, confirmed one by one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assistant.ask import consider
from assistant.understand import Turn
from assistant.wording import say
from corpus.catalogue import Catalogue
from corpus.glossary import fold
from corpus.model import Asked, Document, Passage
from corpus.sentences import sentence_spans
from evals.questions import read_lines
from index.collection import Collection
from index.model import Hit, Language

Json = dict[str, Any]
Ask = Callable[[str], str]
"""Shows a text, and returns what a person answers, such as `input`."""

LEAST_ITEMS = 3
LONGEST_PHRASE = 160
"""Characters of a sentence that is proposed as a gold phrase."""
MOST_PER_DOCUMENT = 3
PASSAGES = 5
"""Passages shown for a person to name the one that answers."""
_ITEM = re.compile(r"(?:•|\d{1,2}[.)])\s+(.+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A question that a person may keep: where its answer stands, as a file and words of it, and what it must hold."""

    question: str
    language: Language
    kind: str
    file: str
    phrase: str
    facts: tuple[str, ...] = ()
    answerable: bool = True
    history: tuple[tuple[str, str], ...] = ()


def drafts_of(catalogue: Catalogue) -> Iterator[Draft]:
    """Give questions on the headings and lists of a collection, a few for each document."""
    for held in catalogue.held():
        document = catalogue.documents([held.document.document_id])[held.document.document_id]
        passages = catalogue.passages_of(document.document_id)
        seen = {fold(document.title)}
        found = [*_lists(document, passages, seen), *_headings(document, passages, seen)]
        yield from found[:MOST_PER_DOCUMENT]


def _lists(document: Document, passages: Sequence[Passage], seen: set[str]) -> Iterator[Draft]:
    """Give a question on each list that a heading announces; its first item is the phrase."""
    for passage in passages:
        items = [match[1] for line in passage.text.split("\n") if (match := _ITEM.match(line.strip()))]
        if len(items) >= LEAST_ITEMS and passage.heading_path and fold(passage.heading_path[-1]) not in seen:
            seen.add(fold(passage.heading_path[-1]))
            yield _draft(document, "list", passage.heading_path[-1], items[0][:LONGEST_PHRASE])


def _headings(document: Document, passages: Sequence[Passage], seen: set[str]) -> Iterator[Draft]:
    """Give a question on each heading that has none yet; the first sentence below it is the phrase."""
    for passage in passages:
        heading = passage.heading_path[-1] if passage.heading_path else ""
        if not heading or fold(heading) in seen:
            continue
        seen.add(fold(heading))
        spans = sentence_spans(document.text, passage.start, passage.end)
        sentences = [document.text[start:end] for start, end in spans]
        first = next((one for one in sentences if one.endswith(".") and fold(one) != fold(heading)), "")
        if first:
            yield _draft(document, "fact", heading, first[:LONGEST_PHRASE])


def _draft(document: Document, kind: str, heading: str, phrase: str) -> Draft:
    language: Language = "en" if document.language == "en" else "fr"
    heading = re.sub(r"^\d+(?:\.\d+)*[.)]?\s+", "", heading).strip(" :")
    question = say(language, f"curate.question_{kind}", heading=heading, title=document.title)
    return Draft(question=question, language=language, kind=kind, file=document.source, phrase=phrase)


def displeased(asked: Iterable[Asked]) -> Iterator[Asked]:
    """Give each question whose answer displeased, once."""
    seen: set[str] = set()
    for one in asked:
        if one.verdict == "down" and fold(one.question) not in seen:
            seen.add(fold(one.question))
            yield one


def waiting(asked: Iterable[Asked], path: Path) -> Iterator[Asked]:
    """Give each question whose answer displeased, and that a questions file does not hold yet."""
    known = _known(path)
    return (one for one in displeased(asked) if fold(one.question) not in known)


def nearest_to(asked: Asked, collection: Collection) -> tuple[Hit, ...]:
    """Return the passages for a person to choose from: what a question finds, best first."""
    history = tuple(Turn(role="user" if role == "user" else "assistant", content=said) for role, said in asked.history)
    return tuple(consider(collection, asked.question, history).hits[:PASSAGES])


def draft_of(asked: Asked, collection: Collection, language: str, ask: Ask) -> Draft | None:
    """Return a question that displeased as a draft: a person names the passage that answers it, or says none does."""
    hits = nearest_to(asked, collection)
    shown = [f"{hit.rank}. {hit.document.title} : {' '.join(hit.passage.text.split())[:300]}" for hit in hits]
    lines = [asked.question, asked.comment, *shown, say(language, "curate.which", most=len(hits))]
    answer = ask("\n".join(line for line in lines if line) + " ").strip()
    if answer == "0":
        return unanswerable(asked)
    if not answer.isdigit() or not 1 <= int(answer) <= len(hits):
        return None
    draft = answered_by(asked, hits[int(answer) - 1])
    phrase = ask(say(language, "curate.phrase", phrase=draft.phrase) + " ").strip()
    return replace(draft, phrase=phrase or draft.phrase)


def unanswerable(asked: Asked) -> Draft:
    """Return a question that displeased as one that no document answers."""
    spoken: Language = "en" if asked.language == "en" else "fr"
    return Draft(
        question=asked.question,
        language=spoken,
        kind="feedback",
        file="",
        phrase="",
        answerable=False,
        history=asked.history,
    )


def answered_by(asked: Asked, hit: Hit) -> Draft:
    """Return a question that displeased as one that a passage answers; its first sentence is the phrase."""
    spans = sentence_spans(hit.document.text, hit.passage.start, hit.passage.end)
    first = next((hit.document.text[start:end] for start, end in spans), hit.passage.text)
    phrase = first[:LONGEST_PHRASE]
    return replace(unanswerable(asked), answerable=True, file=hit.document.source, phrase=phrase)


def confirm(drafts: Iterable[Draft], path: Path, language: str, ask: Ask | None) -> int:
    """Write to a questions file the drafts that a person keeps, each at once; return how many.

    Without anyone to ask, all are kept. What the file holds already stays, and is not proposed again.
    """
    known = _known(path)
    names = {str(item.get("id")) for item in known.values()}
    kept = 0
    for draft in drafts:
        if fold(draft.question) in known:
            continue
        chosen = draft if ask is None else _confirmed(draft, language, ask)
        if chosen is None:
            break
        if not chosen.question:
            continue
        name = next(name for number in range(1, len(names) + 2) if (name := f"M{number:03}") not in names)
        names.add(name)
        known[fold(chosen.question)] = line = _line(chosen, name)
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
        kept += 1
    return kept


def _known(path: Path) -> dict[str, Json]:
    """Return the lines of a questions file, by their questions."""
    return {fold(str(item.get("question"))): item for _, item in read_lines(path)} if path.exists() else {}


def _confirmed(draft: Draft, language: str, ask: Ask) -> Draft | None:
    """Return a draft as a person wants it, without a question where it is to be left, None to stop."""
    shown = [draft.question, f"  {draft.file} « {draft.phrase} »", say(language, "curate.keep")]
    answer = ask("\n".join(shown) + " ").strip()
    if answer.lower() in {"q", "quit", "quitter"}:
        return None
    if answer.lower() in {"n", "non", "no"}:
        return replace(draft, question="")
    return draft if answer.lower() in {"", "o", "oui", "y", "yes"} else replace(draft, question=answer)


def _line(draft: Draft, name: str) -> Json:
    line: Json = {
        "id": name,
        "lang": draft.language,
        "user": "maintenance",
        "type": draft.kind,
        "question": draft.question,
        "gold": [{"file": draft.file, "phrase": draft.phrase}] if draft.answerable else [],
        "facts": list(draft.facts),
        "answerable": draft.answerable,
    }
    if draft.history:
        line["history"] = [{"role": role, "content": content} for role, content in draft.history]
    return line
