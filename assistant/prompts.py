"""What a model is told: instructions from `prompts/*.toml`, and passages that are marked as material, never orders."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from assistant.generate import Message
from assistant.model import Level, Quote
from index.model import Hit, Language

MOST_PASSAGES = 8
CHARACTERS_A_TOKEN = 3.0
"""Characters of French that one token holds, on the safe side: vocabularies made for English cut it smaller."""
TOKENS: dict[Level, int] = {"simple": 512, "detaille": 1024}
"""Tokens that an answer may take, at most half of the window."""
PROBE_TOKENS = 256
FEWEST_CHARACTERS = 400
"""Characters of a passage that are worth showing, where the window cuts it."""

_REFERENCE = re.compile(r"\[([^\[\]]*)\]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """What is sent, the quotes that `[1]`, `[2]`… stand for, the word for « nothing », and the room for an answer."""

    language: Language
    messages: tuple[Message, ...]
    quotes: tuple[Quote, ...]
    nothing: str
    most_tokens: int


def answer_prompt(
    question: str, hits: Sequence[Hit], level: Level, words: int, language: Language, context: int
) -> Prompt:
    """Return the prompt of an answer, with as many of the hits, best first, as the window holds."""
    told = _told("answer", language)
    return _fitted(
        told,
        told["question"],
        {"question": harmless(question), "level": told[level].format(words=words)},
        [_whole(hit) for hit in hits[:MOST_PASSAGES]],
        language,
        TOKENS[level],
        context,
    )


def draft_prompt(
    *, document: str, section: str, guidance: str, quotes: Sequence[Quote], words: int, context: int
) -> Prompt:
    """Return the prompt of a paragraph of a draft, which is in French whatever the language of the commands."""
    told = _told("draft", "fr")
    values = {"document": document, "section": section, "guidance": guidance, "words": str(words)}
    shown = quotes[:MOST_PASSAGES]
    return _fitted(told, told["question"], values, shown, "fr", TOKENS["simple"], context)


def probe_prompt(language: Language) -> Prompt:
    """Return the prompt that asks a model for a few words, of nothing that a person wrote."""
    messages = (Message(role="user", text=_told("probe", language)["question"].strip()),)
    return Prompt(language=language, messages=messages, quotes=(), nothing="", most_tokens=PROBE_TOKENS)


def _fitted(
    told: Mapping[str, str],
    question: str,
    values: Mapping[str, str],
    quotes: Sequence[Quote],
    language: Language,
    most_tokens: int,
    context: int,
) -> Prompt:
    most_tokens = min(most_tokens, context // 2)
    empty = question.format(passages="", **values)
    room = int((context - most_tokens) * CHARACTERS_A_TOKEN) - len(told["system"]) - len(empty)
    shown: list[str] = []
    for quote in quotes:
        bare = _passage(quote, len(shown) + 1, "", language)
        text = cut_at_a_line(harmless(quote.text), room - len(bare))
        if shown and len(text) < min(FEWEST_CHARACTERS, len(quote.text)):
            break
        shown.append(_passage(quote, len(shown) + 1, text, language))
        room -= len(shown[-1]) + 2
    said = question.format(passages="\n\n".join(shown), **values).strip()
    return Prompt(
        language=language,
        messages=(Message(role="system", text=told["system"].strip()), Message(role="user", text=said)),
        quotes=tuple(quotes[: len(shown)]),
        nothing=_told("answer", language)["nothing"],
        most_tokens=most_tokens,
    )


def harmless(text: str) -> str:
    """Return a text that can close no delimiter of ours, bears no number like ours, and hides nothing."""
    visible = "".join(letter for letter in text if letter in "\n\t" or not is_hidden(letter))
    return _REFERENCE.sub(r"(\1)", visible).replace("<", "‹").replace(">", "›")


def is_hidden(letter: str) -> bool:
    """Tell whether a character is not seen: a control, a mark of direction, a tag, of zero width, of private use."""
    return unicodedata.category(letter) in {"Cc", "Cf", "Co", "Cs", "Cn"}


def cut_at_a_line(text: str, most: int) -> str:
    """Return a text of at most so many characters, cut where a line or a word ends."""
    if len(text) <= most:
        return text
    cut = text[: max(0, most)]
    for end in ("\n", " "):
        if end in cut[len(cut) // 2 :]:
            return cut[: cut.rindex(end)]
    return cut


def _passage(quote: Quote, n: int, text: str, language: Language) -> str:
    told, hit = _told("answer", language), quote.hit
    attributes = {
        "title": hit.document.title,
        "date": hit.passage.date or told["undated"],
        "headings": " > ".join(hit.passage.heading_path),
    }
    safe = {name: re.sub(r"\s+", " ", harmless(value)).replace('"', "'") for name, value in attributes.items()}
    return told["passage"].format(n=n, text=text, **safe).strip()


def _whole(hit: Hit) -> Quote:
    passage = hit.passage
    return Quote(hit=hit, start=passage.start, end=passage.end, text=passage.text)


@cache
def _told(part: str, language: Language) -> Mapping[str, str]:
    with resources.files("assistant").joinpath("prompts", f"{language}.toml").open("rb") as file:
        return dict(tomllib.load(file)[part])
