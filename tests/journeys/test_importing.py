"""A coordinator gives a list with ten bad rows, takes the others, mends the ten and gives them again."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.looking import check

pytestmark = [pytest.mark.journey, pytest.mark.slow]
HEADER = ["Reference", "VRM", "Make and model", "Date and time", "Location"]
GOOD, BAD = 30, 10


def rows(source: str) -> list[list[str]]:
    """Forty sightings, of which every fourth has something wrong: no plate, or a day that never was."""
    said = []
    for n in range(GOOD + BAD):
        plate, when = f"WX{n + 10} KTR", f"14/03/2026 16:{n:02}"
        if n % 4 == 3:
            plate, when = ("", when) if n % 8 == 3 else (plate, "31/02/2026")
        said.append([f"{source}-{n}", plate, "=Silver estate", when, "Harbour Arcade"])
    return said


def mended(content: str) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    header, *lines = csv.reader(io.StringIO(content))
    writer.writerow(header)
    for row in lines:
        writer.writerow([*row[:3], row[3] or "WX99 BBB", row[4], row[5].replace("31/02", "28/02"), *row[6:]])
    return out.getvalue()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_an_import_with_ten_bad_rows_is_mended_and_resumed(
    someone: Callable[..., Page], worker: None, tmp_path: Path, scripts: bool
) -> None:
    """REQ soft-import-mapped, soft-import-mended: in a browser, to the last row."""
    source = "Cameras" if scripts else "Wardens"
    file = tmp_path / "sightings.csv"
    with file.open("w", newline="") as out:
        csv.writer(out).writerows([HEADER, *rows(source)])
    page = someone("coordinator", scripts=scripts, width=1280 if scripts else 320)
    page.get_by_role("link", name="Lists from other systems").click()
    check(page, scripts=scripts)
    page.get_by_role("button", name="Give a list").or_(page.get_by_role("link", name="Give a list")).first.click()
    check(page, scripts=scripts)
    page.get_by_label("Plate sightings").check()
    page.get_by_label("Which system or list is it from?").fill(source)
    page.get_by_role("button", name="Give this list").click()
    expect(page.get_by_role("link", name="Choose the file").first).to_be_visible()
    check(page, scripts=scripts)
    page.get_by_label("The file", exact=True).set_input_files(file)
    page.get_by_role("button", name="Give this list").click()
    expect(page.get_by_text("It says: “WX10 KTR”")).to_be_visible()
    check(page, scripts=scripts)
    page.get_by_role("button", name="Read the list").click()
    shown(page, "Take 30 rows")
    expect(page.get_by_text("Row 5 has nothing under “VRM”.")).to_be_visible()
    expect(page.get_by_text("There is no 31 February 2026").first).to_be_visible()
    check(page, scripts=scripts)
    page.get_by_role("button", name="Take 30 rows").click()
    check(page, scripts=scripts)
    shown(page, "Give the mended rows")
    expect(page.get_by_text("30 reports from this list")).to_be_visible()
    check(page, scripts=scripts)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download all the rows to mend").click()
    again = tmp_path / "mended.csv"
    content = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert len(content.splitlines()) == 1 + BAD
    assert "'=Silver estate" in content, "no cell of it is a formula"
    again.write_text(mended(content))
    page.get_by_role("link", name="Give the mended rows").click()
    check(page, scripts=scripts)
    page.get_by_label("The file", exact=True).set_input_files(again)
    page.get_by_role("button", name="Give the mended rows").click()
    shown(page, "Take 10 rows")
    page.get_by_role("button", name="Take 10 rows").click()
    shown(page, "10 reports from this list")
    page.get_by_role("link", name="WX-").first.click()
    expect(page.get_by_text("A row of a list (plate sightings)")).to_be_visible()
    expect(page.get_by_text("Make and model: =Silver estate")).to_be_visible()
    check(page, scripts=scripts)


def shown(page: Page, words: str) -> None:
    """The page comes so far by itself, with scripts and without: nobody presses refresh."""
    expect(page.get_by_text(words).first).to_be_visible(timeout=60_000)
