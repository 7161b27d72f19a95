"""What a bracketed acronym stands for: whether a sentence says it instead, or gives it another acronym."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.checking.facts import Found
from assistant.checking.likeness import Said, sayings
from assistant.checking.matching import Held, Written
from assistant.checking.names import Name, bare, called

_ARTICLE = re.compile(r"\b(?:le|la|une?|au|the|an?)\s|\b[ld]['’]", re.IGNORECASE)
"""What opens the words that a bracketed acronym stands for."""
GLOSSED = 4
"""Words of sense, at most, before a bracketed acronym that say what it stands for."""


def glossed(name: Found, one: Held, sentence: Written) -> bool:
    """Tell whether a name is an acronym between brackets, and a sentence says half at least of what it stands for."""
    if not (isinstance(name, Name) and name.acronym and one.unit.text[: name.start].endswith("(")):
        return False
    before = _stands_for(name, one)
    told = sum(any(word.key in own.others for own in sentence.sayings) for word in before)
    return bool(before) and told * 2 >= len(before)


def _stands_for(name: Name, one: Held) -> Sequence[Said]:
    """Return the words of sense before a unit's bracketed acronym that say what it stands for."""
    opens = max((match.end() for match in _ARTICLE.finditer(one.unit.text[: name.start])), default=0)
    return [word for word in one.sayings if opens <= word.start < name.start][-GLOSSED:]


def glosses(name: Found, one: Held, sentence: Written, instead: Found) -> bool:
    """Tell whether a sentence says what a unit's bracketed acronym stands for, without any such acronym after it."""
    return glossed(name, one, sentence) and not sentence.text[: instead.start].endswith("(")


def misnamed(name: Name, sentence: Written, chosen: Sequence[Held]) -> bool:
    """Tell whether a bracketed acronym follows other words than in the source: « la table (CRÉ) »."""
    if not (name.acronym and sentence.text[: name.start].endswith("(")):
        return False
    own = [said for said in sayings(sentence.text, english=sentence.english) if said.end < name.start][-GLOSSED:]
    known = False
    for one in chosen:
        for other in one.facts.names:
            if other.acronym and bare(other.text) == bare(name.text) and one.unit.text[: other.start].endswith("("):
                before = _stands_for(other, one)
                if any(said.key in mine.others for said in before for mine in own):
                    return False
                known = bool(before and own)
    return known


def means(name: Name, sentence: Written) -> bool:
    """Tell whether a sentence says « le comité » for the acronym of one, as the glossary knows it."""
    heads = {next(iter(sayings(entry.term, english=False)), None) for entry in called(bare(name.text))}
    return name.acronym and any(head and head.key in own.others for head in heads for own in sentence.sayings)
