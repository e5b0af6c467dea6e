"""What addresses say about who reads them, and how they are kept and shown."""

from __future__ import annotations

import pytest

from suppilo.people.addresses import is_disposable, is_role, readable
from suppilo.people.normalising import BadIdentifier, normalise

pytestmark = pytest.mark.pure


@pytest.mark.parametrize("address", ["info@a.example", "Sales@a.example", "sales+oslo@a.example", "myynti@a.example"])
def test_a_role_is_told_from_a_person(address):
    assert is_role(address) and not is_role(f"anna.{address}")


@pytest.mark.parametrize(
    ("address", "is_so"),
    [
        ("x@mailinator.com", True),
        ("x@eu.mailinator.com", True),
        ("x@not-mailinator.example", False),
        ("x@gmail.com", False),
        ("x@com", False),
    ],
)
def test_an_address_to_throw_away_is_known_by_its_domain_or_one_above(address, is_so):
    assert is_disposable(address) is is_so


def test_a_domain_is_kept_as_the_dns_has_it_and_shown_as_people_write_it():
    kept = normalise("email", "Anna@Bücher.example")
    assert kept == "anna@xn--bcher-kva.example"
    assert readable(kept) == "anna@bücher.example"
    assert readable("anna@xn--\xff.example") == "anna@xn--\xff.example"
    assert normalise("email", "åsa@kaffe.example") == "åsa@kaffe.example"


def test_a_name_before_the_at_has_at_most_64_bytes():
    assert normalise("email", f"{'a' * 64}@a.example")
    assert normalise("email", f"{'å' * 32}@a.example")
    for local in ("a" * 65, "å" * 33):
        with pytest.raises(BadIdentifier):
            normalise("email", f"{local}@a.example")


@pytest.mark.parametrize("sign", ["\n", "\r\n", "\x00", "\u2028", "\u200b"])
@pytest.mark.parametrize("address", ["a{}b@a.example", "a@a{}.example", "a@a.example{}Bcc: b@b.example"])
def test_no_address_holds_a_line_break_or_something_unseen(address, sign):
    with pytest.raises(BadIdentifier):
        normalise("email", address.format(sign))
