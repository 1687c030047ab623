"""The codes that the page says are those of the catalogue, with their places."""

from tests import page_codes
from tests.layers.test_messages import entries
from tests.page_codes import FAMILIES


def test_every_code_that_a_module_or_a_template_names_is_there() -> None:
    assert sorted(page_codes.named() - set(entries("en"))) == []


def test_every_code_that_a_module_makes_is_of_a_family_and_every_family_is_there() -> None:
    assert page_codes.made() == set(FAMILIES)
    assert sorted(page_codes.of_families() - set(entries("en"))) == []


def test_what_is_said_fills_every_place_of_its_sentence() -> None:
    said = page_codes.calls()
    assert len(said) > 200
    english = entries("en")
    assert [
        f"{where} fills {sorted(filled)}, not {sorted(english[code])}"
        for where, code, filled in said
        if filled != english[code] and "...places" not in filled
    ] == []
