"""What a request to draft already says: the kind of document, whose it is, what it is about; the form opens with it.

Only what a form asks for is taken from a question, never its other words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from urllib.parse import urlencode

from assistant.drafting.typography import met
from assistant.place_names import parts_named
from assistant.web.draft_wanted import without_request
from assistant.web.fields_form import PREFIX
from corpus.glossary import Phrases, find_regions, find_themes, fold, themes
from index.model import Language

NAMED_BY: Mapping[str, str] = {
    "note-elu": r"note(?: (?:au|aux|a la|a l'|pour le|pour les|to|for)(?: ?the| ?our)? ?\w+| d'\w+)?\b|briefing note",
    "plan-politique": r"politiques?\b|polic(?:y|ies)\b",
    "preambule-definition": r"preambule|preamble|definition|introduction",
    "vision-valeurs-principes": r"vision\b|valeurs\b|principes\b|values\b|principles\b",
    "orientations-objectifs": r"orientations?\b|objectifs?\b|directions\b|objectives\b",
    "portrait-diagnostic": r"portrait|diagnostic|assessment",
    "plan-consultation": r"(?:plan de )?consultation\b(?! report)",
    "rapport-consultation": r"(?:rapport|bilan) (?:de |d'une |de la |sur la )?consultation|consultation report",
    "cadre-reference": r"cadre de reference|terms of reference",
    "gouvernance-comite": r"gouvernance|governance|comite|(?:steering )?committee",
    "plan-action": r"plan d'actions?\b|action plan",
    "plan-travail": r"plan de travail|work plan|cellule",
    "suivi-evaluation": r"suivi\b|evaluation|indicateurs?\b|follow-up|indicators?\b",
    "resolution-entente": r"resolution\b|entente\b|(?:partnership )?agreement\b",
}
"""What names each of our templates in a folded question; the first that is named is the document asked for."""
_KIND = re.compile(r"\b(?:" + "|".join(f"(?P<_{n}>{words})" for n, words in enumerate(NAMED_BY.values())) + ")")
CLOSE = 2
_TOWN = r"ville|municipalité|village|canton|paroisse"
_OF = r"(?:de la |de l['’]|de |d['’]|du |des )"
_NAME = r"(?:(?:La|Le|Les|L['’])[ -]?)?[A-ZÀ-Ý][\w’'-]*(?:[ -][A-ZÀ-Ý][\w’'-]*)*"
_ORGANISATION = re.compile(rf"\b(?P<kind>(?i:{_TOWN}|MRC)) (?P<of>{_OF})(?P<name>{_NAME})")
_ORGANISATION_EN = re.compile(rf"\b(?P<kind>(?i:city|town|village|municipality|MRC)) of (?P<name>{_NAME})")
_FRENCH = {"city": "ville", "town": "ville", "municipality": "municipalité"}
_TERRITORY = (
    ("MRC", re.compile(r"\bmrc\b|regional county")),
    ("municipalité", re.compile(r"\b(?:ville|municipalite|village|canton|paroisse|city|town|municipality)\b")),
    ("région", re.compile(r"\b(?:notre|ma|la|our|the) region\b|\bregion (?:de|du|des|of)\b")),
)
_POPULATION = re.compile(
    r"\b(\d{1,3}(?:[ \u00a0\u202f,]\d{3})+|\d{3,7})\s(?:habitants|residents?|inhabitants|people)\b"
)
_PERIOD = re.compile(r"\b(20\d\d) ?(?:-|a|to) ?(20\d\d)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of a draft before its form: the template's name, empty where none is named, and some fields."""

    template: str
    fields: Mapping[str, str]

    def address(self, root: str, language: Language) -> str:
        """Return where the form opens with what is known, or the choice of a form, which goes on with it."""
        asked = {"lang": language, **{f"{PREFIX}{name}": value for name, value in self.fields.items()}}
        return f"{root}/rediger{'/' if self.template else ''}{self.template}?{urlencode(asked)}"


def known_in(question: str, understood: str, regions: tuple[str, ...], language: Language) -> Known:
    """Return what a request says of the draft.

    `understood` is the question with what it goes on from, `regions` those that it was understood to be about.
    """
    said = without_request(question)
    kind = _KIND.search(fold(said))
    rest = said[: kind.start()] + said[kind.end() :] if kind and len(fold(said)) == len(said) else said
    template = list(NAMED_BY)[int(kind.lastgroup[1:])] if kind and kind.lastgroup else ""
    about = rest if not understood else f"{rest} {understood}"
    fields = dict(_fields(said, about, regions, language))
    return Known(template=template, fields={name: value for name, value in fields.items() if value})


def _fields(said: str, about: str, regions: tuple[str, ...], language: Language) -> Iterator[tuple[str, str]]:
    folded = fold(said)
    yield "organisation", _organisation(said)
    found = [(match.start(), name) for name, words in _TERRITORY if (match := words.search(folded))]
    yield "type", min(found, default=(0, ""))[1]
    named = regions or find_regions(said)
    yield "region", named[0] if len(named) == 1 else ""
    population = _POPULATION.search(folded)
    yield "population", re.sub(r"\D", "", population[1]) if population else ""
    period = _PERIOD.search(folded)
    yield "periode", "-".join(period.groups()) if period else ""
    named_themes = find_themes(about) if language == "fr" else tuple(dict.fromkeys(_themes_en().find(about)))
    yield "themes", "\n".join(named_themes)
    yield "theme", named_themes[0] if len(named_themes) == 1 else ""


def _organisation(said: str) -> str:
    """Return the municipality that is named, with its article, or a town that the draft is said to be for."""
    if match := _ORGANISATION.search(said):
        return _with_article(match["kind"], match["of"] + match["name"])
    if match := _ORGANISATION_EN.search(said):
        kind = match["kind"].lower()
        return _with_article(_FRENCH.get(kind, kind), met("de ", match["name"]))
    return next((name for name in parts_named(said) if re.search(rf"\b(?:pour|for) {re.escape(name)}\b", said)), "")


def _with_article(kind: str, of_whom: str) -> str:
    article = "le" if kind.lower() in {"village", "canton"} else "la"
    return f"{article} {'MRC' if kind.lower() == 'mrc' else kind.capitalize()} {of_whom}"


@cache
def _themes_en() -> Phrases:
    """Return the English words of the themes; of the synonyms the closest, which come first."""
    return Phrases((word, one.term) for one in themes() for word in (one.term_en, *one.synonyms_en[:CLOSE]))
