"""Other words for one thing, as a summary chooses them."""

from __future__ import annotations

FAMILIES = (
    "aine agee vieux vieillissement retraite",
    "argent somme montant fonds financ budget subvention sous dollars enveloppe credit",
    "cout couter payer depense debourser",
    "financ payer",
    "logement habitation loger habiter",
    "aliment nourrir manger denree",
    "transport deplacer mobilite",
    "creer former fonder naitre nee naissait naissance creation mettre mettait lancer demarrer debuter commencer "
    "amorcer entreprendre instaurer etablir",
    "abolir disparaitre supprimer dissoudre fin terme terminer cesser",
    "achever terminer finir fin final completer conclure conclusion echeance expirer",
    "adopter approuver accepter enteriner",
    "reunir rassembler regrouper compter comprendre composer former membre sieger participer compose comporter inclure",
    "diriger direction mener piloter presider presidence gerer coordonner chapeauter animer encadrer",
    "aider aide soutenir appuyer accompagner epauler",
    "vouloir voulait veut voulu viser chercher but objectif cible tenter souhaiter",
    "lutter combattre contrer reduire",
    "consulter rejoindre rencontrer ecouter",
    "joindre joint joignait rejoindre adherer",
    "citoyen population gens resident habitant personne people",
    "enfant petit jeune",
    "ecole scolaire education educatif eleve",
    "immigrer immigrant arrivant nouveau accueil",
    "sante medical soins",
    "partenaire allie signataire organisation organisme acteur intervenant",
    "donner accorder attribuer offrir offert offrait octroyer fournir verser allouer",
    "durer an annee annuel duree",
    "difficile obstacle defi probleme difficulte enjeu entrave",
    "evaluer bilan mesurer",
    "tableau portrait donnee chiffre",
    "prevoir prevu annoncer venir devoir planifier projeter",
    "ville municipal municipalite local",
    "entente accord alliance convention",
    "reunion rencontre assemblee seance",
    "decrire presenter expliquer detailler preciser indiquer",
    "sujet theme dossier enjeu priorite axe chantier volet",
    "emploi travail main oeuvre",
    "pauvre pauvrete demuni",
    "femme homme egalite",
    "internet web site",
    "partager repartir distribuer share ventiler",
    "ecart difference differer divergence decalage contradiction contredire desaccord",
    "lien relier relation rattacher unir",
    "garder conserver maintenir preserver",
    "prolonger reconduire renouveler poursuivre",
    "idee possibilite eventualite hypothese possible",
    "recueillir amasser collecter recolter",
    "quitter demissionner retirer depart demission",
    "guider orienter inspirer",
    "changer modifier transformer evoluer devenir remplacer passer",
    "enumerer nommer lister citer mentionner",
    "ecrire ecrit ecrivait rediger inscrire noter",
    "choisir choix retenir selectionner privilegier elire election designer",
    "etude recherche analyse enquete etudier",
    "explorer etudier examiner reflechir reflexion",
    "demarche initiative projet processus",
    "envoyer expedier transmettre poste",
    "proposer suggerer recommander conseiller",
    "venir vient provenir origine issu decouler",
    "signer conclure",
    "reduire reduction diminuer baisse",
    "accroitre augmenter hausse croissance",
    "confier charger responsable responsabilite",
    "besoin necessaire necessiter falloir",
    "exister actif existence",
    "premier initial debut",
    "anglophone anglais",
    "fier fiable fiabilite",
    "actualiser jour revoir",
    "revoir reviser revision",
    "elu politique",
)
"""Words for one thing in these documents, by family; the glossary holds the terms, these are the plain words."""

WIDER = (
    "reposer appuyer baser fonder miser tabler axer",
    "toucher concerner viser traiter aborder porter sujet voue consacrer",
    "favoriser encourager promouvoir stimuler",
    "renforcer consolider ameliorer accroitre fort renforcement",
    "informer communiquer renseigner sensibiliser connaitre diffuser circuler connaissance",
    "mobiliser engager impliquer implication participer participation",
    "concerter concertation ensemble commun collaborer collaboration cooperer partenariat partenaire collectif union",
    "outil instrument moyen mecanisme",
    "role fonction mandat mission tache responsabilite",
    "verifier confirmer valider",
    "obliger obligatoire tenu contraindre exiger",
    "supplementaire plus additionnel ajouter davantage ajout",
    "recent nouveau nouvelle",
    "ancien autrefois jadis precedent",
    "actuel maintenant actuellement",
    "inferieur moins",
    "superieur depasser exceder",
    "egal identique pareil semblable",
    "different varier divers diversifier variable",
    "grand important majeur principal essentiel",
    "precis clair clairement",
    "succes reussite reussir",
    "vulnerable fragile defavorise difficulte demuni",
    "secteur sectoriel intersectoriel multisectoriel",
    "region regional interregional",
    "generation intergenerationnel",
    "plusieurs nombreux multiple",
    "traduction interpretation interprete interpretariat",
    "personnel employe equipe salarie",
    "prevention prevenir eviter empecher",
    "penser songer envisager reflechir reflexion",
    "souligner feter celebrer marquer anniversaire",
    "sieger representer representant poste siege place delegue deleguer",
    "disposer doter posseder munir",
    "decider decision trancher",
    "juger estimer considerer voir percevoir perception opinion avis",
    "ralentir lent retard",
    "rapide rapidement vite accelerer",
    "fusionner fusion unir integrer",
    "separer separation detacher diviser",
    "resultat retombee effet impact consequence",
    "accorder harmoniser harmonisation arrimer coherence coordonner coordination",
    "institution organisme etablissement",
    "competence capacite pouvoir",
    "integrer inclure integration inclusion",
    "autonome autonomie independant",
    "vision lecture comprehension",
    "etape phase moment",
    "calendrier horaire echeancier",
    "compression coupe coupure",
    "approvisionner fournir fournisseur",
    "relever dependre appartenir rattacher",
    "recevoir recu obtenir beneficier toucher",
    "seul seulement unique uniquement reserver exclusif",
    "implanter implantation place instaurer",
    "sexe genre femme homme",
    "defaut manquer absence faire",
    "quotidien tous jour",
    "soutien aide appui",
    "objectif orientation",
)
"""Words of kindred sense: enough to say that a sentence means what its source does, too wide to tell a fact's place."""

LIGHT = frozenset(
    """
    celle celles celui ceux chaque chacun chacune rien deja desormais plutot toujours puis ensuite surtout parfois
    egalement encore jusqu jusque lorsque alors ainsi tandis bien quoique mieux outre hormis partir cours sein lieu part
    egard titre suite fonction respectivement total seules grace afin moment tant autant cela ceci dernier derniere
    derniers dernieres
    effectivement reellement principalement essentiellement generalement particulierement specialement officiellement
    actuellement autrement simplement finalement globalement notamment pleinement directement
    tenir tenu tenue tenus tenait tenaient pouvait pouvaient pourrait pourraient peuvent devait devaient devront devra
    restait restaient reste restent demeure demeurait issu issue issus permis permet permettait permettre
    revenait revient revenaient relevait figure figurent figurait figuraient servait sert servaient
    pris prise prenait prend prennent apparait apparaissent constituait constitue constituent represente representait
    etait etaient seront serait soient fut furent avaient aurait avoir ete
    had has have having been than but so since upon also while if then them his her him us these those such up out when
    within both other same very most any some not nor only under both being would could still yet already though
    although however whether per until during through among over after before why
    """.split()
)
"""Words that carry a sentence and say nothing that its source would have to say too: they weigh nothing."""
