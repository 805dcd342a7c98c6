"""Two spellings of one mailbox, profile or company are one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.companies import company_key, company_name
from connectors.identity import (
    clean_domain,
    clean_email,
    normalise_email,
    normalise_profile_url,
    same_domain,
)


@pytest.mark.parametrize(
    ("raw", "canonical"),
    [
        ("Petra@Example.COM ", "petra@example.com"),
        ("petra+news@example.com", "petra@example.com"),
        ("p.e.t.r.a+x@googlemail.com", "petra@gmail.com"),
        ("p.etra@example.com", "p.etra@example.com"),
        ("mailto:petra@example.com", "petra@example.com"),
        ("petra🚀@example.net", ""),
        ("petra@localhost", ""),
        ("a..b@example.com", ""),
        ("", ""),
    ],
)
def test_mailboxes(raw: str, canonical: str) -> None:
    assert normalise_email(raw) == canonical


@pytest.mark.parametrize(
    "raw",
    [
        "https://www.linkedin.com/in/Petra-V/",
        "http://de.linkedin.com/in/petra-v/en?trk=x#top",
        "linkedin.com/in/petra-v",
        "https://www.linkedin.com/in/petra-v/details/skills/",
    ],
)
def test_profiles(raw: str) -> None:
    assert normalise_profile_url(raw) == "linkedin.com/in/petra-v"


def test_a_site_is_no_profile() -> None:
    assert normalise_profile_url("https://www.acme.com/in/petra") == ""
    assert normalise_profile_url("https://www.linkedin.com/company/acme") == ""
    assert normalise_profile_url("http://[::1") == ""


@pytest.mark.parametrize("name", ["Nike, Inc. Ltd (NYSE)", "NIKE", "Nike Inc", "The Nike Company"])
def test_companies(name: str) -> None:
    assert company_key(name) == "nike"


@pytest.mark.parametrize(
    "name", ["", "Self-employed", "Stealth", "Freelance", "n/a", "-", "Selbstständig"]
)
def test_no_companies(name: str) -> None:
    assert company_name(name) is None


def test_domains() -> None:
    assert clean_domain("https://www.Acme.com/about") == "acme.com"
    assert same_domain("mail.acme.com", "acme.com")
    assert not same_domain("notacme.com", "acme.com")
    assert not same_domain("", "")


@given(st.text())
def test_any_text_gives_a_canonical_form_that_stays(text: str) -> None:
    assert normalise_email(normalise_email(text)) == normalise_email(text)
    assert clean_email(clean_email(text)) == clean_email(text)
    assert normalise_profile_url(normalise_profile_url(text)) == normalise_profile_url(text)
    named = company_name(text)
    assert named is None or (named.key and len(named.name) <= 160)
