"""Lists as they come: every fault has a sentence that names row and column, and nothing is evaluated or unpacked blindly."""

import csv
import datetime as dt
import io
import json
import tracemalloc
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tessera.lib.invisible import without_turns
from tessera.lib.linkage import rows
from tessera.lib.tabular import MISSING, Limits, Refused, escaped, header_to_mend, lines_of, opened, unescaped

NAMES = ["Name", "Note"]
plain = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)
cells = st.lists(st.tuples(plain, plain), max_size=20)


def read(content, **more):
    found = opened(io.BytesIO(content), **more)
    return found.header, [(row.number, row.cells, [one.sentence for one in row.faults]) for row in found.rows]


def refusal(content, **more):
    with pytest.raises(Refused) as refused:
        read(content, **more)
    return str(refused.value)


def workbook(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def repacked(content, change):
    """The same workbook with its parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, change(part.filename, old.read(part)))
    return out.getvalue()


def as_csv(rows):
    out = io.StringIO()
    csv.writer(out).writerows([NAMES, *rows])
    return out.getvalue().encode()


@given(cells)
def test_csv_xlsx_and_json_read_the_same_cells(rows):
    said = [[without_turns(cell) for cell in row] for row in rows]
    expected = [row for row in said if any(cell and not cell.isspace() for cell in row)]
    for content in (
        as_csv(rows),
        json.dumps([dict(zip(NAMES, row, strict=True)) for row in [("x", "y"), *rows]]).encode(),
        b"\n".join(json.dumps(dict(zip(NAMES, row, strict=True))).encode() for row in [("x", "y"), *rows]),
    ):
        header, found = read(content)
        assert header == tuple(NAMES)
        assert [cells for _, cells, _ in found if cells != ["x", "y"]] == [row for row in expected if row != ["x", "y"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_letters_of_every_script_come_through(encoding):
    row = ["שרה كريم", "🚗 Łucja ’"]
    assert read(f"Name;Note\n{row[0]};{row[1]}\n".encode(encoding))[1] == [(2, row, [])]


@pytest.mark.parametrize("form", [as_csv, lambda rows: workbook(NAMES, *rows)])
def test_unseen_marks_that_turn_a_name_round_are_left_out_and_its_letters_kept(form):
    found = read(form([["\u202eTegan\u202c", "\u2067محمد\u2069 שרה\u200f"], ["\u202a\u202c", ""]]))
    assert found == (tuple(NAMES), [(2, ["Tegan", "محمد שרה\u200f"], [])])
    assert read('[{"\u202eName": "\u202eשרה"}]'.encode()) == (("Name",), [(1, ["שרה"], [])])


def test_older_windows_letters_are_pointed_at_and_can_be_chosen():
    content = "Name,Note\nx,y\nJosé,\n".encode("cp1252")
    assert "Line 3, column “Name” has letters that are not UTF-8" in refusal(content)
    assert read(content, encoding="cp1252")[1][1] == (3, ["José", ""], [])


def test_what_begins_like_a_formula_is_text():
    rows = [["=1+1", "+44"], ["-1", "@cmd"]]
    assert [found for _, found, _ in read(as_csv(rows))[1]] == rows
    assert [found for _, found, _ in read(workbook(NAMES, ["=HYPERLINK(A1)", "@x"]))[1]] == [["=HYPERLINK(A1)", "@x"]]


@given(st.text(max_size=10), st.sampled_from(["", "'", "''"]), st.sampled_from(["", "=", "+", "-", "@", "\t"]))
def test_what_is_written_out_is_no_formula_and_comes_back_as_it_was(text, quotes, start):
    cell = quotes + start + text
    assert not escaped(cell).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
    assert unescaped(escaped(cell)) == cell


def test_rows_to_mend_come_back_without_the_columns_that_say_what_was_wrong():
    out = b"".join(
        lines_of([["Row in the file given", "What is wrong", *NAMES], ["7", "Row 7 has nothing.", "=x", "'y"]])
    )
    assert read(out) == (tuple(NAMES), [(2, ["=x", "'y"], [])])


@pytest.mark.parametrize(
    ("said", "before"), [("7", " (7 in the file before)"), ("2", ""), ("", ""), ("=x", ""), ("٣", "")]
)
def test_a_row_to_mend_is_named_as_it_stands_and_as_it_stood(said, before):
    out = b"".join(lines_of([["Row in the file given", "What is wrong", *NAMES], [said, "x", "Te�gan", "Hollis"]]))
    assert read(out)[1][0][2] == [f"Row 2{before}, column “Name” still has �. Type that part again."]
    out = b"".join(lines_of([["Row in the file given", "What is wrong", *NAMES], [said, "x", "Tegan"]]))
    assert read(out)[1][0][2] == [f"Row 2{before} ends after cell 3, and the header has 4: “Note” is missing."]


def test_ragged_rows_name_row_and_column():
    rows = read(b"Name,Note\na\nb,c,d\ne,f,,\n")[1]
    assert rows[0][2] == ["Row 2 ends after cell 1, and the header has 2: “Note” is missing."]
    assert rows[1][2] == ["Row 3 has 3 cells, and the header has 2. Put the value of each column under its name."]
    assert rows[2] == (4, ["e", "f"], []), "empty cells at the end are nobody's"


def test_cells_that_cannot_be_kept_name_row_and_column():
    rows = read(b"Name,Note\na\x00b,c\n" + b"x" * 20_001 + b",y\n")[1]
    assert rows[0][1:] == (
        ["a\ufffdb", "c"],
        ["Row 2, column “Name” has a character that is not text, shown as �. Type that part again."],
    )
    assert rows[1][2] == ["Row 3, column “Name” has 20,001 characters. The most is 20,000."]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This file is empty."),
        (b"Name,name\n1,2", "Row 1: columns 1 and 2 are both called “name”."),
        (b"Name,,Note\n1,2,3", "Row 1, column 2 has no name."),
        (b",,\n1,2,3", "Row 1 is empty."),
        (b"a\x00b,c\n", "Row 1, column 1 has characters that are not text."),
        (b"Name,Note\n1," + b"x" * 10_000_000, "Row 2, column “Note” is longer than 1,000,000 characters."),
        (b'Name,Note\n1,"' + b"x\n" * 600_000, "Row 2 opens a quotation mark"),
        (b"%PDF-1.7", "This is no list of rows."),
        (b"\xd0\xcf\x11\xe0....", "This is an older Excel file"),
        (b"PK\x03\x04....", "This workbook cannot be read."),
        (b'{"a": 1}\n[1]', "Row 2 is not an object."),
        (b'{"a": 1}\nx', "Row 2 is not JSON."),
        (b'{"a": ' + b"[" * 100_000, "Row 1 is nested too deeply."),
        (b'[{"a": ' + b"[" * 100_000, "Row 1 is nested too deeply."),
        (b"[" * 100_000, "Row 1 is not an object."),
        (b'[{"a": 1}, 2]', "Row 2 is not an object."),
        (b'[{"a": 1}', "Row 2 is not JSON that can be read."),
        (b'[{"a": 1' + b"0" * 5000 + b"}]", "Line 1, column 8: a number of more than 400 digits"),
        (
            b'[{"a": "x"},\n {"b": "y"},\n{"a": 1' + b"0" * 99_000 + b"}]",
            "Line 3, column 7: a number of more than 400 digits",
        ),
        ('{"a": 1}'.encode("utf-16"), "This file is UTF-16."),
        (b'{"a": NaN}', "Row 1 is not JSON."),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)
def test_what_cannot_be_read_is_refused_in_one_sentence(content, sentence):
    """REQ: soft-import-safe."""
    assert refusal(content).startswith(sentence)


@pytest.mark.parametrize(
    "content",
    [
        'Id,Name,Note\n1,Tegan,x\n2,"Jade,y\n3,Kofi,z\n',
        'Id,Name,Note\n1,Tegan,x\n2,"Jade,y',
        'Id,Name,Note\n1,Tegan,x\n2,Jade,"\n3,Kofi,z\n4,Lena,w\n',
        'Id,Name,Note\n1,Tegan,x\n2,"Jade,y\n3,Kofi,z\n4,"Hollis, Lena",w\n',
        'Id,Name,Note\n1,Tegan,x\n2,Jade,"tall\n3,Kofi,6\'2"\n4,Lena,w\n',
        'Id,Name,Note\n1,Tegan,x\n2,"Jade,tall\n3,Kofi,z\n4,Lena",w\n',
        'Id;Name;Note\r\n1;Tegan;x\r\n2;Jade;"tall\r\n3;Kofi;6\'2"\r\n',
    ],
)
def test_a_quotation_mark_that_swallows_rows_is_refused_where_it_opens(content):
    """REQ: soft-import-safe: no row of a list goes without a word."""
    assert refusal(content.encode()).startswith("Row 3 opens a quotation mark that ")


@pytest.mark.parametrize(
    ("cell", "more"),
    [
        ("Flat 2\n9 Ferry Road", "y"),
        ("Seen at the arcade.\nWith a man, aged 30, and a car", "y"),
        ("x", "Seen at the arcade.\nWith a man, aged 30, and a car\n\nand “Dax”"),
        ("x", 'She said "no",\nand left'),
        ("Flat 2,Quay Street\r\nSaltreach", ""),
    ],
)
def test_a_cell_of_several_lines_is_read_as_it_is(cell, more):
    rows = [["1", cell, more], ["2", more, cell], ["3", "x", "y"]]
    out = io.StringIO()
    csv.writer(out).writerows([["Id", *NAMES], *rows])
    assert [found for _, found, _ in read(out.getvalue().encode())[1]] == rows
    assert [found for _, found, _ in read(out.getvalue().rstrip().encode())[1]] == rows, (
        "without an end of the last line"
    )


def test_a_long_cell_is_refused_the_same_way_whoever_read_a_list_before(tmp_path):
    """One reader reads lists for import and for matching: neither changes what the other may read."""
    people = tmp_path / "people.csv"
    people.write_text("surname\nMercer\n")
    with rows.opened(people) as found:
        assert len(list(found)) == 1
    content = b"Name,Note\n1," + b"x" * 10_000_000
    assert refusal(content).startswith("Row 2, column “Note” is longer than 1,000,000 characters.")


def test_a_row_of_json_that_is_not_flat_names_its_column():
    rows = read(b'[{"a": 1}, {"a": [2]}, {"a": {"b": 1}}, {"a": 1, "a": 2}, {"a": null}]')[1]
    assert [faults for *_, faults in rows] == [
        [], ["Row 2, column “a” is a list or an object. Give one value."],
        ["Row 3, column “a” is a list or an object. Give one value."], ["Row 4 gives “a” twice."],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b'[{"a": x}]', "Row 1 is not JSON that can be read. Look at line 1, column 8."),
        (b'[{"a": 1', "Row 1 is not JSON that can be read. Look at line 1, column 8."),
        (b'[\n  {"a": 1},\n  {"a": 1 "b": 2}\n]', "Row 2 is not JSON that can be read. Look at line 3, column 13."),
        ('\ufeff[{"a": "שרה"}, x]'.encode(), "Row 2 is not JSON that can be read. Look at line 1, column 16."),
        (b'[{"a": 1},]', "Row 2 is not JSON that can be read. Look at line 1, column 11."),
        (b'[{"a": 1}]\nx', "What stands behind the last row is not JSON that can be read. Look at line 2, column 1."),
        (
            b"[\n" + b'{"a": 1},\n' * 30_000 + b'{"a": "\xff"}]',
            "Row 30001 is not JSON that can be read. Look at line 30002, column 8.",
        ),
        (b'{"a": 1}\n\n{"a": 1 x}', "Row 2 is not JSON. Look at line 3, column 9."),
        (b'{"a": 1}\n\n{"a": NaN}', "Row 2 is not JSON. Look at line 3."),
        (b'{\n"a": 1\n}', "Row 1 is not JSON. Look at line 2, column 1."),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)
def test_json_that_breaks_off_is_said_with_row_line_and_column(content, sentence):
    assert refusal(content).startswith(sentence)


def test_a_column_that_comes_late_is_not_dropped_silently():
    lines = [{"a": "1"}] * 100 + [{"a": "1", "late": "x"}]
    (*_, last) = read("\n".join(json.dumps(one) for one in lines).encode())[1]
    assert last[2] == ["Row 101 has a column “late” that none of the first 100 rows has."]


def test_a_workbook_shows_what_a_person_sees_in_it():
    moment, day = dt.datetime(2026, 3, 14, 16, 30), dt.date(2026, 3, 14)
    rows = read(workbook(["A", "B", "C"], [moment, day, 7700900911.0], [True, None, 1.5], [], [1, 2, 3, 4]))[1]
    assert rows[0] == (2, ["2026-03-14 16:30", "2026-03-14", "7700900911"], [])
    assert rows[1] == (3, ["TRUE", "", "1.5"], [])
    assert rows[2][0] == 5
    assert rows[2][2] == ["Row 5 has 4 cells, and the header has 3. Put the value of each column under its name."]


def test_a_workbook_with_macros_is_refused():
    with_macros = io.BytesIO(workbook(NAMES))
    with zipfile.ZipFile(with_macros, "a") as packed:
        packed.writestr("xl/vbaProject.bin", b"x")
    assert refusal(with_macros.getvalue()).startswith("This workbook has macros.")


def test_a_workbook_that_unpacks_to_far_more_is_not_unpacked():
    bomb = repacked(
        workbook(NAMES, ["x", "y"]), lambda name, body: body + b" " * 3_000_000 * name.endswith("sheet1.xml")
    )
    assert len(bomb) < 20_000
    assert "It was not opened" in refusal(bomb, limits=Limits(unpacked=1_000_000))
    texts = io.BytesIO(workbook(NAMES, ["x", "y"]))
    with zipfile.ZipFile(texts, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/sharedStrings.xml", b" " * 3_000_000)
    assert "MB of texts" in refusal(texts.getvalue(), limits=Limits(words=1_000_000))


def test_entities_in_a_workbook_are_never_expanded():
    evil = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    for part in ("sheet1.xml", "xl/workbook.xml"):
        hostile = repacked(workbook(NAMES, ["x", "y"]), lambda name, body, part=part: evil * name.endswith(part) + body)
        assert "XML entities" in refusal(hostile), part


def test_more_rows_than_may_be_are_refused():
    assert refusal(as_csv([["a", "b"]] * 4), limits=Limits(rows=3)).startswith("Row 5: the most rows")


def handed_back(content):
    """The faulty rows of a list as they are handed out, read again as if nobody had changed them."""
    found = opened(io.BytesIO(content))
    faulty = [row for row in found.rows if row.faults]
    most = max(len(row.cells) for row in faulty)
    out = [[str(row.number), " ".join(one.sentence for one in row.faults), *row.cells] for row in faulty]
    header, rows = read(b"".join(lines_of([header_to_mend(found.header, most), *out])))
    assert header == found.header
    return rows


@pytest.mark.parametrize(
    ("content", "cells"),
    [
        (b"Name,Note\nTegan,Hollis,14\n", ["Tegan", "Hollis", "14"]),
        (b"Name,Note\nTegan\n", ["Tegan", MISSING]),
        (b"Name,Note\nTeg\x00an,y\n", ["Teg\ufffdan", "y"]),
        (b"Name,Note\nTeg\x00an,Hollis,14\n", ["Teg\ufffdan", "Hollis", "14"]),
        (b"Name,Note\nTegan," + b"x" * 20_001, ["Tegan", "x" * 20_001]),
        (b'[{"Name": "Tegan", "Note": ["x"]}]', ["Tegan", MISSING]),
        (b'[{"Name": "Tegan", "Note": "x", "Name": "Jade"}]', ["Tegan", "x", "Name: Jade"]),
        (b'{"Name": "a", "Note": "b"}\n' * 100 + b'{"Name": "x", "Note": "y", "Late": "z"}', ["x", "y", "Late: z"]),
        (workbook(NAMES, ["Tegan", "x", *[None] * 300, "far"]), ["Tegan", "x", *[""] * 300, "far"]),
    ],
    ids=lambda value: str(value[:2])[:20] if isinstance(value, list) else "",
)
def test_a_row_to_mend_loses_nothing_and_is_refused_again_until_it_was_mended(content, cells):
    """REQ: soft-import-mended."""
    ((_, found, faults),) = [row for row in read(content)[1] if row[2]]
    assert found == cells
    ((_, found, faults),) = handed_back(content)
    assert found == cells
    assert faults


def test_a_row_that_was_mended_in_a_spreadsheet_is_read_without_what_was_beyond_it():
    out = [
        ["Row in the file given", "What is wrong", *NAMES, "Extra cell 1"],
        ["2", "x", "Tegan", "Hollis", ""],
        ["3", "x", "Jade", ""],
    ]
    for content in (b"".join(lines_of(out)), workbook(*out)):
        assert read(content)[1] == [(2, ["Tegan", "Hollis"], []), (3, ["Jade", ""], [])]


def inline(
    text, *, rows=1, before="", after="", row='<row r="2"><c r="A2" t="inlineStr"><is><t>x</t></is></c>{}</row>'
):
    """A workbook whose second row has this text in its second column."""
    cell = f'<c r="B2" t="inlineStr"><is><t>{text}</t></is></c>'
    body = before + row.format(cell) + after

    def change(name, content):
        return (
            content.replace(b"</sheetData>", f"{body}</sheetData>".encode()) if name.endswith("sheet1.xml") else content
        )

    return repacked(workbook(NAMES), change)


def test_a_cell_of_a_workbook_that_no_spreadsheet_can_hold_is_not_unpacked():
    """REQ: soft-import-safe: a small file is not a large memory."""
    bomb = inline("x" * 30_000_000)
    assert len(bomb) < 100_000
    tracemalloc.start()
    said = refusal(bomb)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert said.startswith("A cell in row 2, column “Note” is longer than a spreadsheet can hold")
    assert peak < 15_000_000


@pytest.mark.parametrize(
    ("hostile", "sentence"),
    [
        pytest.param(inline("x</t><t>" * 540_000), "A row of this workbook", marks=pytest.mark.slow),
        pytest.param(inline("x", before="<x/>" * 4_400_000), "A row of this workbook", marks=pytest.mark.slow),
        (inline("x", row='<row r="2"><row r="3">{}</row></row>'), "This workbook has parts that no spreadsheet writes"),
        (inline("<![CDATA[" + "<" * 100 + "]]>"), "This workbook has parts that no spreadsheet writes"),
        pytest.param(
            inline("x", before='<row r="2000000"></row>'),
            "This workbook goes on after row 1,048,576",
            marks=pytest.mark.slow,
        ),
        (
            repacked(workbook(NAMES), lambda name, body: body + b" " * 17_000_000 * name.endswith("styles.xml")),
            "A part of this workbook is 16 MB.",
        ),
    ],
    ids=["many texts", "beside rows", "row in row", "cdata", "far row", "styles"],
)
def test_a_workbook_that_would_fill_the_memory_is_refused(hostile, sentence):
    assert refusal(hostile).startswith(sentence)


def test_a_workbook_is_read_as_before_whatever_stands_behind_its_rows():
    rows = read(inline("x" * 30_000, after='<row r="9"/>'))[1]
    assert [cells for _, cells, _ in rows] == [["x", "x" * 30_000]]
    merged = repacked(
        workbook(NAMES, ["a", "b"]), lambda name, body: body.replace(b"</sheetData>", b"</sheetData><!-- x -->")
    )
    assert read(merged)[1] == [(2, ["a", "b"], [])]
    many = workbook(NAMES, *[[f"{n}", "y" * 50] for n in range(20_000)])
    assert len(read(many)[1]) == 20_000
