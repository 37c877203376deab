"""Facts of every kind, in every script and state of repair, and invented people, for the tests of linkage."""

from datetime import date
from functools import cache
from random import Random

from hypothesis import settings
from hypothesis import strategies as st

from tessera.lib.linkage.fields import KINDS, Facts

# Tables are read on first use, and machines differ: no property here is about time.
untimed = settings(deadline=None)

FIRST_NAMES = (
    "William", "Bill", "Mohammed", "Muhammad Ali", "Aleksandra", "Ola", "Oluwaseun", "Seun", "Zoë", "J",
    "Jean-Luc",
    "محمد", "Александра", "प्रिया", "李", "Mary Ann", "Daniel Mercer",
)  # fmt: skip
SURNAMES = (
    "O’Connor", "Oconnor", "El-Masri", "Chowdhury", "Choudhry", "Kowalska", "Kowalski", "Smith-Jones",
    "Smith", "Daniel",
    "Nwosu", "Щербаков", "K", "van der Berg", "Mercer",
)  # fmt: skip
NICKNAMES = ("Smiler", "Smila", "Bill", "Mo", "Big T", "Ola", "😀")
PHONES = (
    "07700 900123",
    "+44 7700 900124",
    "0044 (0)7700 900123",
    "900123",
    "07700 9?0123",
    "0123",
    "1234",
    "12",
    "0 1?2?3",
)
PLATES = ("ZQ21 ABC", "zq2i abc", "ZQ21 ABD", "ZQ2?", "A1", "")
PARTIAL_PLATES = ("ZQ21", "21A", "Z?2? ABC", "ABC", "Q", "ZQ2 BC", "XY9")
POSTCODES = ("WX4 1AB", "wx41ab", "WX4 1AD", "WX4", "WX5 2BB", "WX4 IAB", "75001")
ADDRESSES = (
    "14 Harbour Road",
    "Flat 14, Harbour Rd",
    "2 Harbour Road",
    "Station Street",
    "The Street",
    "7 Quay",
)
HANDLES = (
    "@Big_Zed.99",
    "bigzed99",
    "bigzed9",
    "zed",
    "https://chatter.example/bigzed99/",
    "bigzed99extra",
    "bigzde99",
)
DATES = st.sampled_from([date(1987, 3, 4), date(1987, 4, 3), date(1987, 3, 5), date(1988, 3, 4), date(2011, 12, 30)])


def _one_of(values: tuple[str, ...]) -> st.SearchStrategy[str]:
    return st.one_of(st.just(""), st.sampled_from(values), st.text(max_size=12))


def some_of(values: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), max_size=2).map(tuple)


def facts(kinds: st.SearchStrategy[str] | None = None) -> st.SearchStrategy[Facts]:
    """Facts that often agree in part with other facts drawn the same way."""
    return st.builds(
        Facts,
        kind=st.sampled_from(KINDS) if kinds is None else kinds,
        first_name=_one_of(FIRST_NAMES),
        surname=_one_of(SURNAMES),
        name=_one_of(("Riverside Taxis", "Riverside Cabs Ltd", "Riverside", "The Anchor", "Ankor", "Taxis")),
        nicknames=some_of(NICKNAMES),
        born_on=st.none() | DATES,
        born_year=st.none() | st.sampled_from([1987, 1988]),
        born_month=st.none() | st.integers(3, 4),
        born_day=st.none() | st.integers(3, 4),
        age=st.none() | st.integers(12, 40),
        age_on=st.none() | st.just(date(2026, 3, 1)),
        phones=some_of(PHONES),
        plate=_one_of(PLATES),
        plate_partial=_one_of(PARTIAL_PLATES),
        postcode=_one_of(POSTCODES),
        address=_one_of(ADDRESSES),
        handle=_one_of(HANDLES),
        platform=st.sampled_from(["", "Chatter", "Snapper"]),
        description=_one_of(("silver hatchback, dent in door", "silver saloon", "tall, scar on chin")),
    )


@cache
def fictional_people() -> list[Facts]:
    """Two thousand invented people, drawn here so that linkage is tested on nobody else's generator."""
    rng = Random(20)
    return [_person(rng) for _ in range(2000)]


CALLED = (
    "William", "James", "Charlotte", "Katherine", "Daniel", "Jessica", "Thomas", "Siobhan", "Callum",
    "Megan", "Mohammed", "Fatima", "Imran", "Ayesha", "Gurpreet", "Rajesh", "Priya", "Oluwaseun",
    "Chukwuemeka", "Temitope", "Kwabena", "Adebayo", "Aleksandra", "Krzysztof", "Małgorzata", "Tomasz",
    "Vladimir", "Ionut", "Yusuf", "Khadija", "Suleiman", "Dawit", "Nguyen", "Xavier", "Phoebe", "Jean-Luc",
    "Quentin", "Gareth", "Philippa", "Wayne",
)  # fmt: skip
FAMILY = (
    "Smith", "Jones", "Mercer", "O’Connor", "Featherstone", "Blackwood", "Hussain", "Khan", "Chowdhury",
    "Begum", "Singh", "Patel", "Sharma", "Nwosu", "Okonkwo", "Adeyemi", "Mensah", "Kowalska", "Kowalski",
    "Szczepański", "Ivanova", "Popescu", "Haddad", "El-Masri", "Tesfay", "Nguyen", "Wright", "Thackeray",
    "Quigley", "Smith-Jones", "Whitfield", "Yaxley", "Zielińska", "Ogunbanjo", "Rahman", "Siddiqui",
    "Novák", "Lindqvist", "Pemberton", "Cartwright",
)  # fmt: skip
STREETS = (
    "Harbour", "Station", "Quay", "Mill", "Orchard", "Chapel", "Beacon", "Ferry", "Lighthouse",
    "Saltmarsh",
)  # fmt: skip


def _person(rng: Random) -> Facts:
    return Facts(
        first_name=rng.choice(CALLED),
        surname=rng.choice(FAMILY),
        nicknames=(rng.choice(("Smiler", "Zed", "Tiny", "Ginge", "Pacer")),) if rng.random() < 0.2 else (),
        born_on=date(1950 + rng.randrange(65), 1 + rng.randrange(12), 1 + rng.randrange(28)),
        phones=(f"0767{rng.randrange(10**7):07d}",) if rng.random() < 0.7 else (),
        postcode=f"WX{rng.randrange(1, 90)} {rng.randrange(1, 10)}{rng.choice('ABDEF')}{rng.choice('ABDEF')}",
        address=f"{rng.randrange(1, 200)} {rng.choice(STREETS)} Road",
    )
