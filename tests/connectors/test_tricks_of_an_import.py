"""Whoever asked not to be listed does not come back, whatever trick an import plays; nor is anybody sold who
must not be."""

import unicodedata
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from hypothesis import given
from hypothesis import strategies as st

from brokerage.kit.money import Money
from connectors import actions, queries
from connectors.actions import set_attention, suppress
from connectors.identity import normalise_email, normalise_profile_url
from connectors.models import Relationship
from connectors.titles import forbidden_category
from tests.support.builders import PETRA
from tests.support.importing import reviewed
from tests.support.stages import listed

URL = "https://www.linkedin.com/in/petra-vandenbroucke-77"
HEAD = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n"


def assert_cannot_be_listed(user: Any) -> None:
    """Their only contact came in like any other, and cannot be listed, whatever is edited."""
    row = Relationship.objects.get(connector=user)
    actions.save_profile(user, headline="x", no_employer=True)
    actions.set_price(user, [row.public_id], Money(20_000, "EUR"))
    outcome = actions.list_relationships(user, [row.public_id])
    assert outcome.refused == {row.public_id: queries.CANNOT_BE_LISTED}
    assert not Relationship.objects.filter(listed_at__isnull=False).exists()


@pytest.mark.parametrize(
    "variant",
    [
        "www.linkedin.com/in/petra-vandenbroucke-77?trk=https://x.example/",
        "https://www.linkedin.com/comm/in/petra-vandenbroucke-77",
        "https://www.linkedin.com/mwlite/in/petra-vandenbroucke-77",
        "https://www.linkedin.com./in/petra-vandenbroucke-77",
        "https://www.linkedin.com/in/petra-vandenbroucke-77/about",
        "https://www.linkedin.com/in/petra%2Dvandenbroucke-77",
        "https://www.linkedin.com/in/petra%252Dvandenbroucke-77",
        "https:/www.linkedin.com/in/petra-vandenbroucke-77",
        "https://www.linkedin.com/in/petra-vandenbroucke-77;x=1",
        "https://www.linkedin.com/in/petra-vandenbroucke-77&x=1",
        "https://www.linkedin.com/profile/../in/petra-vandenbroucke-77",
        "https://www.linkedin.com/in/petra-vandenbroucke-77\u200b",
        "https://www.linkedin.com/IN/Petra-Vandenbroucke-77/",
        "https://de.linkedin.com/in/petra-vandenbroucke-77/de",
    ],
)
def test_no_spelling_of_a_profile_brings_a_suppressed_person_back(
    known: Any, take_in: Any, colin: Any, eve: Any, variant: str
) -> None:
    row = known(colin, profile_url=URL)
    suppress(row.prospect)
    take_in(
        eve,
        f"Petra,Vandenbroucke,{variant},petra@elsewhere.example,Meridian Freight,Buyer,01 Jan 2024\n",
    )
    assert_cannot_be_listed(eve)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "https://www.linkedin.com/in/jos\u00e9-m\u00fcller",
            "https://www.linkedin.com/in/" + unicodedata.normalize("NFD", "jos\u00e9-m\u00fcller"),
        ),
        (
            "https://www.xing.com/profile/Petra_Vandenbroucke",
            "https://www.xing.com/profile/Petra_Vandenbroucke/cv",
        ),
        (
            "https://www.xing.com/profile/Petra_Vandenbroucke",
            "https://www.xing.com/profile/Petra_Vandenbroucke/web_profiles",
        ),
    ],
)
def test_spellings_of_one_profile_are_one(one: str, other: str) -> None:
    assert normalise_profile_url(one) == normalise_profile_url(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("petra.v@proton.me", "petrav@proton.me"),
        ("petra.v@proton.me", "petra.v@protonmail.com"),
        ("petra.v@proton.me", "petra.v@pm.me"),
        ("petra@icloud.com", "petra@me.com"),
        ("petra@yandex.ru", "petra@ya.ru"),
        ("petra.v@gmail.com", "petrav+x@googlemail.com"),
        ("petra@firma.example", "petra@firma.example."),
    ],
)
def test_spellings_of_one_mailbox_are_one(one: str, other: str) -> None:
    assert normalise_email(one) == normalise_email(other)


def test_nor_does_a_card_with_their_address_as_its_second(
    known: Any, take_in: Any, colin: Any, eve: Any
) -> None:
    row = known(colin)
    suppress(row.prospect)
    card = (
        "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Petra Vandenbroucke\r\nEMAIL:petra@elsewhere.example\r\n"
        f"EMAIL:{row.email}\r\nTITLE:VP Procurement\r\nORG:Meridian Freight\r\nEND:VCARD\r\n"
    )
    run = take_in(eve, card.encode(), "contacts.vcf")
    assert (run.new, run.skipped) == (1, 0), "no count tells"
    assert_cannot_be_listed(eve)


def test_nor_does_a_table_with_their_address_as_its_second(
    known: Any, take_in: Any, colin: Any, eve: Any
) -> None:
    row = known(colin)
    suppress(row.prospect)
    data = (
        "First Name,Last Name,Organization Name,Organization Title,E-mail 1 - Value,E-mail 2 - Value\n"
        f"Petra,Vandenbroucke,Meridian Freight,VP Procurement,petra@elsewhere.example,{row.email}\n"
    )
    take_in(eve, data.encode(), "contacts.csv")
    assert_cannot_be_listed(eve)


def test_a_company_that_opts_out_speaks_for_private_addresses_too(
    known: Any, colin: Any, mona: Any, company: Any
) -> None:
    company("Meridian Freight", domain="meridian-freight.example")
    row = known(colin, email="petra@gmail.com", listed=True)
    actions.opt_out_domain(
        "meridian-freight.example", staff=mona, reason="They asked us to in writing."
    )
    row.refresh_from_db()
    assert row.listed_at is None


def test_a_domain_with_umlauts_can_be_opted_out(mona: Any, known: Any, colin: Any) -> None:
    actions.opt_out_domain(
        "b\u00fccher-haus.example", staff=mona, reason="They asked us to in writing."
    )


def test_what_a_person_chose_outlives_being_deleted_and_brought_again(
    known: Any, take_in: Any, colin: Any
) -> None:
    row = known(colin)
    email = row.email
    set_attention(
        row.prospect, requests_a_month=0, rest_days=None, paused_until=None, refused_topics=""
    )
    actions.remove(colin, [row.public_id])
    again = known(colin)
    assert again.email == email
    assert again.prospect.requests_a_month == 0


def test_what_a_person_chose_outlives_an_address_changed_and_changed_back(
    known: Any, colin: Any
) -> None:
    row = known(colin)
    email = row.email
    set_attention(
        row.prospect, requests_a_month=0, rest_days=None, paused_until=None, refused_topics=""
    )
    actions.edit_relationship(colin, row.public_id, email="somebody@else.example")
    row = actions.edit_relationship(colin, row.public_id, email=email)
    assert row.prospect.requests_a_month == 0


def test_a_second_proven_address_tells_the_employer_too(known: Any, colin: Any) -> None:
    EmailAddress.objects.create(
        user=colin, email="colin@meridian-freight.example", verified=True, primary=False
    )
    row = known(colin)
    assert queries.is_own_employer(colin, row)


def test_nobody_lists_an_address_of_their_own(known: Any, colin: Any) -> None:
    EmailAddress.objects.create(
        user=colin, email="colin@second-mail.example", verified=True, primary=False
    )
    row = known(colin, name="Colin Self", email="colin@second-mail.example")
    outcome = actions.list_relationships(colin, [row.public_id])
    assert outcome.refused


@pytest.mark.parametrize(
    "company_name",
    [
        "Petra Vandenbroucke Consulting",
        "Petra Vandenbroucke",
        "Vandenbroucke & Partner",
    ],
)
def test_a_company_that_tells_the_name_is_not_named(
    known: Any, colin: Any, rita: Any, company_name: str
) -> None:
    row = known(
        colin,
        company_name=company_name,
        title="Sales Manager",
        email="petra@somewhere.example",
        listed=True,
    )
    shown = queries.blinded(queries.listing_for(row.public_id, rita))
    assert "vandenbroucke" not in str(shown).lower()
    found = queries.search(queries.SearchFilters(q="vandenbroucke"), rita)
    assert not list(found.listings)
    by_company = queries.search(queries.SearchFilters(company="Petra Vandenbroucke"), rita)
    assert not list(by_company.listings)


@pytest.mark.parametrize(
    "title",
    [
        "Deputy Mayor",
        "B\u00fcrgermeister",
        "Oberb\u00fcrgermeisterin",
        "Bundesminister",
        "Ministerialrat",
        "Ministerialdirigentin",
        "Richter am Landgericht",
        "Staatsanwalt",
        "Beamter",
        "MdB",
        "Member of Parliament",
        "MP for Leeds",
        "Member of the European Parliament",
        "MEP",
        "Congressperson",
        "Lord Mayor",
        "Police Officer",
        "Alderman",
        "Secretary of State",
        "Undersecretary of Defense",
        "Bezirksb\u00fcrgermeister",
        "Regierungsrat",
        "Stadtrat",
        "Gemeinder\u00e4tin",
        "d\u00e9put\u00e9e",
        "S\u00e9natrice",
        "Pr\u00e9fet",
        "Concejal",
        "Diputado",
        "Sindaco",
        "Assessore",
        "Burgemeester",
        "Wethouder",
    ],
)
def test_public_officials_are_known_by_their_titles(title: str) -> None:
    assert forbidden_category(title) == "public_official"


@pytest.mark.parametrize(
    "title",
    [
        "Family Doctor",
        "Doctor",
        "GP",
        "Consultant Cardiologist",
        "Gyn\u00e4kologin",
        "Internist",
        "Fach\u00e4rztin f\u00fcr Innere Medizin",
        "Haus\u00e4rztin",
        "Zahn\u00e4rztin",
        "Amtsarzt",
        "Assistenzarzt",
        "Belegarzt",
        "Orthop\u00e4de",
        "Urologist",
        "Ophthalmologist",
        "Endocrinologist",
        "Gynecologist",
        "Pulmonologist",
        "Paediatrician",
        "Midwife",
        "Physician Assistant",
        "Veterinarian",
        "Tierarzt",
        "M\u00e9decin g\u00e9n\u00e9raliste",
        "Chirurgien",
        "Chirurg",
        "Dentiste",
        "M\u00e9dica",
        "Huisarts",
        "Arts",
        "Apotheker",
        "Hospitalist",
        "Optometrist",
    ],
)
def test_prescribers_are_known_by_their_titles(title: str) -> None:
    assert forbidden_category(title) == "prescriber"


def test_officials_are_known_by_their_addresses(known: Any, colin: Any) -> None:
    row = known(
        colin,
        name="Olaf Beispiel",
        title="Head of Procurement",
        company_name="Bundesministerium der Verteidigung",
        email="olaf.beispiel@bmvg.bund.de",
    )
    outcome = actions.list_relationships(colin, [row.public_id])
    assert outcome.refused


@pytest.mark.parametrize(
    "title",
    [
        "Doctor of Philosophy", "General Partner", "GP Fund III", "Brand Ambassador", "Head of Arts",
        "Radiology Sales Manager", "Parts Manager", "Systems Administrator", "Richter Holding CEO",
        "Judgement Analyst", "Betriebsrat", "Aufsichtsrat", "Chief Medical Officer",
        "Ministry Programme Lead",
    ],
)  # fmt: skip
def test_who_only_sounds_like_it_may_be_listed(title: str) -> None:
    assert forbidden_category(title) == ""


def test_a_company_that_only_sounds_like_a_name_is_named(known: Any, colin: Any, rita: Any) -> None:
    row = known(
        colin,
        name="Jan van der Berg",
        company_name="Van Cleef Logistics",
        title="Sales",
        listed=True,
    )
    row.company.headcount = 1000
    row.company.save()
    actions.renew_shown_facts()
    shown = queries.blinded(queries.listing_for(row.public_id, rita))
    assert shown.company == "Van Cleef Logistics"


@pytest.mark.parametrize("change", ["Mayor", "employer"])
def test_an_import_takes_what_may_not_be_sold_any_more_off_the_market(
    colin: Any, change: str
) -> None:
    company, title = "Meridian Freight", change
    if change == "employer":
        actions.save_profile(colin, headline="x", employer_name="Colin Works")
        company, title = "Colin Works", "VP Procurement"
    row = listed(colin)
    line = f"Petra,Vandenbroucke,{PETRA.profile_url},{PETRA.email},{company},{title},01 Jan 2024\n"
    run = reviewed(colin, "Connections.csv", (HEAD + line).encode())
    if run.rows.filter(kind="question").exists():
        actions.answer_row(colin, run.public_id, 2, "1")
    actions.add_chosen(colin, run.public_id)
    actions.carry_out_import(run.pk)
    run.refresh_from_db()
    assert run.unlisted == 1
    row.refresh_from_db()
    assert (row.title, row.listed_at) == (title, None)


SLUGS = st.from_regex(r"[a-z0-9]{2,12}(-[a-z0-9]{1,8}){0,3}", fullmatch=True)


@given(
    slug=SLUGS,
    other=SLUGS,
    scheme=st.sampled_from(["", "//", "https://", "http:/", "HTTPS://"]),
    host=st.sampled_from(
        ["linkedin.com", "www.LinkedIn.com", "de.linkedin.com.", "linkedin.com:443"]
    ),
    way=st.sampled_from(["/in/", "/comm/in/", "//in//", "/%69n/"]),
    tail=st.sampled_from(
        ["", "/", "/en", "?a=//b", "#x", ";v=1", "&x=1", "/details/skills/", "\u200b"]
    ),
)
def test_any_spelling_of_a_profile_is_that_profile_and_no_other(
    slug: str, other: str, scheme: str, host: str, way: str, tail: str
) -> None:
    found = normalise_profile_url(f"{scheme}{host}{way}{slug}{tail}")
    assert found == f"linkedin.com/in/{slug}"
    assert (normalise_profile_url(f"linkedin.com/in/{other}") == found) == (slug == other)
