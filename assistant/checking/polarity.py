"""Yes or no, up or down, before or after: a sentence that turns its source's sense around is no support of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from assistant.checking.amounts import same_amount
from assistant.checking.facts import facts_of
from assistant.checking.likeness import BEGINNING, is_english, keys, sayings
from corpus.glossary import fold
from index.terms import is_stop_word, stem

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*|[.,;:!?]")
_SPLIT = re.compile(r"[^\W_]+")
_PARTS = re.compile(r"[^.,;:!?]+")
_BORN = re.compile(r"\bnée?s?\b", re.IGNORECASE)
_GONE = re.compile(r"\bn'exist\w*(?: \w+){0,2} plus\b|\bno longer exist\w*")
_INSTEAD = re.compile(
    r"\bau lieu (?:de|d')|\bplutot que|\binstead of|\brather than|\bloin d(?:e |')(?=\w+(?:er|ir|re)\b)"
)
_EXPLETIVE = re.compile(
    r"(\b(?:(?:avant|a moins|de (?:peur|crainte)) qu|(?:plus|moins|mieux|autres?) [^.;:,]{1,60}? qu)[^.;:,]{1,60}?)"
    r" n(?:e |')(?![^.;:,]*\b(?:pas|plus|jamais|rien|aucun))"
)
"""A « ne » that denies nothing: « avant que l'entente n'arrive à son terme », « moins qu'il n'y a de membres »."""
_FIXED = re.compile(
    r"\bnon lucratif\w*|\bnon datee?s?\b|\bsans but lucratif|\bnon seulement\b|\bnot only\b|\bnon-profit|"
    r"\bnot-for-profit|\bpas (?:a|de) pas\b|\bpersonnes?\b(?! n[e'])|\bsans-abri|"
    r"\bsans (?:doute|oublier|compter)\b|\bpremiers? pas\b|"
    r"\bplus (?:de|d'|que|en plus|tard|grande?s?|large|haut|vite|petite?s?)\b"
)
_DENIES = frozenset(
    "ne n n' non pas aucun aucune aucuns aucunes jamais nul nulle ni rien personne sans guere not no never without "
    "neither nor none nothing nobody cannot didn doesn don isn wasn weren hasn haven hadn won wouldn couldn "
    "sansque".split()
)
_NO_SUBJECT = re.compile(
    r"(?:^|[.,;:]\s|\bet |\bque |\bcar )(?:aucune?|nulle?) ([\w-]+) (?:(?!et |ou |mais )[\w'-]+ ){0,3}?n(?:e |')"
)
"""What denies a verb through its subject: « aucune source n'indique le coût »."""
_UNTOLD = re.compile(
    r"\bn(?:e |')(?:l[ea] |l'|y )?"
    r"(?:dit|disent|indiqu|confirm|precis|sait|sav|connait|mentionn|expliqu|permet|montr)\w*|"
    r"\b(?:does|do|did) not (?:say|explain|state|confirm|specify|mention|show)|\bignore\b"
)
"""What a document leaves unsaid."""
_WITHOUT_THAT = re.compile(r"\bsans qu(?:e |')(?:l(?:e |a |es |')|ces? |une? |on )?")
"""What stands before the subject of what is denied: « sans que le document explique ce total »."""
_PARTICLES = frozenset({"ne", "n"})
_JOINS = frozenset({"et", "mais", "and", "but"})
_AFTER_THE_VERB = frozenset({"pas", "jamais", "rien"})
_LACKS = re.compile(
    r"^(?:absen|manqu|lack|missing|ignor|refus|empech|faute|impossib|insuff|inconnu|unknown|unclear|fail|"
    r"contred|contrad|depass|exced|exceed|diverg|vacant)"
)
"""Words that deny without a negation: « le budget manque », « ce qui dépasse le total »."""
_APART = re.compile(r"\b(?:differ\w*|ecarts?|inegaux|inegales?)\b")
"""Words for two things that are not the same."""
_PENDING = re.compile(
    r"(?:\brest\w+ a (?=[a-z]+(?:er|ir|re)\b)|(?<!prets )(?<!pretes )(?<!pret )(?<!prete )\ba "
    r"(?=(?:combler|pourvoir|venir|faire|definir|confirmer|"
    r"determiner|preciser|conclure|signer|completer)\s?(?:[.,;:)»\"]|$)))"
)
"""What is still to come is not yet there: « alors à combler »."""
_DIFFERS = re.compile(
    r"\bn(?:e |')(?:correspond|concord|coincid|cadr|s'accord)\w* (?:donc |toutefois )?(?:pas|plus)\b|"
    r"\bn(?:e |')\w+ (?:donc |toutefois )?(?:pas|plus) (?:(?:toujours|tous|toutes) )?l(?:e|a|es) memes?\b|"
    r"\bn(?:e |')\w+ (?:donc |toutefois )?pas (?:identiques?|egale?s?|egaux|pareille?s?|semblables?|comparables?)\b|"
    r"\b(?:do|does|did) not (?:match|correspond|agree|add up|tally)\b|\bnot the same\b"
)
"""What denies that two things are alike says that they differ, which a source tells without any negation."""
_STILL = re.compile(r"\b(?:encore|toujours|en cours|en voie|en preparation|en negociation|en attente|still)\b")
_DONE = frozenset("termi acheve achev fini compl trouv adopt concl sign signe combl reali decid chois commen".split())
"""What is still going on is not yet done: « il cherchait encore » says « il n'a pas encore trouvé »."""
_ONLY = re.compile(r"\bn(?:e|')\s?[^.;,]{0,40}?\bqu[e']")
FOLLOWS = 0.45
"""Likeness, of 1, word by word, from which a sentence follows its source."""
REACH = 4
"""Words of sense after a negation that it bears on."""

_DIRECTIONS: tuple[tuple[str, str], ...] = (
    (
        r"hausse|augment|accroi|croissan|increas|rise|rose|grew|growing|ameliorer|improv",
        r"baiss|diminu|reduir|reduit|redui|recul|decreas|declin|reduc|fell|drop|deterior|empir|worsen",
    ),
    (r"avant|before|prior|anterieu", r"apres|after|following|suivant|posterieu|ulterieu"),
    (r"debut|commenc|demarr|start|began|begin|lanc|launch", r"fins?$|finir|termin|ends?$|ended|acheve|cess"),
    (r"premier|premiere|first|d'abord", r"dernier|derniere|last"),
    (r"maxim\w*|plafond|most", r"minim\w*|plancher|least"),
    (r"obligatoi|mandatory|compulsor|oblig", r"faculta|volontair|optional|voluntary"),
    (
        r"abol|supprim|dissou|dispar|abolish|closed|dissolv",
        r"cree|creer|creation|fonde|fondation|creat|found|naissance|naitre",
    ),
    (r"accept|adopt|approuv|approv", r"refus|rejet|reject|turned"),
    (r"prolong|extend|reconduit|renouvel|renew", r"annul|abreg|cancel|resili|shorten|ecourt"),
    (r"facil|easy|simple", r"diffic|hard|compliqu"),
    (r"inclusion|inclu|inclus|includ", r"exclu|exclus|exclusion|exclud"),
    (r"toujours|always", r"jamais|never|rarement|rarely"),
    (r"gratuit|free$", r"payant|paid"),
    (r"urbain\w*|urban|villes", r"rura\w*|rural"),
    (r"intern\w*", r"extern\w*"),
    (r"depuis|since", r"jusqu|until"),
    (r"publi\w*|public", r"priv\w*|private"),
    (r"jeune\w*|youth|young\w*", r"aine\w*|agee\w*|vieill\w*|senior\w*|elder\w*"),
    (r"ouvert\w*|ouvr\w*|open\w*", r"ferm\w*|clos\w*"),
    (r"gagn|won$|wins?$", r"perd|perte|lost|lose"),
    (r"confirm\w*", r"dement\w*|infirm\w*|contredi\w*|denie\w*|contradict\w*"),
)
_IN_PLACE: tuple[tuple[str, str], ...] = (
    (
        r"favoris|encourag|promouv|soutenir|foster|promot|support",
        r"combatt|lutt|contrer|nuire|entrav|empech|fight|prevent",
    ),
    (r"facilit|permet|help|allow|enabl", r"empech|nui|entrav|prevent|hinder"),
    (r"tou[ts]|toutes?|all|every", r"certain|quelques|some|few"),
    (r"regiona|regional", r"nationa|locale?s?$|locaux|national"),
    (r"plus", r"moins"),
)
"""Opposites that only tell where one stands in the place of the other."""
_AT_LEAST = re.compile(r"\bau moins\b|\bou plus\b|\bat least\b|\bor more\b|\bminimum\b")
_AT_MOST = re.compile(r"\bau plus\b|\bou moins\b|\bat most\b|\bor less\b|\bup to\b|\bmaximum\b|\bpas plus de\b")
_MORE = re.compile(r"\b(?:plus|davantage|more|over)\b(?! tard)")
_LESS = re.compile(r"\b(?:moins|less|fewer|under)\b")


def turned_around(said: str, held: Sequence[str], around: Sequence[str] = ()) -> bool:
    """Tell whether a sentence says no where its source says yes, up where it says down, or the reverse.

    `held` are the sentences of the source that support it, the nearest first; `around`, all those of what it cites.
    """
    return (
        _denies_alone(said, held, around or held) or _negated_otherwise(said, held) or _directed_otherwise(said, held)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Denied:
    """The keys of what a text denies outright, of all that its negations reach, and of what it affirms.

    `beside` are those of the parts of it that hold a negation anywhere: « l'année n'est pas précisée ».
    """

    outright: frozenset[str]
    reached: frozenset[str]
    beside: frozenset[str]
    affirmed: frozenset[str]
    lacks: bool
    apart: bool

    @property
    def any(self) -> bool:
        """Whether the text denies anything."""
        return bool(self.reached) or self.lacks or self.apart


def _denies_alone(said: str, held: Sequence[str], around: Sequence[str]) -> bool:
    """Tell whether a part of a sentence denies something that nothing in the source denies, or that it affirms.

    The sentence of the source that says most of it must deny something too; it may be any of what is cited.
    """
    english = is_english(said)
    denied = any(denied_in(one).any for one in held)
    for part in _PARTS.findall(said):
        if not denied_in(part).reached:
            continue
        words = [word for word in sayings(part, english=english) if not part[word.start].isupper()]
        shared = [
            (sum(bool(word.others & keys(one)) for word in words) + _numbers_of(part, one), one) for one in around
        ]
        denying = max((count for count, one in shared if denied_in(one).any), default=0)
        affirming, nearest = max(((count, one) for count, one in shared if not denied_in(one).any), default=(0, ""))
        if affirming > denying and _is_undone(part, nearest):
            continue
        untold = _UNTOLD.search(fold(part)) and any(count and _UNTOLD.search(fold(one)) for count, one in shared)
        if not untold and (affirming > denying or (not denied and denying <= affirming)):
            return True
    return False


def _numbers_of(part: str, one: str) -> int:
    """Return how many numbers of a part a sentence of the source gives."""
    return sum(any(same_amount(said, held) for held in facts_of(one).amounts) for said in facts_of(part).amounts)


def _is_undone(said: str, held: str) -> bool:
    """Tell whether what a text says is not done is still going on in its source."""
    outright = denied_in(said).outright
    return bool(outright) and outright <= _DONE and bool(_STILL.search(fold(held)))


def _negated_otherwise(said: str, held: Sequence[str]) -> bool:
    own, sources = denied_in(said), [denied_in(one) for one in held]
    reached = frozenset().union(*(one.reached for one in sources))
    affirmed = frozenset().union(*(one.affirmed for one in sources))
    outright = frozenset().union(*(one.outright for one in sources))
    nearest = sources[0].affirmed if sources[0].any else affirmed
    subjects = {stem(word)[:BEGINNING] for word in _NO_SUBJECT.findall(fold(said))}
    if (own.outright - subjects) & (nearest - reached) and not any(_is_undone(said, one) for one in held):
        return True
    return not own.lacks and bool(outright & (own.affirmed - own.reached - own.beside) - affirmed)


@lru_cache(maxsize=4_096)
def denied_in(text: str) -> Denied:
    """Return what a text denies and affirms: a negation bears on the words of sense after it."""
    folded = _EXPLETIVE.sub(r"\1 ", _FIXED.sub(" ", fold(_BORN.sub("naissance", text))))
    folded = _INSTEAD.sub(" sans ", _GONE.sub(" disparu ", folded))
    folded = _WITHOUT_THAT.sub(" sansque ", _PENDING.sub("non ", _DIFFERS.sub(" divergent ", folded)))
    only = bool(_ONLY.search(folded)) and not re.search(r"\b(?:pas|aucune?|jamais|rien)\b", folded)
    outright: set[str] = set()
    reached: set[str] = set()
    affirmed: set[str] = set()
    beside: set[str] = set()
    part: set[str] = set()
    left, first, denies, told, lone = 0, False, False, False, False
    for match in _WORD.finditer(f"{folded}."):
        word = match[0]
        if word in ".,;:!?":
            beside |= part if denies else set()
            lone = lone or (denies and not told)
            part, left, first, denies, told = set(), 0, False, False, False
        elif word in _JOINS:
            beside |= part if denies else set()
            part, denies, told = set(), False, False
        elif word in _DENIES:
            if (only and word in _PARTICLES) or (told and word in _PARTICLES):
                continue
            first = word not in {"ni", "sansque"} and not (told and word in _AFTER_THE_VERB)  # « ne dit pas si »
            left, denies = max(left, 1) if word in _PARTICLES else REACH, True
            told = told or word == "sansque"
        elif len(word) > 2 and not word.isdigit() and not is_stop_word(word):
            key = stem(word)[:BEGINNING]
            part.add(key)
            (reached if left else affirmed).add(key)
            if left and first:
                outright.add(key)
                told = True
            left, first = max(0, left - 1), False
    return Denied(
        outright=frozenset(outright),
        reached=frozenset(reached),
        beside=frozenset(beside),
        affirmed=frozenset(affirmed),
        lacks=lone or any(_LACKS.match(word) for word in _WORD.findall(folded)),
        apart=bool(_APART.search(folded)),
    )


def _directed_otherwise(said: str, held: Sequence[str]) -> bool:
    own, theirs = _words(said), frozenset().union(*map(_affirmed_words, held))
    for one, other in _POLES:
        for pole, opposite in ((one, other), (other, one)):
            if _has(own, pole) and not _has(own, opposite) and _has(theirs, opposite) and not _has(theirs, pole):
                return True
    return _compared_otherwise(fold(said), fold(" ".join(held))) or any(
        _replaced_by_opposite(said, one) for one in held
    )


def _affirmed_words(text: str) -> frozenset[str]:
    """Return the words of a text that it does not deny outright: « sans y être obligés » says « volontaire »."""
    outright = denied_in(text).outright
    return frozenset(word for word in _words(text) if stem(word)[:BEGINNING] not in outright)


def _compared_otherwise(said: str, held: str) -> bool:
    """Tell whether one says more where the other says less, or at least where the other says at most."""
    if (_AT_LEAST.search(said) and _AT_MOST.search(held)) or (_AT_MOST.search(said) and _AT_LEAST.search(held)):
        return not (_AT_LEAST.search(said) and _AT_MOST.search(said))
    said, held = (_AT_MOST.sub(" ", _AT_LEAST.sub(" ", text)) for text in (said, held))
    more, less = bool(_MORE.search(said)), bool(_LESS.search(said))
    if more == less:
        return False
    there_more, there_less = bool(_MORE.search(held)), bool(_LESS.search(held))
    return (more and there_less and not there_more) or (less and there_more and not there_less)


def _replaced_by_opposite(said: str, held: str) -> bool:
    """Tell whether a sentence that follows its source has the reverse of one of its words in the word's place."""
    mine, theirs = (_SPLIT.findall(fold(text)) for text in (said, held))
    matcher = SequenceMatcher(None, mine, theirs, autojunk=False)
    if matcher.ratio() < FOLLOWS:
        return False
    replaced = (code for code in matcher.get_opcodes() if code[0] == "replace")
    for _, first, last, start, end in replaced:
        for one, other in _POLES_IN_PLACE:
            for pole, opposite in ((one, other), (other, one)):
                if _has(frozenset(mine[first:last]), pole) and _has(frozenset(theirs[start:end]), opposite):
                    return True
    return False


def _compiled(poles: Sequence[tuple[str, str]]) -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    return tuple((re.compile(rf"(?:{one})\w*$"), re.compile(rf"(?:{other})\w*$")) for one, other in poles)


_POLES, _POLES_IN_PLACE = _compiled(_DIRECTIONS), _compiled((*_DIRECTIONS, *_IN_PLACE))


@lru_cache(maxsize=4_096)
def _words(text: str) -> frozenset[str]:
    return frozenset(match[0] for match in _WORD.finditer(fold(text)))


def _has(found: frozenset[str], pattern: re.Pattern[str]) -> bool:
    return any(pattern.match(word) for word in found)
