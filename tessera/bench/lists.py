"""Made-up lists for `tessera bench import`, as a file of text and as a workbook, written row by row."""

import csv
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from xml.sax.saxutils import escape  # writes XML and reads none  # nosec B406

from tessera.lib.area.people import people as drawn_people

SIGHTINGS = ("Reference", "VRM", "Make and model", "Date and time", "Location", "Note")
MISSING = ("Reference", "First name", "Surname", "Date of birth", "Missing since", "Mobile", "Found at", "Note")
LETTERS = "ABCDEFGHJKLMNOPRSTUVWXY"
CARS = ("Silver estate", "Grey hatchback", "White van", "Black saloon", "Blue people carrier")
PLACES = ("Harbour Arcade", "Quayfarers Lodge", "Strand Row car park", "Saltreach bus station", "Gannet Lane")
LAST = datetime(2026, 11, 1)
MINUTES = 190_000  # since June: an hour that the clocks skipped is a row to mend
MOST_ROWS = 1_048_576  # of a worksheet, its header among them
# What a workbook of one sheet has beside the sheet.
_MADE_OF = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PARTS = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_MADE_OF}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_MADE_OF}.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" Type="{_KINDS}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_SHEETS}" xmlns:r="{_KINDS}"><sheets><sheet name="List" sheetId="1" r:id="r1"/></sheets>'
        "</workbook>"
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" Type="{_KINDS}/worksheet" '
        'Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}


def write(file: Path, header: tuple[str, ...], *, rows: int, seed: int) -> None:
    """A list of so many rows: sightings of cars, each seen five times, or people who were missing."""
    with file.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(header)
        writer.writerows(_sightings(rows, seed) if header is SIGHTINGS else _missing(rows, seed))


def as_workbook(listed: Path, book: Path) -> int:
    """The same list as a workbook, as many rows as a sheet takes. Answers how many, the header not counted."""
    many = 0
    with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for name, content in PARTS.items():
            packed.writestr(name, content)
        with packed.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet, listed.open(newline="") as given:
            # Without a dimension, which every spreadsheet writes and nobody believes, the sheet would be read twice.
            sheet.write(f'<worksheet xmlns="{_SHEETS}"><dimension ref="A1"/><sheetData>'.encode())
            for row in islice(csv.reader(given), MOST_ROWS):
                cells = "".join(f'<c t="inlineStr"><is><t>{escape(cell)}</t></is></c>' for cell in row)
                sheet.write(f"<row>{cells}</row>".encode())
                many += 1
            sheet.write(b"</sheetData></worksheet>")
    return many - 1


def _sightings(rows: int, seed: int) -> Iterator[list[str]]:
    random, cars = Random(seed), max(rows // 5, 1)
    for number in range(rows):
        # A car is the same car each time it is seen, and is not kept in memory for that.
        car = Random(f"{seed}|{random.randrange(cars)}")
        yield [f"R-{number}", _plate(car), car.choice(CARS), *_when_and_where(random), _note(random)]


def _missing(rows: int, seed: int) -> Iterator[list[str]]:
    random = Random(seed)
    people = drawn_people(min(max(rows // 3, 10), 100_000), seed=seed, on=LAST.date())
    for number in range(rows):
        one = random.choice(people)
        at, where = _when_and_where(random)
        phone = f"07700 9{random.randrange(100_000):05}"
        born = f"{one.born_on:%d/%m/%Y}"
        yield [f"R-{number}", one.first_name, one.surname, born, at, phone, where, _note(random)]


def _when_and_where(random: Random) -> tuple[str, str]:
    at = LAST - timedelta(minutes=random.randrange(MINUTES))
    return f"{at:%d/%m/%Y %H:%M}", f"{random.choice(PLACES)} {random.randrange(400)}"


def _note(random: Random) -> str:
    return f"Noted by officer {random.randrange(900)} on the day"


def _plate(random: Random) -> str:
    letters = [random.choice(LETTERS) for _ in range(3)]
    return f"W{random.choice('XYZ')}{random.randrange(2, 70):02} {''.join(letters)}"
