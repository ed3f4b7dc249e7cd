"""Carriers: every file's own test numbers, found by walking the folder."""

import pytest

from evidence_checks.carriers import all_carriers, carriers_of, check_digit_holds, named_in


@pytest.mark.parametrize("code", sorted(all_carriers()))
def test_a_carrier_knows_its_own_numbers_and_no_others(code):
    carrier = all_carriers()[code]
    assert carrier.valid
    assert [number for number in carrier.valid if not carrier.fits(number)] == []
    assert [number for number in carrier.invalid if carrier.fits(number)] == []
    assert carrier.zh
    assert carrier.en


def test_a_wrong_check_digit_belongs_to_no_post():
    assert carriers_of("RB123456785GB") == ("S10",)
    assert carriers_of("RB123456786GB") == ()
    assert check_digit_holds("RB123456786GB") is False
    assert check_digit_holds("SF1234567890123") is None


@pytest.mark.parametrize(
    ("text", "code"), [("顺丰速运", "SF"), ("順豐速運", "SF"), ("中通快递", "ZTO"), ("EMS", "EMS")]
)
def test_a_carrier_is_known_by_its_names_in_both_scripts(text, code):
    assert named_in(text) == code


def test_letters_inside_a_word_name_no_carrier():
    assert named_in("STORE") is None
    assert named_in("items") is None
