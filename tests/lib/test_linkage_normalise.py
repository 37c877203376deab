"""Words as given, made comparable."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.lib.linkage.compare import ALIKE, name_level
from tessera.lib.linkage.fields import Facts
from tessera.lib.linkage.nicknames import families_of
from tessera.lib.linkage.normalise import (
    NO_ADDRESS,
    NO_NAME,
    address_of,
    described,
    district_of,
    handle_of,
    name_codes,
    name_of,
    phone_of,
    plate_of,
    plate_parts_of,
    postcode_of,
    telling_words,
)
from tessera.lib.linkage.prepared import prepare
from tessera.lib.linkage.scripts import to_latin
from tessera.lib.linkage.sounds import phonetic_codes
from tests.lib.linkage_facts import untimed


@pytest.mark.parametrize(
    ("written", "latin"),
    [
        ("Małgorzata", "malgorzata"),
        ("Zoë", "zoe"),
        ("ỌLÚWAṢEUN", "oluwaseun"),
        ("Gökçe", "gokce"),
        ("Straße", "strasse"),
        ("Ｊohn", "john"),
        ("Александра", "aleksandra"),
        ("Щербаков", "shcherbakov"),
        ("Ωνάσης", "onasis"),
        ("محمد", "mhmd"),
        ("ﻣﺤﻤﺪ", "mhmd"),
        ("أحمد", "ahmd"),
        ("שלום", "shlom"),
        ("გიორგი", "giorgi"),
        ("Ճան", "chan"),
        ("अली", "ali"),
        ("प्रिया शर्मा", "priya sharma"),
        ("राम सिंह", "ram sinh"),
        ("क़ासिम", "qasim"),
        ("ऋषि", "rishi"),
        ("মোহাম্মদ", "mohammad"),
        ("ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ", "guraprit singh"),
        ("முருகன்", "murukan"),
        ("ዳዊት", "dawit"),
        ("ሰላም", "salam"),
        ("अः", "a"),
        ("፩", "፩"),
        ("़ि", "i"),
        ("李", "李"),
        ("‎Ali‏", "ali"),
    ],
)
def test_other_scripts_are_spelt_in_latin_letters(written, latin):
    assert to_latin(written) == latin


SAID_ALIKE = [
    "Chowdhury Choudhry Chaudhri Chowdhary", "Hussain Hossain Husayn Husain",
    "Mohammed Muhammad Mohamud Mohamad",
    "Khalid Khaled Khalied", "Qasim Kasim Kassem", "Yousef Yusuf Youssef Yousaf", "Zubair Zubayr",
    "Rehman Rahman",
    "Oluwaseun Oluseun", "Chinedu Chineddu", "Kowalski Kowalska Kowalsky", "Ivanov Ivanova Ivanoff Iwanow",
    "Wojciech Vojciech", "Szczepanski Shchepanski", "Tomasz Tomash", "Xhemal Jemal Djemal",
    "Sergei Sergey Sergiy",
    "Smith Smyth Smit", "Catherine Katherine Kathryn", "Stephen Steven Stefan", "Philip Filip",
    "Wright Right",
    "Aleksandra Alexandra", "Ghulam Gulam", "Dhillon Dillon", "Aisha Ayesha Aysha",
]  # fmt: skip


@pytest.mark.parametrize("names", SAID_ALIKE)
def test_names_that_sound_alike_share_a_code(names):
    first, *others = names.lower().split()
    for other in others:
        assert set(phonetic_codes(first)) & set(phonetic_codes(other)), other


@pytest.mark.parametrize("names", ["Smith Jones", "Khan Hussain", "Nwosu Okafor", "Kowalski Nowak", "Ali Omar"])
def test_names_that_do_not_sound_alike_share_no_code(names):
    one, other = names.lower().split()
    assert not set(phonetic_codes(one)) & set(phonetic_codes(other))


def test_a_word_nobody_can_sound_out_is_its_own_code():
    assert phonetic_codes("李") == ("李",)
    assert phonetic_codes("") == ()


@pytest.mark.parametrize(
    ("short", "full"),
    [
        ("Bill", "William"), ("Ola", "Aleksandra"), ("Seun", "Oluwaseun"), ("Muhammad", "Mohammed"),
        ("محمد", "Mohamed"),
        ("Kuba", "Jakub"), ("Emeka", "Chukwuemeka"), ("Preet", "Gurpreet"), ("Vova", "Vladimir"),
        ("Gosia", "Małgorzata"),
        ("Usman", "Othman"), ("Kwesi", "Akwasi"), ("Dawit", "David"),
    ],
)  # fmt: skip
def test_a_short_form_and_the_full_name_are_of_one_family(short, full):
    assert name_of(short).families & name_of(full).families


def test_a_name_nobody_listed_has_no_family():
    assert families_of("smiler") == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("O’Connor", "OConnor"), ("El-Masri", "al masri"), ("van der Berg", "Berg"), ("SMITH", "smith"),
        ("Mr Smith", "Smith"),
        ("Sa'id", "Said"), ("Anne-Marie", "Anne Marie"),
    ],
)  # fmt: skip
def test_particles_apostrophes_and_case_make_no_difference(one, other):
    assert name_of(one).plain == name_of(other).plain


@pytest.mark.parametrize(
    ("one", "other"),
    [("Elmasri", "Al-Masri"), ("Almasry", "Masri"), ("McDonald", "Mc Donald"), ("Vandervelde", "van der Velde")],
)
def test_a_particle_written_as_one_word_with_the_name_is_heard_without_it_too(one, other):
    assert name_level(name_of(one), name_of(other)) in ALIKE
    assert set(name_codes(name_of(one))) & set(name_codes(name_of(other)))


@pytest.mark.parametrize(("one", "other"), [("Albert", "Bert"), ("Vanessa", "Essa"), ("Ellis", "Lis")])
def test_a_name_that_only_begins_like_a_particle_is_whole(one, other):
    assert not set(phonetic_codes(name_of(other).plain)) & set(name_codes(name_of(one)))


def test_names_made_of_nothing_or_of_particles_only():
    assert name_of(" -- ") == NO_NAME
    assert name_of("de la").plain == "dela"
    assert name_of("D.").is_initial


def test_codes_of_a_name_cover_each_word_the_whole_and_the_full_forms():
    codes = name_codes(name_of("Bill-Ola"))
    assert {phonetic_codes(word)[0] for word in ("bill", "ola", "billola", "william", "aleksandra")} <= set(codes)


@pytest.mark.parametrize(
    "written",
    ["07700 900123", "+44 7700 900123", "0044 (0)7700 900123", "(07700) 900-123", "447700900123",
    "+44 (0) 7700 900123",
     "٠٧٧٠٠ ٩٠٠١٢٣"],
)  # fmt: skip
def test_one_telephone_number_however_it_is_written(written):
    assert phone_of(written) == "7700900123"


@pytest.mark.parametrize(
    ("written", "kept"),
    [("900123", "900123"), ("0123", "0123"), ("07700 9?0123", "77009?0123"), ("07…123", "07?123"), ("12",
    ""), ("1??2", ""),
     ("+48 123 456 789", "48123456789"), ("no number", "")],
)  # fmt: skip
def test_parts_of_telephone_numbers(written, kept):
    assert phone_of(written) == kept


def test_plates_fold_what_nobody_can_tell_apart():
    assert plate_of("zo2i abc") == plate_of("ZO21ABC") == "Z021ABC"
    assert plate_parts_of("KF?1 BX?") == ("KF", "1BX")


@pytest.mark.parametrize(
    ("whole", "partial", "plate", "parts"),
    [("ZQ21 ABC", "", "ZQ21ABC", ()), ("ZQ2? ABC", "", "", ("ZQ2", "ABC")), ("ZQ21…", "", "", ("ZQ21",)),
     ("?Q21ABC", "", "", ("Q21ABC",)), ("", "21A", "", ("21A",)), ("ZQ21 ABC", "21A", "ZQ21ABC",
     ("21A",)), ("??", "", "", ())],
)  # fmt: skip
def test_a_plate_with_a_gap_in_it_is_a_part(whole, partial, plate, parts):
    known = prepare(Facts(kind="vehicle", plate=whole, plate_partial=partial))
    assert (known.plate, known.plate_parts) == (plate, parts)


@pytest.mark.parametrize(
    ("written", "code", "district"),
    [("wx4 1ab", "WX41AB", "WX4"), ("WX4 IAB", "WX41AB", "WX4"), ("WX4 OAB", "WX40AB", "WX4"), ("WX49",
    "WX49", "WX49"),
     ("75001", "75001", ""), ("", "", "")],
)  # fmt: skip
def test_postcodes(written, code, district):
    assert postcode_of(written) == code
    assert district_of(postcode_of(written)) == district


def test_addresses_tell_by_number_and_street():
    address = address_of("Flat 2, 14 St Mary’s Rd.")
    assert address.numbers == {"2", "14"}
    assert address.telling == {"marys"}
    assert address_of(" ,, ") == NO_ADDRESS


@pytest.mark.parametrize("written", ["@Big_Zed.99", "bigzed99", "https://chatter.example/@BigZed99/?x=1", "BIG-ZED 99"])
def test_one_account_name_however_it_is_written(written):
    assert handle_of(written) == "bigzed99"


def test_words_of_the_trade_tell_nothing_unless_they_are_all_there_is():
    assert telling_words(name_of("Riverside Taxis Ltd")) == ("riverside",)
    assert telling_words(name_of("The Taxi Company")) == ("taxi", "company")


def test_what_skin_looks_like_tells_nobody_apart():
    assert described("tall white male, scar on chin") == {"tall", "scar", "chin"}


def test_both_names_in_one_box_are_parted():
    known = prepare(Facts(first_name="Mary Ann O’Connor"))
    assert (known.first.plain, known.surname.plain) == ("maryann", "oconnor")


@untimed
@given(st.text(max_size=40))
def test_no_text_breaks_a_form(text):
    for form in (
        name_of,
        phone_of,
        plate_of,
        plate_parts_of,
        postcode_of,
        address_of,
        handle_of,
        described,
        to_latin,
    ):
        form(text)
    assert name_of(text) == name_of(text.swapcase().swapcase()) or not text.isascii()
    assert plate_of(plate_of(text)) == plate_of(text)
    assert handle_of(handle_of(text)) == handle_of(text)
