"""The kinds of things that questions ask for, and how sentences say them: who, why, what goes wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.asked import asks_the_beginning
from assistant.said import names_a_person, says_a_beginning
from corpus.glossary import fold

FEW_WORDS, LABELLED = 6, 9
"""Words of a line that says no role by itself; words from which one with a label, « Vision : … », says what to do."""
LABEL = 60
"""Characters within which such a label ends."""
_LABELLED = re.compile(rf"(?!reponse|question|note|.{{0,{LABEL}}}https?:)[^:]{{2,{LABEL}}}:")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A sentence or list item as it is told apart: its words, folded too, the heading above it, its document's text."""

    text: str
    folded: str
    heading: str
    is_item: bool
    document: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A kind of thing asked for, how a line says it, and what the line gains, or loses, by it."""

    asked: Callable[[str], object]
    says: Callable[[Line], object]
    gain: float


def _asked(pattern: str) -> Callable[[str], object]:
    """Return what tells whether a folded question asks in some way."""
    found = re.compile(pattern)
    return found.search


def _said_or_headed(pattern: str, heading: str) -> Callable[[Line], object]:
    """Return what tells whether a line, folded, says something in some way, or stands under such a heading."""
    found, above = re.compile(pattern), re.compile(heading)
    return lambda line: found.search(line.folded) or above.search(line.heading)


def _said(pattern: str) -> Callable[[Line], object]:
    """Return what tells whether a line, folded, says something in some way."""
    found = re.compile(pattern)
    return lambda line: found.search(line.folded)


_WAYS = (
    Way(  # who somebody is: a line with a person's name
        asked=_asked(
            r"\bc'?(?:est|etait) qui\b|\ba qui\b|\bwho\b|(?:^|[,;?] |\b(?:et|pis|mais) )qui (?:est|etait|a|s'occup\w+|"
            r"(?:contact|appel|joind|represent|parl|presid|coordon|dirig|present|anim|ecri|redig|sign|sieg|men|ger)\w*)\b"
        ),
        says=lambda line: names_a_person(line.text, line.document),
        gain=0.8,
    ),
    Way(  # where: seldom an item of a list
        asked=_asked(
            r"(?:^|[,;?] |\b(?:c'est|c'etait|d'|par|et|pis) ?)ou (?:est|etait|sont|se|ca|on|ont|a-t|peut|puis|trouve)|"
            r"\bwhere\b|\bquel(?:le)? (?:endroit|ville|lieu)\b|\bquelle place (?:se|est-ce|a lieu)|\bou\W*$"
        ),
        says=lambda line: line.is_item,
        gain=-0.7,
    ),
    Way(  # a role: a few words do not say it, unless they name who has it
        asked=_asked(r"\brole|\bmandat|\bmission|\b(?:fait|faisait) quoi\b|s'occup|\bjob\b|\bresponsab"),
        says=lambda line: (
            len(line.text.split()) <= FEW_WORDS and not line.is_item and not names_a_person(line.text, line.document)
        ),
        gain=-0.6,
    ),
    Way(  # advice: what notes put under a label, « Vision : … », rather than the items of a list
        asked=_asked(
            r"\bcomment (?:on|je|nous|faire|s'y|bien|convaincre|parler|s'assurer|impliquer|aller|amener|aborder|"
            r"embarquer)|\bhow (?:do (?:we|i|you)|can (?:we|i)|should|to)\b|\bpar ou (?:on )?commenc|\bquoi faire\b|"
            r"\bon fait (?:ca )?comment\b"
        ),
        says=lambda line: _LABELLED.match(line.folded) and len(line.text.split()) >= LABELLED,
        gain=0.6,
    ),
    Way(  # how something was done: steps are named by what was done, « Priorisation des objectifs », actors are not
        asked=_asked(
            r"\betapes?\b|\bpar ou\b|\bcomment .{0,60}\b(?:bati(?:r|e?s?)?\b|mont(?:e|er|ee)s?\b|elabor|construi|"
            r"fait pour|procede|organise pour|prepar)|\bs'y (?:prend|est pris|sont pris)|\bproced|\bsteps?\b|"
            r"\bhow .{0,40}\b(?:built|build|develop|prepar|creat|draft)"
        ),
        says=_said(
            r"^(?:• )?(?:\d[\d.]*\)? )?(?!vision|mission|egalement|notamment|actuellement)"
            r"(?:\w+(?:tion|sion|ment|age|ance)s?|mise|tenue|depot|choix|recherche|analyse|forum|ateliers?|seances?|"
            r"rencontres?|tournee|sommet|portrait|bilan|suivi|appel)\b"
        ),
        gain=0.8,
    ),
    Way(  # what goes wrong
        asked=_asked(
            r"problem|\bdefis?\b|difficult|obstacle|\bmarch\w+ (?:pas|mal)\b|\bpas (?:\w+ )?(?:march|fonctionn)|cloche|"
            r"lacune|\bfrein|\bbloqu|\bwrong\b|challenge|inquiet|\bplaint|critiqu|\bmanqu|\bdur\b|\bpire\b|\bnui(?!t)|"
            r"\bmagan|\bpas capable|\bpogn|\bpiege|\bmal a\b"
        ),
        says=_said_or_headed(
            r"\babsence|\bmanque|\blacune|\bdifficult|\bsilo|\binsuffi|\bmultiplication|\bdefis?\b|\bobstacle|\bprobl|"
            r"\bardue?\b|\bcharge de travail|\bbaisse|\bcompress|\broulement|\bdebord|\brupture|\bralenti|\btrous? de",
            heading=r"\bdefis?\b|\bdifficil|\bdifficult|\bobstacle|\bproblem|\bcritique|\blimites\b",
        ),
        gain=0.8,
    ),
    Way(  # why
        asked=_asked(
            r"\bpourquoi\b|\bwhy\b|\bcomment ca se fait\b|\bquelle? (?:est la )?(?:raison|cause)|\ba cause de quoi"
        ),
        says=_said(
            r"\ben raison\b|\bcar\b|\bparce qu|\ba cause|\bafin\b|\bpuisqu|\bgrace a|\bpermet|\bcompte tenu|"
            r"\bpour (?:que|assurer|permettre|eviter)|\bamene|\bsuite a"
        ),
        gain=0.8,
    ),
    Way(  # what was to come
        asked=_asked(
            r"\bapres\b|\bprochain|\bsuite\b|\bprevu|\bprevoi|\bdevai(?:t|en)|\bs'en v(?:a|enait)|\ba venir|\bnext\b|"
            r"\bplanned\b|\bprojet(?:ait|aient)\b"
        ),
        says=_said(
            r"\bser(?:a|ont)\b|\bdevra|\bprevu|\bprochain|\ba venir|\bvisera|\bpermettra|\bva\b|\bvont\b|\bsouhait"
        ),
        gain=0.6,
    ),
    Way(  # whether something is still there
        asked=_asked(
            r"\bexist\w*(?:-t-| |-)?\w* (?:encore|toujours)\b|\bstill (?:exist|there|around|active)|"
            r"\b(?:encore|toujours) (?:la|actif|active|en (?:vie|place|poste))\b|"
            r"\bqu'est-il advenu|\bqu'est devenue?\b|\ba-t-(?:il|elle) disparu|\babolie?s?\b"
        ),
        says=_said(r"\baboli|\bdissou|\bdissolution|\bn'existe|\bdispar|\bfusionn|\bremplac|\bdevien|\bdevenu"),
        gain=1.5,
    ),
    Way(  # what changed
        asked=_asked(r"\bchang|\bnouve(?:au|lle)\b|\bnew\b(?! rich)|\bevolu"),
        says=_said(
            r"\bchang|\bnouve(?:au|lle)\b|\bdevien|\bremplac|\bpasse\b|\bdesormais|\babol|\bramen|\breduit|\belargi|"
            r"\brevoir|\brevis"
        ),
        gain=0.6,
    ),
    Way(  # when something began
        asked=asks_the_beginning,
        says=lambda line: _YEAR.search(line.text) and says_a_beginning(line.text),
        gain=1.0,
    ),
)


def ways_asked(question: str) -> tuple[Way, ...]:
    """Return the kinds of things that a question asks for."""
    folded = fold(question).strip()
    return tuple(way for way in _WAYS if way.asked(folded))


def gained(ways: Sequence[Way], text: str, document: str, *, heading: str = "", is_item: bool) -> float:
    """Return what a sentence gains by saying the kinds of things that are asked for."""
    if not ways:
        return 0.0
    line = Line(text=text, folded=fold(text), heading=fold(heading), is_item=is_item, document=document)
    return sum(way.gain for way in ways if way.says(line))
