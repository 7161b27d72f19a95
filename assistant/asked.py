"""What a question asks for and presumes, read from its words alone: money, a share, a person's affairs, an event."""

from __future__ import annotations

import re
from itertools import pairwise

from corpus.glossary import fold
from index.terms import acronyms, terms

_MONEY = re.compile(
    r"\bargent\b|\bbudget|\bmontant|\bsommes?\b|\benveloppe|\bcout|\bfinanci|\bdollars?\b|\bmoney\b|\bsalaire\b|"
    r"\btarif|\bcotisation|\bremuneration\b|\bfunding\b|\$|\bvalait\b|\bvaut\b|\bdarjan\b|\bpiass?es?\b|\bpiastres?\b|"
    r"pour combien\b(?! d(?:e |')(?!argent|fric|cash|sous))|\bcombien pour\b|"
    r"\bcombien\b(?! de |d'| d').{0,40}\b(?:recu|recoi\w+|vers\w{1,3}|invest\w+|octroy\w+|depens\w+|inject\w+|"
    r"pa[iy]\w{0,4}|debours\w+|(?:mis|mettent)(?! (?:en|sur|a|au|de)\b| d'))\b|"
    r"\b(?:recu|verse|investi|octroye|mis|depense|injecte|paye) combien\b(?! (?:de |d')(?!argent|fric|cash|sous))|"
    r"\bhow much (?:did|does|do|was|were|is|will|has|have)\b"
)
_DURATION = re.compile(r"\bcombien (?:de temps|d'annees|de mois|de jours)|\bhow long\b|\bcouvre combien\b|\bduree\b")
_TOLD = r".*\b(?:a|est|ete|etait|sont|ont|doit|peut|dont|qui|que|quoi|comment|dans|par|is|was|has|who|that)\b"
"""What makes more than a name of what follows « la population de »."""
_OPENS = (
    r"^(?:(?:et |mais )?"
    r"(?:quel(?:le)? (?:est|etait)|c'?est quoi|a combien (?:s'eleve|est|se chiffre)|what (?:is|was)) )?"
    r"(?:le |la |l'|the )?"
)
"""What leads to the name of a statistic, at the beginning of a question."""


def _figure(name: str) -> re.Pattern[str]:
    """Return the pattern of a number that stands near a name."""
    return re.compile(rf"\d[^.;]{{0,25}}?(?:{name})|(?:{name})[^.;]{{0,40}}?\d")


_MEASURES = tuple(
    (re.compile(asked), _figure(said))
    for asked, said in (
        (
            rf"{_OPENS}population(?: (?:totale )?(?:de |d'|du |des |en |of |in )(?!{_TOLD}).{{2,40}}$|\W*$)|"
            r"\bcombien (?:y a-t-il )?d'habitants\b|\bhow many (?:inhabitants|residents)\b",
            r"\bpopulation|\bhabitants\b",
        ),
        (
            rf"{_OPENS}(?:superficie\b|area of (?!action|intervention|activity|work|focus|expertise))",
            r"\bsuperficie|\bkm",
        ),
        (rf"{_OPENS}(?:densite\b|(?:population )?density\b)", r"\bdensite"),
        (rf"{_OPENS}(?:revenus? (?:median|moyen)|(?:median|average) income\b)", r"\brevenu"),
        (rf"{_OPENS}(?:(?:prix|cout|loyer) (?:median|moyen)|(?:median|average) rent\b)", r"\bloyer|\bprix"),
        (rf"{_OPENS}(?:age (?:median|moyen)|(?:median|average) age\b)", r"\bage\b"),
        (rf"{_OPENS}(?:esperance de vie|life expectancy)", r"\besperance"),
    )
)
"""What statistics hold and documents seldom do: how it is asked for, and a text with that figure, both folded."""
_SHARE = re.compile(
    r"\bpourcentage\b|\bproportion\b|\bquelle (?:est|etait) la part "
    r"(?:de la population|des (?:\d|menages|personnes|aines|familles|jeunes|femmes)|du (?:budget|revenu))|"
    r"\b(?:quels? (?:(?:est|sont|etait|etaient|serait|seraient|a ete) )?|quoi )(?:le |les )?taux\b|"
    r"^(?:le |les )?taux d|\bcombien .{0,20}\ble taux\b|"
    r"\btaux .{0,40}\ble plus (?:haut|bas|eleve|faible)\b|\bplus (?:haut|bas|eleve|faible) taux\b|"
    r"\bpercentage\b|\bwhat share\b|"
    r"\bwhat (?:was|is|were|are) the (?:(?!(?:to|on|of|for|against|between|in|at|working|behind)\b)\w+ ){0,4}rates?\b|"
    r"\b(?:highest|lowest) (?:\w+ ){0,3}rate\b"
)
_CONTACT = re.compile(
    r"\b(?:numero|no) de (?:tel|cell)|\bcellulaire\b|\btelephone\b|\bcourriel de\b|"
    r"\badresse (?:personnelle|(?:de )?courriel|a la maison|civique)|\bl'age de (?!l)\w+ \w+|\bquel age (?:a|ont)\b|"
    r"\bsalaire\b|\bcombien gagn|\bgagn\w+ combien\b|\bsalary\b|\bphone number\b|\b(?:email|home) address\b|"
    r"\bhow old is\b"
)
_PERSONAL = re.compile(
    r"\bpour qui (?:je |on )?(?:devrais?[- ]?(?:je )?)?vot|\bvoter\b|\b(?:est[- ]ce que )?j'?ai droit\b|"
    r"\b(?:ma|mon) (?:voisine?|job|cheque|loyer|medecin|proprio|logement|bail|mari|femme|conjointe?|fils|"
    r"fille|mere|pere|frere|soeur|ex)\b|\bj'ai (?:perdu|besoin d'un toit)\b|"
    r"\bwho should i vote|\bam i (?:eligible|entitled)|\bmy (?:neighbou?r|landlord|rent|job|husband|wife)\b"
)
_GREETS = re.compile(
    r"\W*(?:(?:bonjour|bonsoir|allo|salut|merci|hello|hi|hey|thanks?|good (?:morning|evening)|beaucoup|bien|you|"
    r"repere|la gang|tout le monde)\W*)+"
)
_PRESUMES = re.compile(
    r"^(?:pourquoi|quand|de combien|a quelle date|en quelle annee|why)\b.*?"
    r"\b(?:(?:a|ont|avait|avaient|est|sont)-(?:t-)?(?:il|elle|on|ils|elles)|a|ont|avait|avaient) (?:\w+ement )?(\w+)"
)
_LIGHT = frozenset(
    terms(
        "parti passé mis pris ressenti senti voulu choisi décidé donné bloqué planté marché fonctionné tardé traîné "
        "accroché coincé avancé worked stalled"
    )
)
"""Verbs that say no event by themselves: « est-il passé de six ans à un », « qu'est-ce qui a bloqué »."""
_JOINT = re.compile(r"\s*[,;:.?!]\s+(?:(?:et|pis|puis|and)\s+)?|\s+(?:et|pis|puis|and)\s+")
"""Where one clause of a question, folded, ends and another begins."""
_COUNTED = re.compile(
    r"\bcombien (?:y a-t-il |y avait-il )?(?:de |d'|des )(?:sous[- ](?=comites?|groupes?))?(\w[\w-]*)"
    r"(?:(?: ou| et|,) (?:de |d'|des )(\w[\w-]*))?"
)
_OPEN = (
    r"combien|quel(?:le)?s?|qui|quoi|quand|ou|pourquoi|comment|lequel|laquelle|lesquel(?:le)?s|"
    r"how|what|which|who|when|where|why"
)
_ASKS = re.compile(
    r"^(?:(?:a|de|en|pour|depuis|par|dans|avec|c'est|c'?etait|y a(?:vait)?|yavait|in|for|from|to) )*"
    rf"(?!ou (?:d'|de |l'|la |les? |une? |des ))(?:{_OPEN}|qu'est-ce)\b|\bcombien\b|\b(?:quoi|quand|qui)\W*$"
)
"""What makes a question of a clause."""
_YES_OR_NO = re.compile(
    rf"^(?:(?:et|mais|donc) )?(?!.*\b(?:{_OPEN})\b)"
    r"(?:est-ce qu|.*\w-(?:t-)?(?:il|elle|ils|elles|on|tu|ce)\b|"
    r"(?:is|are|was|were|did|does|do|has|have|had|can|could|must|should) )"
)
_TIMES = re.compile(r"\bcombien de (?:fois|reprises)\b|\bhow many times\b|\bhow often\b")
_OFFICE = (
    r"coordonnat|coordinat|direct|presid|mair|prefet|respons|charge[er]|agent|animat|secret|"
    r"ministre|depute|pdg|dg\b|elue?\b|conseill|personne|chair|manager|head\b|mayor|minister"
)
_PERSON_NAMED = re.compile(
    r"(?:\b(?:nom|name) (?:de |du |des |d'|of )(?:la |le |l'|the )?|"
    r"\bcomment (?:a |elle |il |ca )?(?:s'appel\w+|se nomm\w+) (?:la |le |l')|"
    r"\bqui (?:est|etait|c'est|c'etait) (?:la |le |l')|\bwho (?:is|was) the (?:\w+ ){0,3}?|"
    r"\bc'? ?(?:est|etait) qui (?:la |le |l'|notre |votre )|\bqui \w+ le poste (?:de |d'))"
    rf"(?:nouv\w+ |actuel\w* )?(?P<office>{_OFFICE})|"
    r"\bqui est (?:a la |a l'|en )(?P<seat>direction|presidence|poste|tete)"
)
_SEATS = {"direction": "direct", "presidence": "presid", "poste": "", "tete": "direct|presid"}
"""What a sentence says of an office that is asked about by its seat."""
_OFFICES = {
    "dg": "direct",
    "pdg": "pdg|president",
    "head": "direct",
    "manager": "direct|gestionnaire",
    "chair": "presid",
    "mayor": "mair",
    "minister": "minist",
    "respons": "",
    "charge": "",
    "personne": "",
}
"""What a sentence says of an office that is asked about in other words; none is said for any office."""
_TOOK_OFFICE = re.compile(r"^(?:et |mais |c'est )?(?:qui|who) (?:a |has )?(presid|remplac|succed|replac)")
_SUCCEEDED = "remplac|succed|relev|devien|devenu"
_BEGINNING = re.compile(
    r"\bdepuis (?:quand|combien|quelle annee)|\bdate\w* de quand\b|\bremonte\w* a (?:quand|quelle)|\bsince when\b|"
    r"\bhow long has\b|(?:\bquand\b|\bquelle (?:annee|date)\b|\bwhen\b|\bwhat year\b).*?"
    r"\b(?:commenc|debut|demarr|parti\b|nee?s? en\b|(?:est|sont|ete) nee?s?\b|naissance|cree|creation|fonde|fondation|"
    r"lanc|implant|sur pied|mis en place|instaur|start|began|begin|found|create|launch|establish|set up)"
)
"""How a question asks when something began."""
PEOPLE = frozenset(terms("personnes personne gens monde citoyens people persons membres individus"))
_WHY = re.compile(r"^(?:et |mais )?(?:pourquoi|why)\b")
_WHO = re.compile(
    r"(?<!ce )\bqui\b|\b(?:membres?|partenaires?|partners?|combien|organismes?|organisations?|groupes?|acteurs?|gens|"
    r"monde|elus?|ministeres?|fondations?|bailleurs?|institutions?|reseaux?|bodies|agencies|"
    r"conseillers?|autochtones|premieres nations|members?|membership|who|how many|organi[sz]ations?|people|chaises?)\b|"
    r"\b(?:compos|sieg|sign|particip|implique|represent|assis)|\bfont partie\b|\bfait partie\b|\bautour de\b"
)
_DOCUMENT = re.compile(
    r"\b(?:montre|montrez|donne|donnez|envoie|envoyez|avez-vous|as-tu|auriez-vous|ou trouver|show me|"
    r"do you have)\b.{0,12}?"
    r"\b(?:le texte|la copie|une copie|un modele|le modele|un gabarit|un formulaire|the text|a template)"
    r"\s(?:de|d'|of)\s?(.+)"
)
_CHOICE = re.compile(
    r"\bentre\b.+\bet\b.+\b(?:qui|quelle|quel|laquelle|lequel)\b|\blaquelle\b|\blequel\b|\bwhich one\b"
)
_THING = re.compile(
    r"(?:^(?:le |la |l')?|"
    r"\b(?:c'?(?:est|etait) (?:quoi|combien)|c (?:quoi|koi)|quel(?:le)? (?:est|etait|a ete)) (?:le |la |l'))"
    r"(\w+) (?:\w+ )?(?:de |du |des |d'|pour |a |au )"
)
_OUTCOME = re.compile(
    r"\best[- ]ce qu[i'e] ?(?:a ete|s'est|est|en est|etait|avait ete|il y a eu) (?:\w+ )?"
    r"(?:vot|decid|sort|ressort|adopt|conclu|reten|pass|discut|choisi|annonc)\w*|"
    r"\bce qui (?:a ete|s'est) (?:vot|decid|adopt|conclu|reten|pass)\w*|"
    r"\bwhat (?:was|were) (?:decided|voted|adopted|concluded)\b|\bwhat came (?:out )?of\b"
)
_NAMES = re.compile(r"\bcomment s'appellent\b|\b(?:noms|titres|names|titles) (?:de |des |du |d'|of )")
_LIMIT = re.compile(r"\bdate limite\b|\bdeadline\b")
_THE_DAY = re.compile(r"\bdate exacte\b|\bquel jour\b|\bexact date\b|\b(?:what|which) day\b")


def asks_money(question: str) -> bool:
    """Tell whether an amount of money is asked for."""
    return bool(_MONEY.search(fold(question)))


def asks_duration(question: str) -> bool:
    """Tell whether a length of time is asked for."""
    return bool(_DURATION.search(fold(question)))


def asks_share(question: str) -> bool:
    """Tell whether a percentage is asked for."""
    return bool(_SHARE.search(fold(question)))


def measure_asked(question: str) -> re.Pattern[str] | None:
    """Return what must be said where a statistic is asked for, « la population de… »; None where none is."""
    folded = fold(question).strip()
    return next((said for asked, said in _MEASURES if asked.search(folded)), None)


def contact_asked(question: str) -> bool:
    """Tell whether a person's number, address or pay is asked for: nothing near it will do."""
    return bool(_CONTACT.search(fold(question)))


def counted(question: str) -> frozenset[str]:
    """Return the terms of what is counted: « combien de comités ou d'instances »; money is not."""
    found = _COUNTED.search(fold(question))
    if not found or _MONEY.search(found[0]):
        return frozenset()
    return frozenset(own[0] for noun in found.groups() if noun and (own := terms(noun)))


def asks_yes_or_no(question: str) -> bool:
    """Tell whether yes or no would answer: « est-ce que », a verb before its subject, no open word."""
    return bool(_YES_OR_NO.search(fold(question)))


def asks_how_often(question: str) -> bool:
    """Tell whether a number of times is asked for."""
    return bool(_TIMES.search(fold(question)))


def person_asked(question: str) -> str | None:
    """Return the beginnings of the office whose holder's name is asked for, folded, parted by `|`; none are for any."""
    found = _PERSON_NAMED.search(fold(question))
    if not found:
        return None
    office = found["office"]
    if not office:
        return _SEATS[found["seat"]]
    return next((said for name, said in _OFFICES.items() if office.startswith(name)), office)


def took_office(question: str) -> str | None:
    """Return how the words begin, parted by `|`, that say who presides or replaced somebody, where that is asked.

    What replaced a body, named by its acronym, is told in too many ways.
    """
    found = _TOOK_OFFICE.search(fold(question).strip())
    if not found or (found[1] != "presid" and acronyms(question)):
        return None
    return "presid" if found[1] == "presid" else _SUCCEEDED


def asks_the_beginning(question: str) -> bool:
    """Tell whether a question asks when something began."""
    return bool(_BEGINNING.search(fold(question)))


def thing_asked(question: str) -> frozenset[str]:
    """Return the term of the one thing that is asked of something: « c'est quoi le salaire de… »."""
    found = _THING.search(fold(question))
    return frozenset(terms(found[1])) if found else frozenset()


def asks_the_outcome(question: str) -> bool:
    """Tell whether what came of an event is asked for."""
    return bool(_OUTCOME.search(fold(question)))


def asks_names(question: str) -> bool:
    """Tell whether the names of several things are asked for: what is said of them will not do."""
    return bool(_NAMES.search(fold(question)))


def asks_the_limit(question: str) -> bool:
    """Tell whether a deadline is asked for."""
    return bool(_LIMIT.search(fold(question)))


def asks_the_day(question: str) -> bool:
    """Tell whether a day is asked for: a year will not do."""
    return bool(_THE_DAY.search(fold(question)))


def asks_why(question: str) -> bool:
    """Tell whether reasons are asked for: something must then be said of the very event."""
    return bool(_WHY.search(fold(question)))


def asks_who(question: str) -> bool:
    """Tell whether people or bodies are asked for: elsewhere, the list of those who take part does not answer."""
    return bool(_WHO.search(fold(question)))


def document_asked(question: str) -> str | None:
    """Return what a person wants the whole text or a template of."""
    found = _DOCUMENT.search(fold(question))
    return found[1] if found else None


def is_a_choice(question: str) -> bool:
    """Tell whether one of the places named is asked for, rather than something of each."""
    return bool(_CHOICE.search(fold(question)))


def is_personal(question: str) -> bool:
    """Tell whether a question is about someone's own affairs, which no document of ours settles."""
    return bool(_PERSONAL.search(fold(question)))


def greets(question: str) -> bool:
    """Tell whether what is said only greets or thanks: documents that greet too do not answer."""
    return bool(_GREETS.fullmatch(fold(question)))


def presumed_verb(question: str) -> str | None:
    """Return the term of the event that a question takes for granted: « pourquoi la région a-t-elle abandonné… »."""
    found = _PRESUMES.search(fold(question))
    own = terms(found[1]) if found else []
    return own[0] if own and own[0] not in _LIGHT else None


def asked_first(question: str) -> str | None:
    """Return what is asked before another question of its sentence: « Qui l'a présentée » of « …, et quand? »."""
    folded = fold(question).strip()
    last = folded.rfind("? ") + 1  # a question that follows another is what is asked
    joints = [*((found.start(), found.end()) for found in _JOINT.finditer(folded, last)), (len(folded), len(folded))]
    clauses = [(start, end) for (_, start), (end, _) in pairwise([(last, last), *joints])]
    asking = [place for place, (start, end) in enumerate(clauses) if _ASKS.search(folded[start:end].strip())]
    return folded[: clauses[asking[1] - 1][1]] if len(asking) > 1 else None
