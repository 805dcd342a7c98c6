# ruff: noqa: E501  (tables of words)
"""Titles of people to whom access must not be sold: public office, and who prescribes medicine."""

from connectors.companies import plain
from connectors.titles.hints import Hinted


def _in_scripts(words: str) -> str:
    """Words of other scripts as `plain` leaves them; "_" is a blank. Cyrillic ones begin a word,
    and end it where a "_" follows."""
    found = [
        (plain(word.replace("_", " ")), r"\b" if word.endswith("_") else "")
        for word in words.split()
    ]
    return "|".join(rf"\b{word}{end}" if word[0] < "\u1000" else word for word, end in found)


_OFFICES = _in_scripts(
    "министр міністр вице_министр замминистра депутат нардеп народний_депутат сенатор мэр_ мэр міський_голова міська_голова"
    " губернатор губернаторка судья суддя прокурор посол_ консул_ генеральный_консул госслужащ государственный_служащий державний_службовець"
    " державна_службовиця чиновник чиновниц полицейск поліцейськ следователь слідчий аким акім глава_города глава_района"
    " глава_администрации голова_обласної голова_районної голова_міської сотрудник_полиции налоговый_инспектор префект"
    " 市长 市長 省长 省長 县长 縣長 镇长 鎮長 村长 村長 町長 知事 州长 州長 议员 議員 立委 立法委員 法官 检察官 檢察官 検察官 検事 裁判官 判事"
    " 大使 领事 領事 外交官 公务员 公務員 警察 警官 大臣 官房長官 事務次官 国务委员 人大代表 政协委员 党委书记 市委书记 部委 首相 総理大臣"
    " 국회의원 판사 검사 장관 차관 대사 공무원 경찰 도지사 구청장 시의원"
)
_WHO_PRESCRIBES = _in_scripts(
    "врач главврач лікар лікарк стоматолог хирург хірург терапевт педиатр педіатр кардиолог кардіолог психиатр психіатр фармацевт"
    " провизор провізор ветеринар акушер гинеколог гінеколог онколог невролог невропатолог дерматолог офтальмолог уролог"
    " эндокринолог ендокринолог ортопед анестезиолог анестезіолог фельдшер рентгенолог гастроэнтеролог дантист ординатор"
    " 医生 醫生 医师 医師 醫師 大夫 药剂师 薬剤師 藥劑師 药师 藥師 兽医 獣医 獸醫 牙医 牙醫 歯科医 主治医 内科医 外科医 精神科医 勤務医 開業医"
    " 의사 약사 수의사 한의사 전문의"
)

#: As `plain` leaves a title: lower case, no accents. In doubt somebody counts: a listing less is no harm.
CATEGORIES = (
    (
        "public_official",
        Hinted(
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
            r"burgemeester|wethouder|gedeputeerde|kamerlid|raadslid|officier van justitie|"
            r"(?:minister|regierungs)prasident(?:in)?|(?:staats|vize|wice|vice)minist(?:er|r[oae])\w*|(?:bundestags|landtags|europa)\w*mitglied|dezernent(?:in)?|(?:amts|land|gerichts)richter(?:in)?|kriminal\w*kommissar(?:in)?|(?:general)?konsul(?:in)?|"
            r"attorney general|(?:district|state|county) attorney|magistrates?|chief justice|justice of the \w+|(?:city |town |county )?council ?(?:member|or|man|woman|person)|assembly(?:man|woman|member)|state representative|legislator|lawmaker|msp|"
            r"chief of police|(?:police )?constable|permanent secretary|cabinet (?:secretary|minister)|city manager|(?:city|town|county) clerk|government official|(?:immigration|customs) officer|head of state|consul(?: general)?|(?:military|defen[cs]e) attache|"
            r"conseillere? (?:municipal|regional|departemental|d etat|detat)\w*|eurodeputee?|haut fonctionnaire|fonctionnaire|policiere?|gendarme|commissaire de police|sous prefete?|adjointe? (?:au|a la) maire|secretaire d ?etat|juge|elue? local\w*|president de la republique|"
            r"senadora?|viceministr[oa]|gobernadora?|fiscal (?:general|jefe|superior|adjunt[oa])|magistrad[oa]|funcionari[oa]|(?:agente de )?policia|guardia civil|subsecretari[oa]|regidora?|presidente municipal|secretari[oa] de estado|servidora? public[oa]|cargo publico|"
            r"vereadora?|prefeit[oa]|governadora?|juiz|juiza|promotora? (?:de justica|public[oa])|procuradora? (?:da republica|geral|general)|delegad[oa] de policia|presidente da camara|embaixadora?|autarca|"
            r"assessor[ea]|consiglier[ea] (?:comunale|regionale|provinciale|municipale)|parlamentare|onorevole|giudice|procuratore|procuratrice|pubblico ministero|questore|carabinier\w*|poliziott[oa]|funzionari[oa] pubblic[oa]|console (?:generale|onorari[oa])|sottosegretari[oa]|governatore|governatrice|europarlamentare|"
            r"staatssecretaris|gemeenteraadslid|commissaris van de koning|rechter|ambtenaar|ambassadeur|politie\w*|dijkgraaf|tweede kamer\w*|"
            r"posel|poslanka|europosel|europoslanka|senatorka|burmistrz|wojt|prezydent miasta|radn[ya]|wojewoda|starosta|marszalek \w+|prokurator\w*|sedzia|ambasador\w*|urzednik\w*|urzednicz\w*|policjant\w*|sekretarz stanu|"
            r"statsrad|statsraad|statssekretar\w*|riksdagsledamot|stortingsrepresentant|folketingsmedlem|(?:over)?borgmester|ordforer|kommunalrad|borgarrad|domare|dommer|tingsdommer|aklagare|anklager|statsadvokat|ambassador(?:en|er)|polis(?:inspektor|chef|man)?|polit[ib]etjent|kommunstyrelse\w*|"
            r"kansanedustaja|pormestari|\w*ministeri|tuomari|syyttaja|suurlahettilas|valtuutettu|kaupunginjohtaja|kunnanjohtaja|poliisi\w*|"
            r"bakan(?: yardimcisi)?|milletvekili|belediye baskani|vali|kaymakam|hakim|savci|buyukelci|konsolos|devlet memuru|muhtar|"
            r"ministr(?:yne|ova)?|poslanec|poslankyne|starostka|primatora?|primatorka|hejtman(?:ka)?|soudce|soudkyne|sudca|statni zastupce|zastupitel(?:ka)?|velvyslan\w*|policist\w*"
            rf")\b|^(?:richter|richterin|rechter|mp|fiscal|pm)$|{_OFFICES}"
        ),
    ),
    (
        "prescriber",
        Hinted(
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
            r"(?:huis|tand|dieren|basis|kinder|spoed)arts|apotheker(?:in)?|pharmacien(?:ne)?|farmaceutic[oa]|"
            r"podiatrist|nurse prescriber|physician assistant|doctor of medicine|dr med|salaried gp|gp (?:partner|surgery|practice)|locum \w+|dental (?:surgeon|practitioner)|orthodontist\w*|"
            r"odontolog[oa]|estomatolog[oa]|cirujan[oa]|cirurgia[oa]?|cirurgiao|odontoiatra|farmacista|ostetrica|matrona|obstetra|psiquiatra|psichiatra|chirurgien dentiste|sage femme|gynecologue|praticien hospitalier|docteur en medecine|"
            r"(?:kardi|cardi|onk|onc|dermat|neur|ur|gyn[ae]*[kc]|gin[ae][kc]|radi)olo(?:og|gen?|giem?)|medisch specialist|verloskundige|psychiater|"
            r"lekarz\w*|lekark[ai]|stomatolog\w*|dentyst\w*|farmaceut\w*|aptekarz\w*|weterynarz\w*|polozna|ordynator|"
            r"\w*lakare|(?:over|tand|tann|fast|dyr|special|spesial|allmenn|afdelings|avdelings)?(?:laege|lege)|\w*laakari|apotekare|apoteker|farmasoyt|barnmorska|jordemoder|jordmor|proviisori|farmaseutti|"
            r"doktor|hekim|\w*hekimi|eczaci|cerrah|veteriner|"
            r"lekar(?:ka|nik|nice)?|\w+ lekar|zubar(?:ka)?|gynekolog|mudr"
            rf")\b|^(?:doctor|gp|arts)$|{_WHO_PRESCRIBES}"
        ),
    ),
)
