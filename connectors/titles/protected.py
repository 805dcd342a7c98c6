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
    " глава_администрации голова_обласної голова_районної голова_міської сотрудник_полиции налоговый_инспектор префект мэр_ сенатор начальник_таможн таможенный_инспектор инспектор_таможн налоговой_инспекц госслужащ глава_управы"
    " муниципальный_служащий сотрудник_мвд начальник_полиции начальник_управления_мвд прокуратур специалист_министерств сотрудник_министерств мер_ митниц податков"
    " 局长 厅长 廳長 司长 乡长 鄉長 区长 區長 区委 县委 市委 省委 纪委 民警 公安 税务局 税務署 海关 检察院 法院 人民政府 县政府 市政府 街道办 外務省 財務省 総務省"
    " 県議 市議 町議 区議 都議 副知事 国家公務員 地方公務員 市職員 県職員 書記官 検察 税関"
    " 市长 市長 省长 省長 县长 縣長 镇长 鎮長 村长 村長 町長 知事 州长 州長 议员 議員 立委 立法委員 法官 检察官 檢察官 検察官 検事 裁判官 判事"
    " 大使 领事 領事 外交官 公务员 公務員 警察 警官 大臣 官房長官 事務次官 国务委员 人大代表 政协委员 党委书记 市委书记 部委 首相 総理大臣"
    " 국회의원 판사 검사 장관 차관 대사 공무원 경찰 도지사 구청장 시의원"
)
_WHO_PRESCRIBES = _in_scripts(
    "врач главврач лікар лікарк стоматолог хирург хірург терапевт педиатр педіатр кардиолог кардіолог психиатр психіатр фармацевт"
    " провизор провізор ветеринар акушер гинеколог гінеколог онколог невролог невропатолог дерматолог офтальмолог уролог"
    " эндокринолог ендокринолог ортопед анестезиолог анестезіолог фельдшер рентгенолог гастроэнтеролог дантист ординатор"
    " 医生 醫生 医师 医師 醫師 大夫 药剂师 薬剤師 藥劑師 药师 藥師 兽医 獣医 獸醫 牙医 牙醫 歯科医 主治医 内科医 外科医 精神科医 勤務医 開業医 内科主任 外科主任 儿科主任 骨科主任 眼科主任 妇产科主任 科室主任 专科医 小児科医 産婦人科医 眼科医 皮膚科医 整形外科医 麻酔科医 研修医"
    " репродуктолог маммолог проктолог нефролог нейрохирург алерголог аллерголог пульмонолог ревматолог травматолог реаниматолог нарколог гинекол"
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
            r"(?<!brand )(?<!innovation )(?<!student )(?<!campus )(?<!product )(?<!culture )(?<!community )(?<!youth )(?<!sales )ambassador|member of (?:the )?(?:european )?(?:parliament|bundestag|congress)|"
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
            r"ministr(?:yne|ova)?|poslanec|poslankyne|starostka|primatora?|primatorka|hejtman(?:ka)?|soudce|soudkyne|sudca|statni zastupce|zastupitel(?:ka)?|velvyslan\w*|policist\w*|"
            r"(?:bundes|verwaltungs|arbeits|sozial|finanz|straf|familien|verfassungs)richter(?:in)?|(?:kreistags|stadtrats|gemeinderats|landtags|bezirks\w*)mitglied|"
            r"(?:ober|leitende[rs]? )?(?:regierungs|ministerial|polizei|kriminal|zoll|justiz|magistrats|senats|kreis|steuer)(?:ober|haupt)?"
            r"(?:direktor|rat|ratin|dirigent|inspektor|amtmann|amtfrau|kommissar|sekretar|hauptkommissar|oberkommissar)(?:in)?|ortsvorsteher(?:in)?|"
            r"inspect(?:eur|rice) (?:des finances|des impots|du travail|des douanes|de police)\w*|controleu(?:r|se) des (?:impots|douanes)|agent des (?:douanes|impots)|douanier|douaniere|"
            r"administrat(?:eur|rice) de l etat|president du conseil (?:departemental|regional)|chef de cabinet du ministre|greffiere?|"
            r"(?:deputy|assistant|under) secretary (?:of|for|department|us)\b|police (?:superintendent|captain|commander|lieutenant|detective|commissioner)|"
            r"superintendent of police|coroner|county (?:executive|supervisor)|(?:city|county) attorney|solicitor general|justice of the peace|(?:tax|customs|border) inspector|"
            r"(?:us|state|federal) (?:senator|representative|congress\w*)|(?:supreme court|associate) justice|member of the (?:house|senate|assembly)|lord mayor|town mayor|selectman|"
            r"inspectora? de (?:hacienda|trabajo|policia|aduanas)|comisari[oa] de policia|(?:sub)?delegad[oa] del gobierno|alcald\w+|letrad[oa] de la administracion|conseller[a]? de|intendente municipal|"
            r"ispett(?:ore|rice) (?:di polizia|del lavoro|delle dogane)|segretari[oa] comunale|maresciallo|vice ?sindac[oa]|vicesindac[oa]|viceprefetto|funzionari[oa] (?:doganale|ministeriale|del ministero)|"
            r"auditora? fiscal|fiscal (?:de|da) (?:receita|tributos)|desembargadora?|defensora? public[oa]|secretari[oa] municipal|ministr[oa] d\w+|"
            r"rijksambtenaar|griffier|raadsheer|douane\w*|inspecteur (?:van )?(?:de )?belastingdienst|statenlid|loco burgemeester|"
            r"naczelnik urzedu|komendant\w*|wicewojewoda|wiceburmistrz|zastepca burmistrza|komornik|inspektor (?:skarbow\w*|pracy)|funkcjonariusz\w*|wiceprezydent miasta"
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
            r"\w*arzt(?:in)?|chirurg(?:in|ien|ienne|o|a)?|medecin|(?<!visitador )(?<!visitadora )(?<!delegado )(?<!delegada )(?<!representante )(?<!informatore )(?<!propagandista )medic[oa]|"
            r"psychiaterin|okulist(?:a|in)?|oculista|oculiste|an(?:a)?est(?:h)?esi(?:sta|ste|olog[oa]|oloog|olog(?:e|in)|st(?:in)?)|"
            r"(?:cardi|kardi|onc|onk|dermat|radi|neur|ur|oftalm|ophtalm|endocrin|endokrin|gyn(?:a|e|ae)?[ck]|gin(?:e|ae)?[ck]|pneum|pulmon|nefr|nephr|hemat|h(?:a|ae)mat|ematol?|reumat|rheumat|gastr?o?enter|alerg|allerg|diabet|infect|geriatr|otorin\w+|oto\w*laring|hepat|epat|flebo)"
            r"olo(?:g|ga|go|gue|ge|gin|gist|gista|og|giem|gie|giste|zka|dzy)|"
            r"(?:psichiatr|psiquiatr|psychiatr|geriatr|pediatr|foniatr|phoniatr)(?:a|o|e|in|erin|er|ra|ka)?|ortop(?:ed|eda|edista|eed)|\w*orthop(?:ad|ade|adin|ediste|eed)|traumatolog[oa]|"
            r"(?:enfermer[oa]|infirmiere?|infermier[ea]) (?:prescript\w+|en pratique avancee|de practica avanzada)|verpleegkundig specialist|dokter|tandheelkundige|"
            r"pielegniarka (?:dyplomowana|specjalist\w+)|chirurzka|pediatra|kinderarts|interniste?|internista|urgentiste|reanimateu?r|medecin\w*|docteure? en (?:medecine|pharmacie)|"
            r"dentiste|dentista|veterinari\w*|dierenarts|"
            r"(?:huis|tand|dieren|basis|kinder|spoed)arts|\w*apotheker(?:in)?|pharmacien(?:ne)?|farmaceutic[oa]|"
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
