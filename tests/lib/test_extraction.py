"""What a narrative speaks of: each style of plate, phone, postcode and account, and what only looks like one."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tessera.lib.extraction import Found, HeldName, HeldNames, mentions_in, plate_key


def found(text: str, kind: str, held: HeldNames | None = None) -> list[Found]:
    return [mention for mention in mentions_in(text, held=held) if mention.kind == kind]


def only(text: str, kind: str, held: HeldNames | None = None) -> Found:
    [mention] = found(text, kind, held)
    return mention


# Plates


@pytest.mark.parametrize(
    ("text", "words", "plate", "style"),
    [
        ("They got into WX21 ABC.", "WX21 ABC", "WX21ABC", "current"),
        ("a grey car wx21 abc by the quay", "wx21 abc", "WX21ABC", "current"),
        ("wx21abc", "wx21abc", "WX21ABC", "current"),
        ("WX21-ABC", "WX21-ABC", "WX21ABC", "current"),
        ("WX 21 ABC", "WX 21 ABC", "WX21ABC", "current"),
        ("reg no. wx 21 abc", "wx 21 abc", "WX21ABC", "current"),
        ("gl51 xyz seen again", "gl51 xyz", "GL51XYZ", "current"),
        ("the car was WX21 abc", "WX21 abc", "WX21ABC", "current"),
        ("Seen again: WX51 CAR, parked", "WX51 CAR", "WX51CAR", "current"),
        ("reg wx51 and", "wx51 and", "WX51AND", "current"),
        ("Was it WX21 ABC?", "WX21 ABC", "WX21ABC", "current"),
        ("an old van, A123 BCD", "A123 BCD", "A123BCD", "prefix"),
        ("reg a123 bcd", "a123 bcd", "A123BCD", "prefix"),
        ("parked: A12 BCD", "A12 BCD", "A12BCD", "prefix"),
        ("parked: a12bcd", "a12bcd", "A12BCD", "prefix"),
        ("an old van, ABC 123D", "ABC 123D", "ABC123D", "suffix"),
        ("reg abc 123d", "abc 123d", "ABC123D", "suffix"),
        ("it was abc123d", "abc123d", "ABC123D", "suffix"),
        ("registration is ABC 1234", "ABC 1234", "ABC1234", "dateless"),
        ("plate: 1234 AB", "1234 AB", "1234AB", "dateless"),
    ],
)
def test_plate_of_each_style(text, words, plate, style):
    mention = only(text, "vehicle")
    assert (mention.words, mention.fields["plate"], mention.fields["style"]) == (words, plate, style)


@pytest.mark.parametrize("written", ["WX20 ABC", "WX2O ABC", "wx2o abc"])
def test_letter_o_and_nought_have_one_key(written):
    fields = only(f"reg {written}", "vehicle").fields
    assert fields["plate_key"] == plate_key("WX20 ABC") == "WX20ABC"
    assert fields["plate"] == written.upper().replace(" ", "")


def test_letter_i_and_one_have_one_key():
    assert only("reg WXI1 ABC", "vehicle").fields["plate_key"] == only("reg WX11 ABC", "vehicle").fields["plate_key"]


@pytest.mark.parametrize(
    ("text", "words", "pattern", "part", "at"),
    [
        ("starting WX2", "WX2", "WX2*", "WX2", "start"),
        ("the plate began with wx2", "wx2", "WX2*", "WX2", "start"),
        ("reg ending 7KD", "7KD", "*7KD", "7KD", "end"),
        ("number plate ending 456", "456", "*456", "456", "end"),
        ("plate starting with the letters WX", "WX", "WX*", "WX", "start"),
        ("part plate AB12", "AB12", "*AB12*", "AB12", "within"),
        ("reg WX21 then it drove off", "WX21", "*WX21*", "WX21", "within"),
        ("part of the plate was Z17 KR", "Z17 KR", "*Z17KR*", "Z17KR", "within"),
        ("reg WZ17 K seen twice", "WZ17 K", "*WZ17K*", "WZ17K", "within"),
        ("REG WX21 IS ALL I SAW", "WX21", "*WX21*", "WX21", "within"),
        ("plate had 22 CG in it", "22 CG", "*22CG*", "22CG", "within"),
        ("the plate had 22cg in it", "22cg", "*22CG*", "22CG", "within"),
        ("grey car Z17 KR", "Z17 KR", "*Z17KR*", "Z17KR", "within"),
        ("a grey car, maybe z17 kr, by the quay", "z17 kr", "*Z17KR*", "Z17KR", "within"),
        ("Z17 KR, a grey car", "Z17 KR", "*Z17KR*", "Z17KR", "within"),
        ("got into a van WX17 and left", "WX17", "*WX17*", "WX17", "within"),
        ("A GREY CAR Z17 KR", "Z17 KR", "*Z17KR*", "Z17KR", "within"),
        ("AB12 ???", "AB12 ???", "AB12???", "AB12", "start"),
        ("AB12 ??E or so", "AB12 ??E", "AB12??E", "AB12", "start"),
        ("a car, W?21 7KD", "W?21 7KD", "W?217KD", "217KD", "end"),
        ("a car, ?21K?", "?21K?", "?21K?", "21K", "within"),
        ("reg AB?? ???", "AB?? ???", "AB?????", "AB", "start"),
        ("Saw reg was W?17 KRV", "W?17 KRV", "W?17KRV", "17KRV", "end"),
        ("SAW REG WAS W?17 KRV", "W?17 KRV", "W?17KRV", "17KRV", "end"),
        ("THE REG WAS ?17K", "?17K", "?17K", "17K", "end"),
        ("reg is W?17 KRV", "W?17 KRV", "W?17KRV", "17KRV", "end"),
        ("the plate is W?17 KRV", "W?17 KRV", "W?17KRV", "17KRV", "end"),
        ("car reg W?17 KRV", "W?17 KRV", "W?17KRV", "17KRV", "end"),
        ("reg no W?17 KRV", "W?17 KRV", "W?17KRV", "17KRV", "end"),
        ("car reg ?Z17 KRV", "?Z17 KRV", "?Z17KRV", "Z17KRV", "end"),
        ("a car W?17 and then", "W?17", "W?17", "17", "end"),
        ("a car W?17 seen", "W?17", "W?17", "17", "end"),
        ("a car at 15 W?17 KRV", "W?17 KRV", "W?17KRV", "17KRV", "end"),
        ("reg wz 1? krv", "wz 1? krv", "WZ1?KRV", "WZ1", "start"),
        ("private plate D4X 1", "D4X 1", "*D4X1*", "D4X1", "within"),
        ("plate D4X 1 man in it", "D4X", "*D4X*", "D4X", "within"),
        ("grey car Z17KR", "Z17KR", "*Z17KR*", "Z17KR", "within"),
        ("seen A*12 BCD car", "A*12 BCD", "A*12BCD", "12BCD", "end"),
    ],
)
def test_part_of_a_plate(text, words, pattern, part, at):
    mention = only(text, "vehicle")
    assert mention.words == words
    assert mention.fields == {
        "plate_pattern": pattern,
        "plate_part": part,
        "plate_part_key": plate_key(part),
        "part_at": at,
    }


@pytest.mark.parametrize(
    "text",
    [
        "She lives in WX51 and goes to school there.",
        "SHE LIVES IN WX51 AND GOES TO SCHOOL",
        "near GL51 yes twice",
        "near GL51 xyz",
        "He is 15 yrs old",
        "is11 100",
        "in 20i1 the",
        "On the M25 and the A38 for two hours",
        "on the a38 for miles",
        "a1 bcd",
        "a1bcd",
        "for 15m he waited",
        "the bus 12A stopped",
        "THE 12A bus",
        "abc1d",
        "reg 12 and then",
        "ABC 1234 was on the door",
        "starting 3pm",
        "starting 3PM",
        "starting Y9",
        "from the 1st, starting 2nd",
        "reg: a 1",
        "reg 4x4",
        "ending KDB",
        "she is 15??",
        "What?? Really*** 12?",
        "it was a car??",
        "a car, AB12 CDEF?",
        "a car by Room 4B?",
        "room 22",
        "a car outside room 22 CG",
        "the car park, bay 22 CG",
        "year 9 girls in a car",
        "Two year 9 girls got in the car",
        "she took bus 14 and then a taxi",
        "the car on the A12",
        "a car, A12 nr the bridge",
        "car A12",
        "2 KR",
        "the car, 2 KR",
        "22 CG was written on his hand",
        "Z17 KR",
        "There was a car. Z17 KR was on the door",
        "a car with 22 in it",
        "A CAR WITH 22 IN IT",
        "the car did 30 MPH, 40 mph",
        "a car at 10 PM, then 11 pm",
        "in the car for 15 mins",
        "drove 20 km",
        "in the car, size 10 XL",
        "the car came on 14 NOV",
        "the car with 15 Mr Khan",
        "a car in WX51 and another near GL51",
        "drives to school in E17",
    ],
)
def test_not_a_plate(text):
    assert not found(text, "vehicle")


def test_a_whole_plate_is_not_offered_again_as_a_part():
    [mention] = found("reg ending WX21 ABC", "vehicle")
    assert mention.fields["plate"] == "WX21ABC"


# Telephones


@pytest.mark.parametrize(
    "written",
    [
        "07700 900456",
        "07700900456",
        "0770 090 0456",
        "07700-900-456",
        "07700.900.456",
        "(07700) 900456",
        "+447700900456",
        "+44 7700 900 456",
        "+44 (0)7700 900456",
        "(+44) 7700 900456",
        "00447700900456",
        "447700900456",
        "7700900456",
        "0 7 7 0 0 9 0 0 4 5 6",
        "07700 9OO 456",
        "0770O 900456",
        "O7700 9oo456",
        "07700\N{NO-BREAK SPACE}900456",
        "07700\N{ZERO WIDTH SPACE}900456",
        "07700\N{EN DASH}900\N{EN DASH}456",
        "\uff10\uff17\uff17\uff10\uff10 900456",
    ],
)
def test_phone_in_any_format(written):
    text = f"He gave her {written}, she said."
    mention = only(text, "phone")
    assert mention.words == written == text[mention.start : mention.end]
    assert mention.fields == {"e164": "+447700900456", "digits": "07700900456"}


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("07700 10 11 22", "07700101122"), ("07700-10-11-22", "07700101122"), ("07700.10.11.22", "07700101122"),
        ("07 12 10 45 67 8", "07121045678"), ("+33 6 12 34 56 78", "33612345678"), ("+32 470 12 11 56", "32470121156"),
        ("+33 (0)6 12 34 56 78", "33612345678"), ("00 33 6 12 34 56 78", "33612345678"),
        ("+44 (0)7700 900456", "07700900456"),
    ],
)  # fmt: skip
def test_the_last_groups_of_a_number_are_no_date(written, digits):
    assert only(f"again a call from {written}", "phone").fields["digits"] == digits


@pytest.mark.parametrize(
    "text", ["on 01/02/2026 12:30", "on 01/02/2026 16.30", "01 02 2026 12:30", "seen 10 11 22 at 5", "01.02.2026 12.30"]
)
def test_a_date_and_a_time_are_no_number(text):
    assert not found(text, "phone")


@pytest.mark.parametrize(
    ("written", "e164"),
    [
        ("01632 960001", "+441632960001"),
        ("020 7946 0000", "+442079460000"),
        ("0117 496 0001", "+441174960001"),
        ("03069 990123", "+443069990123"),
        ("08081 570123", "+448081570123"),
        ("0909 879 0123", "+449098790123"),
        ("+1 202-555-0143", "+12025550143"),
        ("0048 512 345 678", "+48512345678"),
    ],
)
def test_drama_and_foreign_numbers_are_possible(written, e164):
    assert only(f"call {written}", "phone").fields["e164"] == e164


def test_digits_of_a_foreign_number_are_international():
    assert only("+1 202-555-0143", "phone").fields["digits"] == "12025550143"


def test_numbers_that_touch_are_told_apart():
    numbers = found("07700 900456 07700 900457\n07700900458/07700900459", "phone")
    assert [number.fields["digits"][-3:] for number in numbers] == ["456", "457", "458", "459"]


def test_a_question_about_a_whole_number_is_no_gap_in_it():
    assert only("Was it 0161 496 000?", "phone").words == "0161 496 000"
    assert only("Was it 07700 900456?", "phone").fields["e164"]
    assert not found("too o o o o o o o o o o o", "phone")


def test_a_number_ends_with_its_line():
    assert not found("0770\N{LINE SEPARATOR}0900456", "phone")


def test_an_allocated_number_is_preferred_to_a_longer_one():
    assert only("+1 202-555-0143 12", "phone").words == "+1 202-555-0143"


def test_a_date_before_a_number_is_not_part_of_it():
    text = "01/02/2026 16.30 07700900456, 2026-03-14 16:30, 14 03 2026 1630"
    assert only(text, "phone").words == "07700900456"


@pytest.mark.parametrize(
    ("text", "digits", "at"),
    [
        ("ending 456", "456", "end"),
        ("phone ends in 45", "45", "end"),
        ("number ending 900 456", "900456", "end"),
        ("the last three digits 456", "456", "end"),
        ("starts 07700", "07700", "start"),
        ("his mobile starts with 077", "077", "start"),
        ("the car, phone ending 456", "456", "end"),
        ("a phone containing 0456", "0456", "within"),
        ("07700 900 9", "077009009", "start"),
        ("his number was 07700 900 9 something", "077009009", "start"),
        ("mobile 07700 9009?1", "077009009?1", "within"),
        ("mobile 07700 9009??", "077009009??", "start"),
        ("07700 900", "07700900", "start"),
        ("she rang 07700900 and then", "07700900", "start"),
        ("020 7946 0", "02079460", "start"),
        ("number starting 07700 900", "07700900", "start"),
    ],
)
def test_part_of_a_number(text, digits, at):
    assert only(text, "phone").fields == {"digits": digits, "part_at": at}


def test_a_piece_beside_a_vehicle_is_possible_and_one_of_a_plate_is_clear():
    assert only("grey car Z17 KR", "vehicle").certainty == only("07700 900 9", "phone").certainty == "possible"
    assert only("plate had 22 CG", "vehicle").certainty == only("tel 07700 900 9", "phone").certainty == "clear"


def test_a_local_number_needs_the_word_before_it():
    assert only("Tel: 960001", "phone").fields == {"digits": "960001"}
    assert not found("door code 960001", "phone")
    assert not found("phone 12", "phone")
    assert not found("phone him", "phone")


@pytest.mark.parametrize(
    "text",
    [
        "week ending 456",
        "the lesson starting 0900",
        "starting 1600",
        "ending 45",
        "card 4000 1234 5678 9010",
        "X07700900456",
        "+999 1234567890",
        "+44 12",
        "00999123456789",
        "0 0 0 0 0 0 0 0 0 0",
        "0770090045607700900457",
        "999",
        "phone ending 07700 900456 789",
        "room 22, year 9, bus 14, A12",
        "0730 and 0830 900",
        "07 30 on 08 12",
        "at 07.30 900 pupils",
        "07700",
        "reference 07700900",
        "01/02/2026 9",
        "01702 2026-03-14",
    ],
)
def test_not_a_number(text):
    assert not [mention for mention in found(text, "phone") if mention.words != "07700 900456"]


# Places


@pytest.mark.parametrize(
    ("text", "words", "postcode"),
    [
        ("near WX1 4AB", "WX1 4AB", "WX1 4AB"),
        ("near wx14ab.", "wx14ab", "WX1 4AB"),
        ("WX12 4AB", "WX12 4AB", "WX12 4AB"),
        ("W1A 1AB", "W1A 1AB", "W1A 1AB"),
        ("WX1  4ab", "WX1  4ab", "WX1 4AB"),
        ("postcode A1 4PM", "A1 4PM", "A1 4PM"),
    ],
)
def test_whole_postcode_even_of_an_unused_area(text, words, postcode):
    mention = only(text, "place")
    assert (mention.words, mention.fields["postcode"]) == (words, postcode)
    assert mention.fields["outward"] == postcode.split()[0]


def test_half_a_postcode_only_where_the_words_say_so():
    text = "postcodes WX1, WX2; somebody else from far away, a WX3 postcode, and the WX4 area"
    assert [place.fields for place in found(text, "place")] == [{"outward": f"WX{number}"} for number in "1234"]
    assert not found("She said WX1 to him, then went by the M4 area", "place")


@pytest.mark.parametrize("text", ["unit B1 2nd floor", "on the A1 4pm", "ON THE A1 4PM", "on the a1 5km"])
def test_not_a_postcode(text):
    assert not found(text, "place")


def test_postcode_or_plate_by_the_words_before():
    assert only("near WX11 1AB", "place").fields["postcode"] == "WX11 1AB"
    assert not found("near WX11 1AB", "vehicle")
    assert only("reg WX11 1AB", "vehicle").fields["plate"] == "WX111AB"
    assert not found("reg WX11 1AB", "place")
    assert (only("Z17KR", "place").certainty, only("postcode Z17KR", "place").certainty) == ("possible", "clear")
    both = mentions_in("WX21 ABC was at WX1 4AB")
    assert [mention.kind for mention in both] == ["vehicle", "place"]


@pytest.mark.parametrize(
    ("text", "words", "fields"),
    [
        ("14 Harbour Street", "14 Harbour Street", {"number": "14", "street": "harbour street"}),
        ("at 14a harbour st,", "14a harbour st", {"number": "14A", "street": "harbour street"}),
        (
            "Flat 2, 14 Old Harbour Rd",
            "Flat 2, 14 Old Harbour Rd",
            {"flat": "2", "number": "14", "street": "old harbour road"},
        ),
        ("9 O'Brien Close", "9 O'Brien Close", {"number": "9", "street": "o'brien close"}),
        ("Near Quay Road again", "Quay Road", {"street": "quay road"}),
    ],
)
def test_street(text, words, fields):
    mention = only(text, "place")
    assert (mention.words, mention.fields) == (words, fields)


@pytest.mark.parametrize(
    "text", ["14 girls in the street", "10 Minute Walk", "15 minutes drive", "The Street", "at 3 the road"]
)
def test_not_a_street(text):
    assert not found(text, "place")


# Accounts


@pytest.mark.parametrize(
    ("text", "words", "platform", "handle"),
    [
        ("@Jay_99", "@Jay_99", "", "jay_99"),
        ("snap is @jay", "@jay", "snapchat", "jay"),
        ("it was @jay on TikTok", "@jay", "tiktok", "jay"),
        ("discord dax#1234", "dax#1234", "discord", "dax#1234"),
        ("discord chat about insta with @jay", "@jay", "instagram", "jay"),
        ("snap: smiler", "smiler", "snapchat", "smiler"),
        ("on Snapchat as smiler.", "smiler", "snapchat", "smiler"),
        ("insta jay.99", "jay.99", "instagram", "jay.99"),
        ("his snap is jay77", "jay77", "snapchat", "jay77"),
        ("jay_88 on tik tok", "jay_88", "tiktok", "jay_88"),
        ("Snapchat username “Big Jay”", "Big Jay", "snapchat", "big jay"),
        ("username: smiler", "smiler", "", "smiler"),
        ("jay@wexmouth.example", "jay@wexmouth.example", "email", "jay@wexmouth.example"),
        ("see https://www.instagram.com/jay_1/.", "https://www.instagram.com/jay_1/", "instagram", "jay_1"),
        ("snapchat.com/add/jay2", "snapchat.com/add/jay2", "snapchat", "jay2"),
        ("tiktok.com/@jay3?x=1", "tiktok.com/@jay3?x=1", "tiktok", "jay3"),
        ("(www.quay.example/x).", "www.quay.example/x", "web", "www.quay.example/x"),
        ("https://instagram.com/", "https://instagram.com/", "web", "instagram.com/"),
    ],
)
def test_account(text, words, platform, handle):
    mention = only(text, "account")
    assert (mention.words, mention.fields) == (words, {"platform": platform, "handle": handle})


@pytest.mark.parametrize(
    "text",
    [
        "They met on Snapchat and then in town",
        "Snapchat is how they met",
        "snapchat, insta: tiktok",
        "on Snapchat as she was",
        "WhatsApp: 07700 900456",
        "@12",
        "https://...",
        "jay on snapchat",
    ],
)
def test_a_platform_alone_is_not_an_account(text):
    assert not found(text, "account")


# People


@pytest.mark.parametrize(
    ("text", "nickname"),
    [
        ("nickname ‘Smiler’", "Smiler"),
        ('nicknamed "Big  T"', "Big T"),
        ("his nickname is 'Jay's mate'", "Jay's mate"),
        ("known as Big Jay from town", "Big Jay"),
        ("known locally as jay", "jay"),
        ("goes by Jay.", "Jay"),
        ("goes by the name of Big T. He", "Big T"),
        ("a man called Jay", "Jay"),
        ("they call him Smiler", "Smiler"),
        ("AKA Jay Smith", "Jay Smith"),
        ("known as Jay's", "Jay"),
        ("known as J. Smith", "J"),
        ("known as Łukasz", "Łukasz"),
        ("a man known as The Castle, 30s", "The Castle"),
        ("he is called the Gaffer", "the Gaffer"),
    ],
)
def test_nickname(text, nickname):
    assert only(text, "person").fields == {"nickname": nickname}


@pytest.mark.parametrize(
    "text",
    [
        "She called Mum",
        "called the police",
        "called round",
        "known as a nuisance",
        "known as ",
        "goes by 99",
        "a pub called The Castle",
        "They went to what is known as The Landing",
        "he goes by the Castle every day",
        "known as the driver",
        "called The Ambulance",
        "AKA …",
    ],
)
def test_not_a_nickname(text):
    assert not found(text, "person")


@pytest.mark.parametrize(
    ("text", "born_on"),
    [
        ("DOB 14/3/2010", "2010-03-14"),
        ("d.o.b. 14.03.10", "2010-03-14"),
        ("date of birth: 2010-03-14", "2010-03-14"),
        ("born on the 14th of March 2010", "2010-03-14"),
        ("born 14 mar 99", "1999-03-14"),
        ("DOB 3/14/2010", "2010-03-14"),
        (f"DOB 1/1/{date.today():%y}", f"{date.today().year}-01-01"),
    ],
)
def test_date_of_birth(text, born_on):
    assert only(text, "person").fields == {"born_on": born_on}


def test_a_date_that_cannot_be_is_not_a_date_of_birth():
    assert not found("DOB 31/02/2010, seen on 14/3/2010", "person")


@pytest.fixture(scope="module")
def held() -> HeldNames:
    return HeldNames(
        [
            HeldName("Jay", 1),
            HeldName("JAY", 2),
            HeldName("Jay", 1),
            HeldName("Jay O'Brien", 3),
            HeldName("Zoë", 4),
            HeldName("Mary Jane Smith", 5),
            HeldName("Will", 6),
            HeldName("Quay Cabs", 7, "organisation"),
            HeldName("J", 8),
            HeldName("李小龙", 9),
        ]
    )


@pytest.mark.parametrize(
    ("text", "words", "ids"),
    [
        ("Saw jay today", "jay", (1, 2)),
        ("JAY'S car", "JAY", (1, 2)),
        ("with Jay O’Brien", "Jay O’Brien", (3,)),
        ("with jay obrien", "jay obrien", (3,)),
        ("with zoe", "zoe", (4,)),
        ("with Zoe\N{COMBINING DIAERESIS}", "Zoe\N{COMBINING DIAERESIS}", (4,)),
        ("mary-jane\n smith", "mary-jane\n smith", (5,)),
        ("then Will ran, she will too", "Will", (6,)),
        ("met 李小龙。", "李小龙", (9,)),
    ],
)
def test_held_name_is_found_with_its_ids(held, text, words, ids):
    mention = only(text, "person", held)
    assert (mention.words, mention.ids) == (words, ids)


def test_held_name_is_a_whole_word(held):
    assert not found("jayne, bluejay, jay_99, j", "person", held)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("We saw Tegan Holis in town", "Tegan Holis"),
        ("with Tegan O’Brien", "Tegan O’Brien"),
        ("Tegan Pike-Osei came", "Tegan Pike-Osei"),
        ("Tegan Holis's bag", "Tegan Holis"),
        ("TEGAN WAS SEEN", "TEGAN"),
        ("tegan holis", "tegan"),
        ("Tegan Thursday", "Tegan"),
        ("Tegan\nHolis", "Tegan"),
        ("Tegan. Holis", "Tegan"),
        ("Tegan Hollis was", "Tegan Hollis"),
    ],
)
def test_a_held_first_name_is_offered_with_the_surname_written_beside_it(text, words):
    names = HeldNames([HeldName("Tegan", 1), HeldName("Tegan Hollis", 2)])
    assert only(text, "person", names).words == words
    assert bool(only(text, "person", names).ids) == (words.lower() in {"tegan", "tegan hollis"})


def test_held_organisation_keeps_its_kind(held):
    assert only("a QUAY CABS car", "organisation", held).ids == (7,)


def test_held_name_given_as_a_nickname_is_offered_once(held):
    mention = only("goes by Jay", "person", held)
    assert mention.ids == (1, 2)
    assert mention.fields == {"name": "Jay", "nickname": "Jay"}


def test_the_longer_of_two_that_overlap_wins():
    held = HeldNames([HeldName("Jay Harbour", 1), HeldName("Harbour Smith-Jones", 2), HeldName("Jones Lee", 3)])
    text = "jay harbour smith jones lee"
    assert [mention.words for mention in mentions_in(text, held=held)] == ["harbour smith jones"]


def test_names_too_short_to_mean_anything_are_left_out(held):
    assert len(held) == 7
    assert not mentions_in("Jay", held=HeldNames([]))


@settings(max_examples=40)
@given(st.lists(st.from_regex(r"[a-z]{2,8}( [a-z]{2,8})?", fullmatch=True), min_size=1, max_size=20), st.data())
def test_every_held_name_is_found_as_a_plain_search_finds_it(names, data):
    names = [f"x{name}" for name in names]  # no ordinary words, which need a capital
    words = data.draw(st.lists(st.sampled_from([*names, "of", "with", "x"]), max_size=12))
    text = " ".join(words)
    spoken = f" {text} "
    expected = {name for name in names if f" {name} " in spoken}
    held = HeldNames([HeldName(name, number) for number, name in enumerate(names)])
    covered = [mention.fields["name"] for mention in found(text, "person", held)]
    assert set(covered) <= expected
    assert all(any(name in longer for longer in covered) or _shares_words(name, covered) for name in expected)


def _shares_words(name: str, covered: list[str]) -> bool:
    return bool(set(name.split()) & {word for other in covered for word in other.split()})


# Whatever is typed


@given(
    st.integers(0, 999),
    st.sampled_from(["{}", "+44 {}", "0{}", "(0{})"]),
    st.sampled_from(["", " ", "-", "."]),
)
def test_every_drama_mobile_is_found_however_it_is_spaced(last, start, mark):
    written = start.format("7700") + mark + "900" + mark + f"{last:03}"
    assert only(f"x {written} x", "phone").fields["e164"] == f"+447700900{last:03}"


LETTERS = st.text("ABCDEFGHJKLMNPRSTUVWXY", min_size=3, max_size=3)


@given(st.text("ABCDEFGHJKLMNPRSTUVWXY", min_size=2, max_size=2), st.integers(0, 99), LETTERS, st.booleans())
def test_every_current_plate_said_to_be_one_is_found(area, age, rest, is_small):
    written = f"{area}{age:02} {rest}"
    written = written.lower() if is_small else written
    assert only(f"the reg is {written} she thinks", "vehicle").fields["plate"] == f"{area}{age:02}{rest}"


FRAGMENTS = st.sampled_from(
    [
        "WX21 ABC",
        "reg ",
        "ending ",
        "07700 900456",
        "+",
        "(",
        "WX1 4AB",
        "postcode ",
        "@jay",
        "snap: ",
        "known as ",
        "'",
        '"',
        "14 Harbour Street",
        "DOB 1/2/2010",
        "?",
        "*",
        " ",
        "\n",
        "Jay",
        "É",
        "\N{COMBINING ACUTE ACCENT}",
        "ﷺ",
        "ﬃ",
        "\ud800",
        "\x00",
        "\N{ZERO WIDTH JOINER}",
        "https://x.example",
        "a@b.example",
        "ß",
        "İ",
    ]
)


@given(st.one_of(st.text(), st.lists(FRAGMENTS, max_size=12).map("".join)))
def test_any_text_gives_mentions_in_order_that_never_overlap(text):
    held = HeldNames([HeldName("Jay", 1), HeldName("Jay Jay", 2)])
    end = 0
    for mention in mentions_in(text, held=held):
        assert end <= mention.start < mention.end <= len(text)
        assert mention.words == text[mention.start : mention.end]
        assert mention.fields
        end = mention.end


@pytest.mark.slow
@pytest.mark.parametrize(
    "fragment",
    [
        "0 ",
        "00",
        "1",
        "(+",
        "a",
        "A1 ",
        "? ",
        "A? ",
        "reg no is of as ",
        "ending in the ",
        "known as '",
        "snap snap ",
        "@a",
        "a@",
        "a.a@a.",
        "www.",
        "1 Aa ",
        "\n ",
        "flat 1 ",
        "postcode A1 ",
        "é",
        "ﷺ",
    ],
)
def test_a_hundred_kilobytes_of_anything_are_read(fragment):
    """Would hang for minutes if any pattern went back over what it has read."""
    assert isinstance(mentions_in(fragment * (100_000 // len(fragment))), list)


@pytest.mark.parametrize(
    ("text", "platform", "handle"),
    [
        ("Loopic: dax.onthequay", "loopic", "dax.onthequay"),
        ("he is on Loopic as dax.onthequay", "loopic", "dax.onthequay"),
        ("Her username on Chatterbird is tigtig12", "", "tigtig12"),
        ("account name tigtig12", "", "tigtig12"),
    ],
)
def test_an_account_on_a_site_that_is_on_no_list(text, platform, handle):
    mention = only(text, "account")
    assert mention.fields["handle"] == handle
    assert mention.fields["platform"] in {platform, "chatterbird"}


@pytest.mark.parametrize("text", ["Note: see.below", "Address: 12.Quay", "Time: 16.30", "on Friday as agreed"])
def test_a_label_is_no_site(text):
    assert not found(text, "account")


def test_an_account_on_a_site_that_is_on_no_list_is_not_ticked_for_the_writer():
    assert only("Loopic: dax.onthequay", "account").certainty == "possible"
