"""What a question means, before any passage is looked at: language, regions, years, kinds, and other words for it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from corpus.dates import find_years
from corpus.glossary import fold
from corpus.model import KINDS, Kind
from index.english import names_in_english
from index.expand import (
    WEIGHT_PLACE,
    Alternative,
    Other,
    mentioned,
    named_otherwise,
    readings_of,
    regions_of,
    written_alike,
    written_for,
)
from index.model import Expansion, Language, Question
from index.places import asked_regions, excepted, region_terms
from index.terms import exact_acronyms, is_exact, is_stop_word, terms, words
from index.turns import ROLE, said_by_turn

__all__ = [
    "Alternative",
    "Correction",
    "Understood",
    "asking_terms",
    "asks_across_regions",
    "asks_definition",
    "asks_list",
    "mentioned",
    "put_right",
    "question_language",
    "region_terms",
    "understand",
]

_FRENCH = frozenset(
    """
    le la les des un une du au aux est sont et ou que qui quoi quel quelle quels quelles comment combien pour
    dans sur avec cest c'est il elle on nous vous ils elles ca mon ma mes notre nos votre vos ce cette ces pis
    koi dune ses son sa se ne pas leur leurs par faire donne moi existe a-t-il va-tu tu je
    """.split()
)
_ENGLISH = frozenset(
    """
    the of and is are was were be what which who how many much does do did in to for from by with an this that
    these those it its can could should would will about say said they their there we our you your when where
    why have has had not on at any some been more most between during before after if give tell used made
    """.split()
)
KIND_WORDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("notes de webinaire", re.compile(r"\bwebinaires?\b|\bwebinars?\b")),
    ("portrait", re.compile(r"\btour du quebec\b")),
)
_DEFINITION = re.compile(
    r"c'?\s?(?:est|'est)? ?(?:quoi|koi)\b|qu'? ?est[ -]ce qu(?:e|'|oi)|\bdefini|"
    r"\bwhat (?:is|are) (?!the )|\bwhat exactly (?:is|are)\b|\bque signifie|\bveut dire|\bmean\b|"
    r"\bkossa?e?\b|\bmange quoi en hiver|\bdesigne quoi"
)
_IDIOMS = (
    (re.compile(r"\b[çc]a mange quoi en hiver\b", re.IGNORECASE), "c'est quoi"),
    (re.compile(r"^ki\b", re.IGNORECASE), "qui"),
    (re.compile(r"\b(?:cb|cmb)\b"), "combien"),
    (re.compile(r"\b(?:nb|nbre) (?=de\b|d['’])", re.IGNORECASE), "nombre "),
)
"""What Québec says for « qu'est-ce que c'est », and keyboards for « combien » and « nombre »."""
_OF_IT = re.compile(
    r"\bquoi (?:le |la |les |l')?(?:vraie? )?"
    r"(?:difference|role|mandat|nom|but|objectif|lien|rapport|montant|salaire|taux|date)s?\b"
)
"""« C'est quoi la différence » asks for something of a thing, not what the thing is."""
_DOES = re.compile(
    r"^(?!.*\bveut dire).*\best[ -]ce qu(?:e|'|oi)\b.*\b(?:ont|avaient|aura(?:it)?|fait|faire|font|faisait|va|vont|"
    r"vient|viennent|permet|permettent|permis|peut|peuvent|pourrait|doit|doivent|devrait|change|changent|apporte|"
    r"apportent|prevoit|propose|recommande|offre|offrent|donne|contient|a (?:de|fait|change|donne|apporte|mis|dit))\b"
)
"""« Qu'est-ce que la Ville a fait? » asks what somebody does or has, not what something is."""
NAMES_ALONE = 4
"""Terms, an acronym counting twice, up to which a definition asked for is that of the body it names."""
_STILL = re.compile(r"\bencore\b|aujourd'hui|\bexiste|\bstill\b|\btoday\b|\bactuel|\bremplac")
_ACROSS = re.compile(
    r"\bquel(?:le)?s (?:sont les )?(?:autres )?(?:regions|territoires|mrc|municipalites)\b"
    r"(?: (?:qui )?(?:s'|se )?(?:ont |avaient |sont )?"
    r"(?:travaill|agi|oeuvr|parl|mentionn|occup|preoccup|interess)\w*)?|"
    r"\bwhich (?:other )?regions\b(?: (?:have |had |were |are )?(?:work|act|talk|mention|tackl)\w*)?|"
    r"\bqui a deja fait\b|\bquels coins\b(?: du quebec)?|"
    r"^(?!.*\b(?:combien|pourquoi|comment|quand)\b)(?=.*\b(?:(?:d|l)es|deux|trois|quatre) regions qui\b)|"
    r"\bcompare[rz]? (?:les|des) regions\b|\bd'une region a l'autre\b|^(?:ou|where)\b(?=.*\bdans les regions\b)"
)
"""What asks for places, with a verb that says no more than that they do something about the matter."""
_NOT_THERE = re.compile(
    r"\b(?:regions|territoires|mrc|municipalites)\b(?: \w+)? (?:qui )?(?:ne |n')|"
    r"\bregions\b(?: \w+)? (?:(?:do|did|have|had|are|were) not|don't|didn't|haven't|aren't|weren't|without)\b"
)
"""What asks for the places that do not do something."""
_LIST = re.compile(
    r"\bquel(?:le)?s\b|\bles (?:deux|trois|quatre|cinq|six|sept|huit|neuf|dix|\d+) |\bnomme|\benumere|\bliste|"
    r"\bsur quoi\b|\bwhat are\b|\bwhich \w+s\b|\blist\b"
)
_FRAME = frozenset(
    terms(
        """
        monde gens prendre partir commencer éviter parler penser dire expliquer donner mettre vouloir pouvoir falloir
        faire marcher servir trouver passer venir arriver aller rester tenir appeler comparer comparaison différence
        versus rapport même idée affaire chose truc sorte manière façon autour temps moment endroit surtout juste bon
        mieux vraiment nombre somme total quantité année date sigle signification expression terme mot définition
        correspondre recouvrir nommer énumère liste exemple selon concernant question détail simplement dessus depuis
        premier deux trois quatre cinq six sept huit neuf dix
        """
    )
)
"""Words with which questions are put, whatever they are about."""
ENDED_WORDS = "abolition abolie"

WEIGHT_FOREIGN = 0.4
"""What a question's own English words count among French texts, where only names are likely to be the same."""
WEIGHT_FRAME = 0.5
"""What a word that frames a question counts; measured: between .2 and .6 it makes little difference."""
WEIGHT_CORRECTED = 0.8
"""What a word counts that was taken for another, misspelt."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """A word of a question, as it is written, and the word that it was taken for."""

    written: str
    meant: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A question with its own terms and their weights, and other words for them."""

    question: Question
    weights: dict[str, float]
    alternatives: tuple[Alternative, ...] = ()
    corrections: tuple[Correction, ...] = field(default=())


def understand(
    text: str, corrections: tuple[Correction, ...] = (), *, expanded: bool = True, thesaurus: bool = True
) -> Understood:
    """Return what a question means and the terms to look for, its misspelt words read as they were meant."""
    read = put_right(text, corrections)
    language = question_language(text)
    left_out, without = excepted(read)
    if left_out:
        read = read.replace(left_out, "")
    read = " ".join([read, *said_by_turn(text, language)])
    if asks_definition(text) and exact_acronyms(text) and len(set(terms(text))) <= NAMES_ALONE:
        read = f"{read} {ROLE[language]}"
    regions = asked_regions(read)
    weights = _weights(read, regions, language) | {
        term: WEIGHT_CORRECTED for one in corrections for term in terms(one.meant)
    }
    expansions = [Expansion(source=one.written, target=one.meant) for one in corrections]
    others: list[Other] = []
    named = list(mentioned(read, language)) if expanded else []
    for entry, found in named:
        if entry.valid_to and _STILL.search(fold(text)):
            weights.update(dict.fromkeys(terms(ENDED_WORDS), 1.0))
            expansions.append(Expansion(source=found, target=ENDED_WORDS))
        others.extend(named_otherwise(entry, found, language))
    if expanded:
        others.extend(regions_of(read))
        others.extend(written_for(read, language) if thesaurus else ())
    as_meant = [
        Alternative(instead_of=tuple(terms(one.written)), terms=tuple(terms(one.meant)), weight=WEIGHT_CORRECTED)
        for one in corrections
    ]
    question = Question(
        text=text,
        language=language,
        regions=regions,
        excepted=without,
        kinds=_kinds(text),
        years=find_years(text),
        expansions=tuple(dict.fromkeys([*expansions, *(other.expansion for other in others)])),
        readings=readings_of(named),
    )
    alternatives = (*as_meant, *(other.alternative for other in others))
    if expanded and thesaurus and language == "fr":
        alternatives += tuple(written_alike(list(weights)))
    return Understood(question=question, weights=weights, alternatives=alternatives, corrections=corrections)


def put_right(text: str, corrections: tuple[Correction, ...]) -> str:
    """Return a question with its misspelt words put right, and its idioms in plain words."""
    meant = {one.written: one.meant for one in corrections}
    for idiom, plain in _IDIOMS:
        text = idiom.sub(plain, text)
    return re.sub(r"[^\W_]+", lambda match: meant.get(fold(match[0]), match[0]), text) if meant else text


def _weights(text: str, regions: tuple[str, ...], language: Language) -> dict[str, float]:
    """Return a question's own terms with their weights.

    An acronym counts as it is written only where it is written with an accent, or would be a stop word: elsewhere
    that would count it twice.
    """
    own = WEIGHT_FOREIGN if language == "en" else 1.0
    places = {term for region in regions for term in region_terms(region)}
    framing = _FRAME | asking_terms(text)
    exact = {term for term in exact_acronyms(text) if fold(term) != term or is_stop_word(term[2:])}

    def weight(term: str) -> float:
        return WEIGHT_PLACE if term in places else own * (WEIGHT_FRAME if term in framing else 1.0)

    return {term: weight(term) for term in dict.fromkeys(terms(text)) if not is_exact(term) or term in exact}


def asks_definition(text: str) -> bool:
    """Tell whether a question asks what something is."""
    folded = fold(text)
    return bool(_DEFINITION.search(folded)) and not _DOES.search(folded) and not _OF_IT.search(folded)


def asks_across_regions(text: str) -> bool:
    """Tell whether a question asks which regions do something: their own passages don't say what they do not do."""
    folded = fold(text)
    return bool(_ACROSS.search(folded) or excepted(text)[1]) and not asks_where_not(text)


def asks_where_not(text: str) -> bool:
    """Tell whether a question asks which regions do not do something."""
    return bool(_NOT_THERE.search(fold(text)))


def asking_terms(text: str) -> frozenset[str]:
    """Return the terms that only ask which places do something: « Quelles régions travaillent… »."""
    asked = _ACROSS.search(fold(text))
    return frozenset(terms(asked[0])) if asked else frozenset()


def asks_list(text: str) -> bool:
    """Tell whether a question asks for several things of one name: « les quatre objectifs », « quels enjeux »."""
    return bool(_LIST.search(fold(text)))


def question_language(text: str) -> Language:
    """Return `en` where a question's function words are English, or where it has none but names things in English."""
    folded = fold(text)
    tokens = re.findall(r"[a-z0-9'-]+", folded) + list(words(text))
    english = sum(token in _ENGLISH for token in tokens)
    french = sum(token in _FRENCH for token in tokens) + 2 * bool(re.search(r"[éèêàçùîôœ]", text.lower()))
    if not english and not french:
        return "en" if names_in_english(text) else "fr"
    return "en" if english > french else "fr"


def _kinds(text: str) -> tuple[Kind, ...]:
    folded = fold(text)
    found = [kind for kind, pattern in KIND_WORDS if pattern.search(folded)]
    return tuple(kind for kind in KINDS if kind in found)
