"""What is not answered, and why: time, too little said, what is presumed, what a document says it does not hold."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.amounts import is_of_another_time, is_of_the_time
from assistant.ask import ask
from assistant.asked import (
    asked_first,
    asks_how_often,
    asks_money,
    asks_names,
    asks_share,
    asks_the_limit,
    asks_the_outcome,
    asks_yes_or_no,
    counted,
    is_personal,
    measure_asked,
    person_asked,
    presumed_verb,
    thing_asked,
    took_office,
)
from assistant.contradict import _within
from assistant.judge import least_evidence
from assistant.model import Abstention, Answer
from assistant.periods import is_about_now, is_about_the_future
from assistant.render import reply_text
from assistant.said import denials, holds_names, is_to_be, names_a_person, says_a_limit, says_pay
from assistant.series import series_asked
from assistant.understand import Turn
from assistant.vague import says_too_little, several_bodies
from index.collection import Collection
from index.question import understand

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("Combien de régions sont membres du RQDS cette année?", "outdated"),
        ("Quelles ententes régionales sont en vigueur présentement à Laval?", "outdated"),
        ("Quand Laval adoptera-t-elle sa prochaine politique de développement social?", "outdated"),
        ("Quel sera le budget de la Mauricie en 2031?", "outdated"),
        ("Qui siège au comité?", "ambiguous"),
        ("Le montant du fonds?", "ambiguous"),
        ("Combien?", "ambiguous"),
        ("Bonjour!", "off_topic"),
        ("Merci beaucoup", "off_topic"),
        ("Pourquoi la Mauricie a-t-elle abandonné son plan d'action en 2003?", "absent"),
        ("Quels sont les noms des neuf alliances locales de la Montérégie Est?", "absent"),
        ("Quel est le salaire de la coordonnatrice du CRDS?", "absent"),
        ("Combien gagne la coordonnatrice du CRDS au Centre-du-Québec?", "absent"),
        ("Ça gagne combien, la coordonnatrice du CRDS?", "absent"),
        ("Ça coûte combien pour une région d'être membre du RQDS?", "absent"),
        ("Combien d'employés salariés la table de la Côte-Nord avait-elle?", "absent"),
        ("Comment s'appelle la coordonnatrice de la table de Lanaudière?", "absent"),
        ("Qui est à la direction de Moisson Laurentides?", "absent"),
        ("C'est qui le préfet de la MRC de Montcalm?", "absent"),
        ("Qui préside l'office d'habitation de Lévis?", "absent"),
        ("Quelle est la population de Laval?", "absent"),
        ("Le revenu médian à Laval", "absent"),
        ("What is the median income in Laval?", "absent"),
        ("Combien d'habitants y a-t-il en Mauricie?", "absent"),
        ("En quelle année la Table de Lanaudière a-t-elle été fondée?", "absent"),
        ("La Mauricie a-t-elle un programme de prévention du suicide?", "absent"),
        ("Comment refaire le zonage pour plus de logements à Laval?", "absent"),
        ("Que veut dire PRIMADA en Estrie?", "absent"),
        ("Combien de fois le comité de pilotage de Laval s'est-il réuni?", "absent"),
        ("Quel âge a le directeur de l'observatoire de l'Estrie?", "absent"),
        ("Comment s'appellent les projets pour l'égalité appuyés en Outaouais?", "absent"),
        ("Quelles régions ne travaillent pas en habitation?", "absent"),
        ("le taux de chômage à Laval", "absent"),
        ("C'est quoi le taux de décrochage scolaire à Laval?", "absent"),
        ("C'est quoi le salaire de la coordonnatrice du CRDS?", "absent"),
        ("La date limite pour déposer une demande au fonds du Centre-du-Québec, c'est quand?", "absent"),
        ("Ma voisine touche-t-elle de l'aide sociale?", "off_topic"),
    ],
)
def test_the_reason_is_typed(starter: Collection, question: str, reason: str) -> None:
    reply = ask(starter, question, today=TODAY)
    assert isinstance(reply, Abstention)
    assert reply.reason == reason


def test_the_clock_is_the_one_passed_in(starter: Collection) -> None:
    question = "Que fait la table de la Côte-Nord actuellement?"
    assert isinstance(ask(starter, question, today=TODAY), Abstention)
    assert isinstance(ask(starter, question, today=date(2014, 11, 1)), Answer)


def test_an_ambiguous_question_is_given_its_readings(starter: Collection) -> None:
    reply = ask(starter, "Qui siège au comité?", today=TODAY)
    assert isinstance(reply, Abstention)
    assert len(reply.readings) > 1
    assert all(reading in reply_text(reply, "fr") for reading in reply.readings)


def test_an_acronym_of_two_bodies_shows_both(starter: Collection) -> None:
    text = reply_text(ask(starter, "CRDS, c'est quelle instance?", today=TODAY), "fr")
    assert "Commission régionale sur le développement social" in text
    assert "Comité régional en développement social" in text
    assert several_bodies(understand("CRDS, c'est quoi?").question)
    assert not several_bodies(understand("Que fait le CRDS du Centre-du-Québec?").question)


def test_outdated_says_when_the_documents_are_from(starter: Collection) -> None:
    text = reply_text(ask(starter, "Qui coordonne la table de la Côte-Nord aujourd'hui?", today=TODAY), "fr")
    assert "2014" in text


@pytest.mark.parametrize(
    ("text", "now"),
    [("aujourd’hui, c'est qui?", True), ("Cette année?", True), ("En 2014?", False), ("Encore?", False)],
)
def test_the_present(text: str, now: bool) -> None:
    assert is_about_now(text) is now


@pytest.mark.parametrize(
    ("text", "years", "future"),
    [
        ("Quelle sera l'enveloppe?", (), True),
        ("L'an prochain?", (), True),
        ("Quelles sont les prochaines étapes?", (), False),
        ("À quand la prochaine assemblée?", (), True),
        ("La première assemblée, c'était quand, et la prochaine?", (), False),
        ("Mon mandat achève dans 4 ans. On fait ça comment?", (), False),
        ("Quel budget en 2035?", (2035,), True),
        ("Quel budget en 2014?", (2014,), False),
    ],
)
def test_the_future(text: str, years: tuple[int, ...], future: bool) -> None:
    assert is_about_the_future(text, TODAY, years) is future


@pytest.mark.parametrize("text", ["Qui siège au comité?", "Combien?", "C'est quand la rencontre?"])
def test_too_little_is_said(text: str) -> None:
    assert says_too_little(understand(text).question)


@pytest.mark.parametrize(
    "text", ["Qui siège au comité de Laval?", "Qui siège au comité de pilotage?", "Que fait COSMOSS?"]
)
def test_enough_is_said(text: str) -> None:
    assert not says_too_little(understand(text).question)


@pytest.mark.parametrize(
    "question",
    ["Qu'est-ce qui s'est décidé à l'assemblée?", "Qu'est-ce qui est sorti du forum?", "What came out of the summit?"],
)
def test_what_came_of_an_event(question: str) -> None:
    assert asks_the_outcome(question)
    assert not asks_the_outcome("Qui siège à l'assemblée?")


def test_what_is_still_to_happen_says_nothing_of_what_came_of_it() -> None:
    assert is_to_be("La 2e assemblée aura lieu le 4 décembre.")
    assert is_to_be("Le forum se tiendra en mai.")
    assert not is_to_be("L'assemblée a élu son conseil.")
    assert not is_to_be("La politique sera révisée chaque année.")


def test_money_is_not_what_is_counted_for_it() -> None:
    assert asks_money("C'est pour combien?")
    assert asks_money("Combien ils ont mis contre la pauvreté?")
    assert asks_money("Ils ont mis combien dans leurs projets?")
    assert not asks_money("Ils ont mis combien de temps à faire la politique?")
    assert not asks_money("Combien y a-t-il de membres mis sur le comité?")
    assert asks_money("Il y en a pour combien d'argent?")
    assert not asks_money("Le fonds a payé pour combien de projets?")


def test_what_a_question_counts_and_presumes() -> None:
    assert counted("Combien de projets ont été financés?") == {"projet"}
    assert counted("Combien de comités ou d'instances y avait-il?") == {"comit", "instanc"}
    assert counted("Combien d'argent le fonds a-t-il mis?") == frozenset()
    assert counted("Combien ça coûte?") == frozenset()
    assert presumed_verb("Pourquoi la Mauricie a-t-elle abandonné son plan?") == "abandon"
    assert presumed_verb("Pourquoi la Mauricie a refusé le plan?") == "refus"
    assert presumed_verb("Que fait la Mauricie?") is None
    assert presumed_verb("Pourquoi Laval a une politique?") is None
    assert presumed_verb("Pourquoi le soutien est-il passé de six ans à un?") is None
    assert is_personal("Est-ce que j'ai droit à l'aide sociale?")
    assert not is_personal("Qui a droit de vote au comité?")


@pytest.mark.parametrize(
    "text",
    [
        "Quel était le taux de faible revenu au Centre-du-Québec?",
        "Quels sont les taux de chômage?",
        "Laquelle avait le plus haut taux de pauvreté?",
        "Où le taux de chômage est-il le plus bas?",
        "What was the low income rate in Laval?",
    ],
)
def test_a_share_is_asked_for(text: str) -> None:
    assert asks_share(text)


@pytest.mark.parametrize(
    "text",
    [
        "Comment réduire le taux de pauvreté?",
        "Quels gestes font baisser le taux?",
        "Quel impact le taux de décrochage a sur Laval?",
        "Quels projets contre le taux de pauvreté ont touché le plus de monde?",
        "What is the plan to lower dropout rates?",
        "What were the actions on dropout rates?",
    ],
)
def test_no_share_is_asked_for(text: str) -> None:
    assert not asks_share(text)


def test_a_question_may_end_in_another() -> None:
    assert asked_first("Qui a présenté la démarche, et quand?") == "qui a presente la demarche"
    assert asked_first("Qui finance l'entente pis combien?") == "qui finance l'entente"
    assert asked_first("Who signed it, and when?") == "who signed it"
    assert asked_first("Et quand?") is None
    assert asked_first("Qui finance l'entente? et combien?") is None  # a question that follows another
    assert asked_first("C'était quand, et pourquoi là?") == "c'etait quand"
    assert asked_first("Le forum, c'était où quand et y avait combien de monde?") == "le forum, c'etait ou quand"
    assert asked_first("Le comité existe depuis quand pis par où il est passé?") == "le comite existe depuis quand"
    assert asked_first("Combien de comités, ou d'instances, compte la table?") is None
    first = "quand, selon le portrait, la region a-t-elle aboli la table"
    assert asked_first("Quand, selon le portrait, la région a-t-elle aboli la table, et qui l'a décidé?") == first
    assert asked_first("Combien pour l'Estrie entre 2008 et 2011?") is None


@pytest.mark.parametrize(
    "question",
    [
        "Combien Laval a dépensé pour son aréna et quand?",
        "How many jobs were created in Mauricie and where?",
        "Pourquoi la Mauricie est-elle devenue un pays?",
    ],
)
def test_the_first_of_two_questions_must_be_answered(starter: Collection, question: str) -> None:
    assert isinstance(ask(starter, question, today=TODAY), Abstention)


def test_a_follow_up_asks_by_itself(starter: Collection) -> None:
    for before in ("Qui finançait la démarche en Estrie", "Qui finançait la démarche en Estrie?"):
        reply = ask(starter, "et combien?", today=TODAY, history=(Turn(role="user", content=before),))
        assert isinstance(reply, Abstention)


def test_an_amount_of_another_time_is_not_the_one_asked_for() -> None:
    assert is_of_another_time("Quel montant pour l'entente 2012-2015?", "Entente 2016-2017 | 438 459 $")
    assert not is_of_another_time("Quel montant pour l'entente 2012-2015?", "Entente 2012-2015 | 438 459 $")
    assert not is_of_another_time("Quel montant pour l'entente 2012-2015?", "Le fonds a mis 438 459 $.")


def test_what_answers_is_not_denied_by_what_answers_less(starter: Collection) -> None:
    text = reply_text(ask(starter, "Combien de piasses le fonds du Centre-du-Québec avait mis?", today=TODAY), "fr")
    assert "1 086 570" in text.replace("\u00a0", " ")


def test_the_sentence_before_says_what_a_date_is_about(starter: Collection) -> None:
    text = reply_text(ask(starter, "Depuis quand Moisson Outaouais existe-t-elle?", today=TODAY), "fr")
    assert "2006" in text


def test_a_documents_own_denials() -> None:
    assert denials("Le portrait ne donne aucun montant et ne nomme pas les neuf alliances.") == (
        "ne donne aucun montant et ",
        "ne nomme pas les neuf alliances.",
    )
    assert denials("Le comité donne son avis.") == ()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("La commission regroupe 19 membres soit : 15 votants et 5 observateurs.", ["19 ≠ 15 + 5"]),
        ("La commission regroupe 20 membres soit : 15 votants et 5 observateurs.", []),
        ("31 membres : 9 personnes et 3 du CISSS", []),
        ("Entente 2013-2018 | 3 125 000 $ / 4 ans", ["2013-2018 ≠ 4 ans"]),
        ("Entente 2012-2015 | 567 000 $ / 3 ans", []),
    ],
)
def test_what_does_not_add_up(text: str, said: list[str]) -> None:
    assert list(_within(text)) == said


def test_the_label_of_a_series() -> None:
    assert series_asked("Quels sont les quatre objectifs du plan?") == "objectif"
    assert series_asked("Que vise l'axe 2?") is None


def test_a_series_comes_whole_and_in_order(starter: Collection) -> None:
    reply = ask(starter, "Quels sont les objectifs du plan d'action 2003-2004 de la Mauricie?", today=TODAY)
    assert isinstance(reply, Answer)
    text = reply_text(reply, "fr").replace("\u00a0", " ")
    places = [text.find(f"Objectif {number} :") for number in (1, 2, 3, 4)]
    assert places[0] >= 0
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("question", "yes_or_no"),
    [
        ("Est-ce que ça prend un budget pour chaque action?", True),
        ("Sherbrooke a-t-elle consulté ses citoyens?", True),
        ("c'est-tu la même affaire?", True),
        ("Did Laval consult its citizens?", True),
        ("Comment la région finance-t-elle ses tables?", False),
        ("Est-ce que vous savez combien ça coûte?", False),
        ("Quelles actions y a-t-il à Laval?", False),
    ],
)
def test_a_question_that_yes_or_no_would_answer(question: str, yes_or_no: bool) -> None:
    assert asks_yes_or_no(question) is yes_or_no


def test_a_denial_answers_yes_or_no(starter: Collection) -> None:
    reply = ask(starter, "Le portrait du Nord-du-Québec traite-t-il aussi des Inuits du Nunavik?", today=TODAY)
    assert isinstance(reply, Answer)
    assert "Nunavik" in reply_text(reply, "fr")


def test_money_times_and_persons_are_recognised() -> None:
    assert asks_money("combien de piasses?")
    assert asks_how_often("Combien de fois se sont-ils réunis?")
    assert not asks_how_often("Combien de projets?")
    assert person_asked("Quel est le nom de la directrice?")
    assert person_asked("Quel est le nom de la politique?") is None
    assert person_asked("Qui est responsable du fonds?") is None
    assert person_asked("C'est qui notre députée?") == "depute"
    assert person_asked("Qui est à la tête de la table?") == "direct|presid"
    assert "remplac" in (took_office("Qui a remplacé la coordonnatrice?") or "")
    assert took_office("Que fait l'organisme qui remplace la CRÉ?") is None
    assert took_office("Qu'est-ce qui a remplacé la CRÉ?") is None
    assert names_a_person("La table est dirigée par Julie Tremblay.", "")
    assert not names_a_person("Elle mène le projet « Bonne Boîte Bonne Bouffe ».", "")
    assert not names_a_person("Moisson Laurentides livre les denrées.", "")
    assert names_a_person("Conférencières : Monique Côté, directrice", "")
    assert names_a_person("Le Conseil accueille Denis Guérin.", "Un conseil a été formé.")
    assert names_a_person("Par Julie Tremblay", "Écrire à julie.tremblay@ville.ca")
    assert names_a_person("La coordonnatrice est Claire Gagnon.", "une vision claire")
    assert not names_a_person("Le Fonds Innovation soutient la table.", "un fonds, une innovation")
    assert not names_a_person("Site Internet : voir plus bas.", "Le site est à jour.")


def test_names_of_things_are_asked_for_and_said() -> None:
    assert asks_names("Quels sont les titres des quatorze actions?")
    assert not asks_names("Quels projets ont été appuyés?")
    assert holds_names("Le projet « Bonne boîte, bonne bouffe » se poursuit.")
    assert holds_names("Moisson Outaouais fournit les denrées.")
    assert not holds_names("Sept projets ont été appuyés en Outaouais.")


def test_a_statistic_is_told_by_what_must_be_said_of_it() -> None:
    measure = measure_asked("Quelle est la population de la Mauricie?")
    assert measure is not None
    assert measure.search("266 112 habitants")
    assert not measure.search("trois chantiers : habitation")
    assert measure_asked("Quelle population est visée par la politique?") is None
    assert measure_asked("Quels sont les revenus du fonds?") is None


def test_the_years_named_tell_the_amount() -> None:
    assert is_of_the_time("Combien entre 2008 et 2011?", "910 000 $ pour 2008-2011")
    assert not is_of_the_time("Combien entre 2008 et 2012?", "910 000 $ pour 2008-2011")
    assert not is_of_the_time("Combien?", "910 000 $ pour 2008-2011")


def test_one_thing_asked_of_another_and_deadlines_are_recognised() -> None:
    assert thing_asked("C'est quoi le salaire de la coordonnatrice?") == {"salair"}
    assert thing_asked("le salaire de la coordonnatrice")
    assert thing_asked("C'est combien la cotisation annuelle à Espace MUNI?") == {"cotis"}
    assert not thing_asked("What is the size of the committee?")  # a word of English is known to no document
    assert not thing_asked("C'est quoi le développement social?")
    assert asks_the_limit("Quelle est la date limite pour déposer?")
    assert says_a_limit("Les demandes sont reçues jusqu'au 15 mai.")
    assert not says_a_limit("Le comité se réunit en mai.")


def test_a_question_in_english_needs_fewer_of_the_documents_words() -> None:
    english, french = (understand(text).question for text in ("How do we reach people?", "Comment rejoindre le monde?"))
    assert least_evidence(english, placed=False) < least_evidence(french, placed=False)
    assert least_evidence(french, placed=True) < least_evidence(french, placed=False)


def test_hormis_a_region_leaves_it_out(starter: Collection) -> None:
    everywhere = ask(starter, "Quelles régions avaient une entente pour les aînés?", today=TODAY)
    elsewhere = ask(starter, "Hormis les Laurentides, quelles régions avaient une entente pour les aînés?", today=TODAY)
    rows = [
        {row[0].text for row in reply.table.rows}
        for reply in (everywhere, elsewhere)
        if isinstance(reply, Answer) and reply.table
    ]
    assert "Laurentides" in rows[0]
    assert rows[1]
    assert "Laurentides" not in rows[1]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("La coordonnatrice reçoit 31 $ l'heure.", True),
        ("The coordinator is paid $45,000.", True),
        ("Le salaire est de 52 000 dollars.", True),
        ("Le fonds a donné 52 000 $.", False),
        ("Le traitement des demandes coûte 300 $.", False),
    ],
)
def test_what_somebody_is_paid(text: str, says: bool) -> None:
    assert says_pay(text) is says
