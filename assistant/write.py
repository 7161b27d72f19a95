"""Answers with a language model: it is read sentence by sentence, and each is checked before it is shown."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from assistant.cite import verify
from assistant.generate import LanguageModel
from assistant.hear import drafted
from assistant.model import Answer, Citation, Draft, DraftSentence, Shown
from assistant.prompts import Prompt
from corpus.errors import ModelError
from index.model import Language, Question
from index.remembering import QueriesEncoder

ENOUGH = 0.5
"""Share of the words written that must stand once checked; with less, an answer has lost its sense."""
PATIENCE = 3
"""Times the words wanted that are read at most: a model may never end, or never cite."""

_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """A language model, and what checks its sentences."""

    model: LanguageModel
    encoder: QueriesEncoder

    @property
    def keep_weak(self) -> bool:
        """Whether a sentence that is supported only in part is shown, marked as such."""
        return self.model.settings.unverified == "show"


def write(prompt: Prompt, question: Question, words: int, writer: Writer) -> Generator[Shown, None, Answer]:
    """Give each sentence once it is checked, then return the answer that they make, of so many words at most.

    Raises:
        ModelError: the model gives no answer, or too little of what it writes is supported by what it cites.
    """
    kept: list[DraftSentence] = []
    read, held = 0, 0
    numbers: dict[tuple[str, int, int], int] = {}
    with closing(writer.model.stream(prompt.messages, prompt.most_tokens)) as pieces:
        for sentence in drafted(pieces, prompt.quotes):
            if not read and _WORD.findall(sentence.text) == [prompt.nothing]:
                raise ModelError("llm.nothing", model=writer.model.name)
            length = len(sentence.text.split())
            if kept and held + length > words:
                break
            read += length
            verified = verify(Draft(sentences=(sentence,)), question, writer.encoder, keep_weak=writer.keep_weak).answer
            if verified:
                held += length
                kept.append(sentence)
                yield from _shown(verified, numbers, prompt.language)
            if read > PATIENCE * words:
                break
    answer = _whole(kept, question, writer)
    if answer is None or held < ENOUGH * read:
        raise ModelError("llm.unverified", model=writer.model.name)
    return answer


def _whole(kept: Sequence[DraftSentence], question: Question, writer: Writer) -> Answer | None:
    """Return the answer that the sentences make together, with one numbering of their citations."""
    if not kept:
        return None
    answer = verify(Draft(sentences=tuple(kept)), question, writer.encoder, keep_weak=writer.keep_weak).answer
    return replace(answer, written_by=writer.model.name) if answer else None


def _shown(answer: Answer, numbers: dict[tuple[str, int, int], int], language: Language) -> Iterator[Shown]:
    """Give the sentences of a checked part of an answer, their citations numbered in the order they come in."""
    citations: dict[int, Citation] = {}
    for citation in answer.citations:
        quote = citation.quote
        key = (quote.hit.document.document_id, quote.start, quote.end)
        citations[citation.n] = replace(citation, n=numbers.setdefault(key, len(numbers) + 1))
    for sentence in answer.sentences:
        named = tuple(citations[n] for n in sentence.citations)
        renumbered = replace(sentence, citations=tuple(one.n for one in named))
        yield Shown(sentence=renumbered, citations=named, language=language)
