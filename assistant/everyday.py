"""Everyday words beside the words that documents use for them: a question in plain speech finds the official text."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from index.question import Alternative, Understood
from index.terms import terms

WEIGHT = 0.5
"""What the documents' word counts for the everyday one."""

# One line for each meaning: what people say | what documents say. Common Québec usage; the
# development questions showed which meanings come up.
_TABLE = """
sous, argent, piastres, cash, moyens | financement, montant, subvention, budget, fonds
bobos, problèmes, misère, obstacles, embûches, difficultés, clochait, accrocs | défis, difficultés, obstacles, enjeux
vieux, vieilles, vieillards, aînés, seniors | aînées, âgées
pauvres, misère, démunis | pauvreté, exclusion, solidarité
bouffe, manger, nourriture, épicerie | alimentaire, alimentation, aliments
monde, gens, citoyens | personnes, citoyens, population, membres
ouvrage, travail | emploi, tâche, travail, charge
job, jobs | mandat, rôle, emploi, tâche
itinérants, sans-abri | itinérance
logis, toit, appartement, loyers | logement, habitation
locataires | résidents, logement, locataires
asphalte, routes, chemins | voirie
siéger, siège, siégeait, siégeaient, compose | membres, représentants, composition, élus
mener, menait, piloter, pilotait, diriger, mène, chapeaute | leadership, coordination, responsable, fiduciaire, mandat
embarquer, embarqué, adhérer | participation, partenaires, adhésion, membres
rouler, roule, fonctionne, marche | fonctionnement, mécanismes
naître, né, née, débuté, débute, commencé, remonte, sort, start, founded | depuis, création, créé, lancée, mise
finit, finir, terminer, prenait, expire | fin, échéance, terminée
adopté, adoption, voté, votée, adopter | adoption, adoptée, rédaction
évolué, évolution, franchi, franchies | depuis, étapes, adopté, signature
convaincre, vendre, expliquer, parler, vulgariser | vulgarisation, sensibiliser, vocabulaire, convaincre, adapter
trucs, conseils, astuces, trucs | clés, leviers, conditions, conseils
ensemble, équipe, coopérer | concertation, partenariat, collaboration, mobilisation
dort, dormir, dorme, tablette, oublié | vivant, évolutif, suivi
rajouter, ajouter, plus | supplémentaire, plus-value, rajout
bon, bonne, marché, facilité, facile, aidé, aider, aide | facilitantes, leviers, accompagnement, soutien
donner, versé, verser, distribuer, obtenait | subvention, soutien, financés, versée
rencontres, réunions, voyaient | rencontres, réunions, assemblées
durée, longtemps, pris | mois, ans, années, travail
gang, groupe, gangs | table, comité, regroupement, groupe
jeunes, enfants, ados, petits | jeunes, jeunesse, enfance, famille
immigrants, nouveaux | immigration, arrivants, interculturel
bus, autobus, transport | transport, collectif
avis, opinions, consulté, consulter, demandé | consultation, ateliers, assemblées, sondage
résultats, donné, changé | résultats, impacts, retombées, évaluation
appeler, contacter, joindre, rejoindre | communiquer, contact, accompagnement
quitté, parti, partir | retrait, retiré, départ
fusionnés, disparu, aboli, abolies, supprimé | abolition, abolie, fusion
apporte, amène, amenait, contribue | contribution, expertise, rôle
appris, leçons, retenir | apprentissages, conditions, constats
argument, arguments | retombées, bénéfices, avantages
commence, commencer, départ, démarrer | étapes, démarche, première
how, much, money | montant, financement
role, mandate | rôle, mandat, mission
steering | pilotage
workshop, workshops | atelier, ateliers
"""


def with_documents_words(understood: Understood) -> Understood:
    """Return a question with, for each of its everyday words, those that documents use."""
    own = set(terms(understood.question.text))
    added = tuple(
        Alternative(instead_of=(said,), terms=(written,), weight=WEIGHT)
        for said in sorted(own)
        for written in _written().get(said, ())
        if written not in own
    )
    return replace(understood, alternatives=(*understood.alternatives, *added))


@cache
def _written() -> dict[str, tuple[str, ...]]:
    """Return the terms that documents use for each everyday term."""
    found: dict[str, dict[str, None]] = {}
    for line in _TABLE.strip().splitlines():
        said, _, written = line.partition("|")
        for term in terms(said):
            found.setdefault(term, {}).update(dict.fromkeys(word for word in terms(written) if word != term))
    return {term: tuple(words) for term, words in found.items()}
