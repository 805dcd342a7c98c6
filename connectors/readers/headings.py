"""Which column of a table says what: by its heading in any language, and by the values under it.

The surest first: a heading that is known; one that is known without what qualifies it ("Work email",
"Account name"); a column whose values are addresses or profiles. LinkedIn's own file always has the same
seven columns, whatever its language: it is known by what stands in them.
"""

import functools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from connectors.companies import plain
from connectors.identity import normalise_profile_url
from connectors.readers.dates import parse_date
from connectors.readers.rows import Choices, Column, addresses_in, cell


def _phrases(text: str) -> tuple[str, ...]:
    return tuple(" ".join(one.split()) for one in text.split(","))


#: Headings by field, as `plain` words, the surest first.
KNOWN: dict[str, tuple[str, ...]] = {
    "first_name": _phrases(
        """
        first name, firstname, given name, forename, vorname, prenom, nombre, voornaam,
        nome, nombre de pila, primeiro nome, imie, fornamn, fornavn, etunimi, jmeno,
        krestni jmeno, ad, adi, isim, keresztnev, prenume, имя, імя, 名字, 名, 이름, الاسم
        الاول, שם פרטי
        """
    ),
    "last_name": _phrases(
        """
        last name, lastname, surname, family name, nachname, nom, nom de famille,
        familienname, apellidos, apellido, cognome, sobrenome, apelido, ultimo nome,
        achternaam, nazwisko, efternamn, efternavn, etternavn, sukunimi, prijmeni, soyad,
        soyadi, vezeteknev, nume, фамилия, прізвище, 姓氏, 姓, 성, اسم العائلة, שם משפחה
        """
    ),
    "full_name": _phrases(
        """
        full name, name, display name, file as, nombre completo, nombre y apellidos, nom
        complet, vollstandiger name, anzeigename, nome completo, nome e cognome, volledige
        naam, naam, imie i nazwisko, contact name, contact, kontakt, person, navn, namn,
        ad soyad, полное имя, фио, контакт, 姓名, 氏名, 이름 성, الاسم, שם, שם מלא
        """
    ),
    "url": _phrases(
        """
        url, profile url, linkedin, linkedin url, linkedin profile, linkedin profile url,
        profil url, public profile url, person linkedin url, linkedin bio, linkedin link,
        url del perfil, website 1 value, web page, website, page web, pagina web,
        webseite, 个人主页, 프로필 url, プロフィールurl
        """
    ),
    "email": _phrases(
        """
        email address, e mail address, email, e mail, e mail adresse, emails, mail, email
        1, adresse e mail, adresse de messagerie, courriel, direccion de correo
        electronico, direccion de correo, correo electronico, correo, indirizzo email,
        indirizzo e mail, indirizzo posta elettronica, posta elettronica, endereco de e
        mail, endereco de email, correio electronico, e mailadres, adres e mail, adres
        email, e postadress, e post, epost, e posta, e posta adresi, sahkoposti,
        sahkopostiosoite, e mailova adresa, email cim, e mail cim, адрес электронной
        почты, электронная почта, почта, эл почта, електронна пошта, 邮箱地址, 电子邮件地址, 电子邮件,
        邮箱, 電子郵件, メールアドレス, 電子メール アドレス,
        이메일, 이메일 주소, البريد الالكتروني, דואר אלקטרוני,
        דואל, e mail 2 address, e mail 3 address, e mail 2 adresse, e mail 3 adresse,
        email 2, email 3
        """
    ),
    "company": _phrases(
        """
        company, company name, organization name, organization 1 name, organisation,
        organization, account name, account, employer, current company, unternehmen,
        firma, firmenname, arbeitgeber, entreprise, societe, organisme, empresa, compania,
        organizacion, organizacao, azienda, societa, bedrijf, bedrijfsnaam, firmanavn,
        foretag, virksomhed, selskap, yritys, spolecnost, sirket, ceg, companie, компания,
        организация, компанія, 公司, 单位, 会社, 会社名, 勤務先, 회사, 회사명, الشركة, חברה, associated
        company, account company
        """
    ),
    "position": _phrases(
        """
        job title, position, organization title, organization 1 title, titre1, poste,
        fonction, intitule du poste, titre du poste, cargo, puesto, posizione, posizione
        lavorativa, qualifica, mansione, functie, functietitel, stellenbezeichnung,
        berufsbezeichnung, stanowisko, befattning, stilling, tittel, nimike, pozice,
        pozicia, unvan, pozisyon, beosztas, functia, должность, посада, 职位, 職稱, 职务, 役職,
        직책, 직위, المنصب, תפקיד, title, role, titel, headline, occupation
        """
    ),
    "connected_on": _phrases(
        """
        connected on, verbunden am, connecte le, fecha de conexion, conectado el,
        collegato il, conectado em, verbonden op, date de connexion, en contact depuis,
        data di collegamento, polaczono, data nawiazania kontaktu, ansluten, forbundet
        den, forbindelse opprettet, baglanti kurulan tarih, дата установления контакта,
        дата установки контакта, 建立好友关系的时间, 建立關係日期, つながった日, 1촌 맺은 날짜
        """
    ),
}
FIELDS = tuple(KNOWN)
#: What tells who somebody is.
IDENTIFYING = ("first_name", "last_name", "full_name", "email", "url")
_NUMBERED = {"email": re.compile(r"e mail \d+ value"), "url": re.compile(r"website \d+ value")}
_QUALIFIES = frozenset(
    "work business primary personal private home main contact person persons professional secondary other"
    " preferred corporate current lead direct office the your their his her geschaftlich privat dienstlich"
    " professionnel professionnelle professionale profesional trabajo lavoro".split()
)
_ANYTHING_ELSE = frozenset(
    "type label status owner date id phone stage consent opt verified domain".split()
)
#: The columns of LinkedIn's file, in its order, with the profile and before there was one.
_LINKEDIN = (
    ("first_name", "last_name", "url", "email", "company", "position", "connected_on"),
    ("first_name", "last_name", "email", "company", "position", "connected_on"),
)
LOOKED_AT = 40  # rows below a heading
LOOKED_ACROSS = 60  # columns whose values are looked at
MOST = 0.6  # of the values in a column that must be addresses, for it to be a column of addresses

Columns = dict[str, tuple[int, ...]]


@dataclass(frozen=True)
class Header:
    """Where the columns are. `columns` holds the places of each field, the surest first."""

    kind: str
    width: int
    columns: Columns
    headings: tuple[str, ...] = ()

    @property
    def found(self) -> list[str]:
        """The fields that have a column."""
        return [field for field, places in self.columns.items() if places]


def find_header(
    cells: Sequence[str], below: Sequence[Sequence[str]], choices: Choices | None = None
) -> Header | None:
    """The columns of a heading row, with some of the records below it; None where it is none of contacts.

    What somebody chose for these headings comes before what they seem to mean.
    """
    names = plain_names(cells)
    columns = _by_heading(names)
    chosen = choices(names) if choices else {}
    if chosen:
        columns = _as_chosen(columns, names, chosen)
        if not any(columns[field] for field in IDENTIFYING):
            return None
        return Header(_kind(set(names), columns), len(names), columns, tuple(cells))
    if not _is_enough(columns) and sum(map(bool, names)) > 1 and not any(map(is_value, cells)):
        columns = _of_linkedin(names, below) or _with_values(columns, names, below)
    columns = _last_beside_first(columns, names, below)
    if not _is_enough(columns):
        return None
    return Header(_kind(set(names), columns), len(names), columns, tuple(cells))


def describe(header: Header, rows: Sequence[Sequence[str]]) -> tuple[Column, ...]:
    """Each column that holds something in one of these rows, and what it is read as.

    Where a field has no column, one whose heading speaks of it is suggested.
    """
    field_at = {place: field for field, places in header.columns.items() for place in places}
    missing = [field for field, places in header.columns.items() if not places]
    names = plain_names(header.headings)
    found = []
    for place, heading in enumerate(header.headings):
        sample = next((row[place] for row in rows if place < len(row) and row[place].strip()), "")
        if names[place] and (sample or place in field_at):
            field = field_at.get(place, "")
            wanted = "" if field else _suggested(names[place], missing)
            found.append(Column(names[place], cell(heading)[:80], field, cell(sample)[:80], wanted))
    return tuple(found)


def _suggested(name: str, missing: Sequence[str]) -> str:
    """The missing field that a heading speaks of, by one of its words; "" for none."""
    words = set(name.split())
    if words & _ANYTHING_ELSE:
        return ""
    return next((field for field in missing if words & _words_of(field)), "")


@functools.cache
def _words_of(field: str) -> frozenset[str]:
    """The headings of a field that are one word of four letters or more."""
    return frozenset(one for one in KNOWN[field] if len(one) > 3 and " " not in one)


def _as_chosen(columns: Columns, names: list[str], chosen: Mapping[str, str]) -> Columns:
    """With what somebody said of single columns: a field, or "" for not at all."""
    places = {names.index(name): field for name, field in chosen.items() if name in names}
    return {
        field: (
            *(place for place, wanted in places.items() if wanted == field),
            *(place for place in found if place not in places),
        )
        for field, found in columns.items()
    }


def plain_names(cells: Sequence[str]) -> list[str]:
    """Headings as `plain` words; the first may carry the mark of a file's encoding."""
    return [plain(name.lstrip("\ufeff")) for name in cells]


def _by_heading(names: list[str]) -> Columns:
    bare = [_bare(name) for name in names]
    columns: Columns = {}
    for field, known in KNOWN.items():
        places = [names.index(one) for one in known if one in names]
        if field in _NUMBERED:
            places += [i for i, name in enumerate(names) if _NUMBERED[field].fullmatch(name)]
        places += [bare.index(one) for one in known if one in bare]
        columns[field] = tuple(dict.fromkeys(places))
    taken = {place for field in ("first_name", "last_name") for place in columns[field]}
    columns["full_name"] = tuple(one for one in columns["full_name"] if one not in taken)
    return columns


def _bare(name: str) -> str:
    """A heading without what qualifies it: "work email 2" is "email". "" for "email type"."""
    words = name.split()
    if set(words) & _ANYTHING_ELSE:
        return ""
    bare = [word for word in words if word not in _QUALIFIES and not word.isdecimal()]
    return " ".join(bare) if bare != words else ""


def _is_enough(columns: Columns) -> bool:
    """Whether these columns tell who somebody is: an address, or a name and where they work since when."""
    named = any(columns[field] for field in ("first_name", "last_name", "full_name"))
    reachable = columns["email"] or (columns["url"] and named)
    placed = named and columns["company"] and columns["position"] and columns["connected_on"]
    return bool(reachable or placed)


def _of_linkedin(names: list[str], below: Sequence[Sequence[str]]) -> Columns | None:
    """LinkedIn's columns by what stands in them, whatever the language of their headings."""
    for fields in _LINKEDIN:
        rows = [row for row in below if len(row) == len(fields) and any(row)]
        if len(names) != len(fields) or not rows:
            continue
        dated = [row[-1] for row in rows if row[-1].strip()]
        is_dated = bool(dated) and all(re.search(r"\d{2}", one) for one in dated)
        linked = [row[2] for row in rows if row[2].strip()]
        found = [bool(normalise_profile_url(one) or addresses_in([one])) for one in linked]
        if is_dated and found and all(found):
            return {field: (fields.index(field),) if field in fields else () for field in FIELDS}
    return None


def _with_values(columns: Columns, names: list[str], below: Sequence[Sequence[str]]) -> Columns:
    """With columns of addresses and of profiles found by their values, where no heading told them."""
    taken = {place for places in columns.values() for place in places}
    found = dict(columns)
    for place in range(min(len(names), LOOKED_ACROSS)):
        values = [row[place] for row in below if place < len(row) and row[place].strip()]
        if place in taken or not values:
            continue
        if not found["email"] and _share(values, lambda one: bool(addresses_in([one]))) >= MOST:
            found["email"] = (place,)
        elif (
            not found["url"]
            and _share(values, lambda one: bool(normalise_profile_url(one))) >= MOST
        ):
            found["url"] = (place,)
    return found


def is_value(name: str) -> bool:
    """Whether a heading is one: a row with an address or a date in it is already somebody."""
    return "@" in name or parse_date(name) is not None


def _share(values: Sequence[str], is_one: Callable[[str], bool]) -> float:
    return sum(map(is_one, values)) / len(values)


def _last_beside_first(
    columns: Columns, names: list[str], below: Sequence[Sequence[str]]
) -> Columns:
    """ "Vorname, Name": a column of names beside one of first names holds the last names, if it does not
    repeat the first."""
    if not columns["first_name"] or columns["last_name"] or not columns["full_name"]:
        return columns
    first, other = columns["first_name"][0], columns["full_name"][0]
    rows = [row for row in below if max(first, other) < len(row) and row[first] and row[other]]
    repeated = [row for row in rows if plain(row[first]) in plain(row[other])]
    if rows and len(repeated) * 2 < len(rows):
        return columns | {"last_name": (other,), "full_name": columns["full_name"][1:]}
    return columns


def _kind(names: set[str], columns: Columns) -> str:
    if columns["connected_on"]:
        return "linkedin"
    if any(_NUMBERED["email"].fullmatch(name) for name in names) or "phonetic first name" in names:
        return "google"
    outlook = {"e mail address", "e mail adresse"} & names and {"job title", "position"} & names
    if outlook and len(names) > 20:
        return "outlook"
    return "table"
