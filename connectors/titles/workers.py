# ruff: noqa: E501  (tables of words)
"""Words for kinds of work: who runs the whole, who works at all, and which word only says more of the next."""

import re

from connectors.titles.hints import Hinted

EXECUTIVE_WORDS = Hinted(
    r"\b(chief of staff|stabschef\w*|(executive|management|personal) assistant|"
    r"assistant to the \w+|(ea|pa) (to|of)|in residence|"
    r"secretaire de direction|secretari[oa] (?:de direccion|ejecutiv[oa]|de gerencia)|directieassist\w*|(deputy|vice|stellv\w*|stv) (ceo|chief executive|managing director|general manager)|wice ?prezes\w*|"
    r"direct(eur|rice) general[e]? (adjointe?|deleguee?)|subdirector[a]? general|vicedirettore generale|zastepc\w* (prezes\w*|dyrektor\w* generaln\w*)|"
    r"assistan\w* (du|de la|de l|des|de) (direct\w*|president\w*|pdg|dg)|"
    r"general manager|business units?$|executive director|generaldirektor\w*|prokurist\w*|de direction|country manager|"
    r"referent\w* (der|des) (geschaftsfuhrung|vorstands)|assisten\w* der geschafts\w+|"
    r"\w*assisten\w* (der|des|an|de|di|da) (la |den )?(vorstand\w*|geschaftsleit\w*|direc\w*|direz\w*|gerencia|presid\w*)|"
    r"(vorstands|direktions|geschaftsfuhrungs)(assist|sekret)\w*|as[iy]stent\w* (zarzadu|dyrek\w*|prezesa)|"
    r"secretari[oa] (de direccion|executiv[oa])|asistente de direccion|segretari[oa] di direzione|directiesecret\w*|"
    r"management ?assisten\w*|direktion\w*|landeschef\w*|country director|country head)\b"
)

WORKER = Hinted(
    r"\b(specialist\w*|\w*spezialist\w*|associate|analyst\w*|officer|executive|representative|clerk|worker|assistan\w*|"
    r"technician|operator|electrician|plumber|carpenter|mechanic|engineer|coach|trainer|speaker|civil servant|"
    r"administrat(?:or|eur|rice|ore)\w*|administradora?|\w*coordinator|\w*schrijver|sprzedawc\w*|copywriter\w*|ratownik\w*|leerkracht|webdesigner(?:in)?|directieassist\w*|secretaire|enfermeir[oa]|approvisionneu\w*|\w*anwalt|\w*anwaltin|employee|\w*mitarbeiter\w*|\w*sachbearbeiter\w*|\w*referent\w*|koordinator\w*|"
    r"\w*angestellt\w*|\w*kaufmann|\w*kauffrau|\w*fachkraft|employee?|charge[e]?|agent[e]?|especialist\w*|anal[iy]st\w*|tecnico|"
    r"auxiliar|administrativ[oa]|impiegat[oa]|addett[oa]|medewerk\w*|spec[jy]alist\w*|specjalist\w*|pracownik\w*|translator|writer|"
    r"author|pilot\w*|driver|chef|artist\w*|photographer|freelanc\w*|self employed|contractor|barista|baker|waiter|waitress|"
    r"cook|koch|kochin|kellner\w*|backer\w*|friseur\w*|hairdresser|beautician|musician|musiker\w*|singer|actor|actress|"
    r"schauspieler\w*|ubersetzer\w*|dolmetscher\w*|traduct\w*|traduttor\w*|interpreter|tlumacz\w*|prekladatel\w*|elektriker\w*|"
    r"tischler\w*|maler\w*|gartner\w*|farmer|landwirt\w*|agricult\w*|rolnik|librarian|bibliothe\w*|receptionist|receptionista|"
    r"adjuster|recepcionist\w*|rezeptionist\w*|steward\w*|flight attendant|firefighter|soldier|officer|guard|cleaner|painter|surveyor|"
    r"inspector|ins?pecteur|inspectrice|estimator|practitioner|planner|professional|expert|cuisinier\w*|serveu\w*|boulanger\w*|"
    r"camarer[oa]|cociner[oa]|cuoco|cuoca|camerier[ea]|kok|kelner\w*|kucharz|asesor[a]?|gestor[a]?|gestionnaire|tecnic[oa]|funcionari[oa]|"
    r"fonctionnaire|ambtenaar|urzednik|urzednicz\w*|sosionom|radgiver|konsulent|handlaggare|samordnare|virkailija|uzman\w*|memur\w*|"
    r"referentka|pracovni\w*|sotrudnik|economist|diplomat\w*|psychologist|social worker|\w*lehrer(?:in)?|\w*beheerder|\w*verzorgende|\w*pfleger(?:in)?)\b"
)

#: "Technical Buyer", "Product Designer": what is said first only says more of what follows.
LEADS_OVER = re.compile(
    r"technical|technisch\w*|tecnic[oa]|technique|commercial|commerciale?|digital\w*|products?|produkt|operational|"
    r"operativ\w*|strategi\w+|it|software|kaufmann\w*|industrial|medical|clinical|financial|"
    r"channel|regional|project|projets?|proyectos?|progett[oi]|projetos?|business|creative|content|brand|technology|cloud|"
    r"pharma\w*|healthcare|health|media|bank\w*|insurance|retail|real estate|energy|automation|web|mobile|platform|supplier|import|export|"
    r"consult\w*|consulent\w*|conseillere?|ingenier[oa]|ingenieure?|ingegnere|engenheir[oa]|inzynier|technicien\w*|techni(?:cus|ker)"
)

TOO_WIDE = re.compile(r"strateg\w*|transformation|operations")

LINK = re.compile(
    r" (?:(?:de|d|di|del|della|da|do|en|in|of|for|fur|ds|la|le|les|van|voor|w) ){0,2}"
)

COMPOUND = Hinted(
    r"\b(\w{2,}?)s?(leit(?:er|erin|ung)|leider|referent(?:in)?|mitarbeiter(?:in)?|berater(?:in)?|direktor(?:in)?|"
    r"chef(?:in|en)?|manager(?:in)?|ingenieur(?:in)?|assistent(?:in)?|sachbearbeiter(?:in)?|spezialist(?:in)?|"
    r"controller(?:in)?|techniker(?:in)?|fachkraft|kauffrau|kaufmann|direkteur|directeur|medewerker|hoofd|"
    r"adviseur|koordinator(?:in)?|referat|abteilung|vorstand|ansvarig|johtaja|paallikko|sjef|leder)\b"
)

#: Words that stand in the name of a board, or beside "founder", and say nothing of what somebody works on.
NO_FIELD = Hinted(
    r"\b(?:consejo|consiglio|conseil|conselho|rady?|consiglier[ea]) (?:d |de |di |do )?(?:administra\w+|surveillance|nadzorcz\w+)\b"
)
BESIDE_FOUNDER = Hinted(r"\b(?:and )?(?:operator|investor|author|speaker)\b")

SENIOR_AS_WELL = Hinted(r"\b(?:senior|sr|snr|starsz[yae]|seniorni)\b(?! vice)")

CHIEF_EXECUTIVE = Hinted(r"\b(?:ceo|chief executive)\b(?! (?:and )?(?:cto|cfo|coo))")

CHIEF_OF_A_THING = Hinted(
    r"\bchief (?!executive|business|operat|administrat)(?:\w+ ){1,4}officer\b"
)
