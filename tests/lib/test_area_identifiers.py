"""Nothing in the invented county can be somebody's: the rules, stated and tried."""

import re

import phonenumbers
from hypothesis import given
from hypothesis import strategies as st

from tessera.lib.area import identifiers

# What Ofcom keeps for drama without naming a real town.
DRAMA = re.compile(r"07700900\d{3}|01632960\d{3}")
# Every form of plate that has been issued in Great Britain or Northern Ireland (DVLA, INF104).
ISSUED_PLATES = tuple(
    re.compile(form)
    for form in (
        r"[A-HJ-PR-Y]{2}\d{2}[A-HJ-PR-Z]{3}",  # current: no I, Q or Z first, no I or Q last
        r"[A-HJ-NP-TV-Y]\d{1,3}[A-Z]{3}",  # 1983 to 2001
        r"[A-Z]{3}\d{1,3}[A-Z]",  # 1963 to 1983
        r"Q\d{1,3}[A-Z]{3}",  # age unknown
        r"[A-Z]{1,3}\d{1,4}|\d{1,4}[A-Z]{1,3}",  # without a date, and Northern Ireland
    )
)
# The post towns' areas, of which WX is none.
POST_TOWN_AREAS = """
    AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN
    EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML
    N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD
    TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE
"""


def is_nobodys_number(number: str) -> bool:
    digits = re.sub(r"\D", "", number)
    digits = re.sub(r"^(?:0044|44)", "0", digits)
    return bool(DRAMA.fullmatch(digits)) or not phonenumbers.is_valid_number(phonenumbers.parse(digits, "GB"))


def could_be_issued(plate: str) -> bool:
    letters = re.sub(r"\W", "", plate).upper()
    return any(form.fullmatch(letters) for form in ISSUED_PLATES)


def is_nobodys_postcode(postcode: str) -> bool:
    area = re.match(r"[A-Z]+", postcode)
    return bool(area) and area[0] not in POST_TOWN_AREAS.split()


def test_the_rules_would_notice_real_ones():
    assert could_be_issued("AB51 CDE")
    assert could_be_issued("A123 BCD")
    assert not is_nobodys_number("020 7219 3000")
    assert not is_nobodys_postcode("SW1A 1AA")


@given(st.integers(0, 21_000_000))
def test_a_telephone_is_nobodys(slot):
    number = identifiers.telephone(slot)
    assert re.fullmatch(r"0\d{10}", number)
    assert is_nobodys_number(number)


def test_a_small_county_has_only_drama_numbers():
    assert all(DRAMA.fullmatch(identifiers.telephone(slot)) for slot in range(1700))


@given(st.integers(0, 20_000_000), st.integers(0, 20_000_000))
def test_two_slots_never_share_a_telephone(one, other):
    assert (one == other) == (identifiers.telephone(one) == identifiers.telephone(other))


def test_the_numbers_kept_for_the_story_are_never_given_out():
    given_out = {identifiers.telephone(slot) for slot in range(5000)}
    kept = {f"077009009{n:02d}" for n in range(100)} | {f"01632960{n}" for n in range(800, 1000)}
    assert not given_out & kept


@given(st.integers(0, 65535), st.integers(0, 65535), st.integers(0, 65535))
def test_a_plate_has_the_current_form_and_cannot_be_issued(tag, age, letters):
    plate = identifiers.plate(tag, age, letters)
    assert re.fullmatch(r"[A-Z]{2}\d{2} [A-Z]{3}", plate)
    assert not could_be_issued(plate)


@given(st.integers(1, 99), st.integers(0, 1 << 40))
def test_a_postcode_has_the_right_form_and_is_nobodys(district, unit):
    postcode = identifiers.postcode(district, unit)
    assert re.fullmatch(r"[A-Z]{2}\d{1,2} \d[ABD-HJLNP-UW-Z]{2}", postcode)
    assert is_nobodys_postcode(postcode)
