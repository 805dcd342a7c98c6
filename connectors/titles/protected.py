"""Titles of people to whom access must not be sold: public office, and who prescribes medicine."""

import re

#: As `plain` leaves a title: lower case, no accents. In doubt somebody counts: a listing less is no harm.
CATEGORIES = (
    (
        "public_official",
        re.compile(
            r"\b(?:"
            r"(?:prime |bundes|landes|finanz|innen|aussen|justiz|premier|staats|vize)?"
            r"minister(?:in|ial\w+)?|senat(?:or|orin|ore|rice|eur)|congress(?:man|woman|person)|"
            r"(?:vice ?)?mayor|alder(?:man|woman|person)|governor|judge|prosecutor|councill?(?:or|man|woman)|"
            r"(?<!brand )ambassador|member of (?:the )?(?:european )?(?:parliament|bundestag|congress)|"
            r"mep|mdb|mdl|mp for \w+|civil servant|public official|commissioner|diplomat|"
            r"(?:under ?)?secretary of (?:state|defen[cs]e|the (?:treasury|interior))|under ?secretary|"
            r"police (?:officer|chief|inspector|sergeant)|polizist(?:in)?|polizei\w*|sheriff|"
            r"(?:city|county|state|federal|procurement) official|"
            r"\w*burgermeister(?:in)?|\w*abgeordnete[rn]?|(?:landes|bezirks)?hauptmann|landrat|landratin|"
            r"staatssekretar(?:in)?|\w*staatsanwalt\w*|\w*beamt(?:er|e|en|in)|botschafter(?:in)?|"
            r"(?:vorsitzende[rn]? )?richter(?:in)? (?:am|beim|im)|"
            r"\w*(?:stadt|gemeinde|kreis|kantons|national|stande|bezirks|regierungs|ministerial|bundes)"
            r"ra(?:t|tin)|"
            r"deput(?:e|ee|ato|ata|ado|ada)|diputad[oa]|maire|prefet(?:e)?|prefetto|procureure?|"
            r"ambassad(?:eur|rice)|alcalde(?:sa)?|concejal(?:a)?|embajador(?:a)?|ministr[oae]|juez|jueza|"
            r"magistrat\w*|sindac[oa]|assessore|assessora|ambasciat(?:ore|rice)|"
            r"burgemeester|wethouder|gedeputeerde|kamerlid|raadslid|officier van justitie"
            r")\b|^(?:richter|richterin|rechter|mp)$"
        ),
    ),
    (
        "prescriber",
        re.compile(
            r"\b(?:"
            r"physician|surgeon|general practitioner|(?:medical|family) doctor|dentist(?:e|a)?|"
            r"psychiatr(?:ist|e|a|in|er)|an(?:a)?esthesi(?:ologist|st)|an(?:a)?esthetist|"
            r"(?:cardi|kardi|onc|onk|dermat|radi|neur|ur|ophthalm|endocrin|gyn(?:a|e|ae)[ck]|pulmon|nephr|"
            r"h(?:a|ae|e)mat|rheumat|gastroenter|pneum|allerg|immun)olog(?:ist|e|in|ue|o|a)|"
            r"p(?:a|ae|e)diatr(?:ician|e|a|er)|padiater(?:in)?|orthop(?:ade|adin|aedist|edist)|"
            r"nurse practitioner|prescriber|pharmacist|midwife|hebamme|optometrist|hospitalist|"
            r"internist(?:in)?|"
            r"veterinar(?:ian|y surgeon)|veterinaire|veterinari[oa]|"
            r"\w*arzt(?:in)?|chirurg(?:in|ien|ienne|o|a)?|medecin|medic[oa]|"
            r"(?:huis|tand|dieren|basis|kinder|spoed)arts|apotheker(?:in)?|pharmacien(?:ne)?|farmaceutic[oa]"
            r")\b|^(?:doctor|gp|arts)$"
        ),
    ),
)
