"""XLSX workbooks: the first sheet, row by row. Formulas are read as the text of the formula and never worked out."""

import datetime as dt
import zipfile
from collections.abc import Iterator
from typing import IO, Any
from xml.etree.ElementTree import ParseError  # the name of an error: what is read goes through defusedxml  # nosec B405

import openpyxl
from defusedxml.common import DefusedXmlException
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.exceptions import InvalidFileException

from tessera.lib.tabular.rows import Limits, Refused, Row, header_of, row_of
from tessera.lib.tabular.unpacking import EndOfRows, Packed

MOST_CELLS = 1_001  # of a row, header or not
MOST_ROWS = 1_048_576  # that a sheet may have
MOST_PARTS = 2_000  # files inside the workbook
BROKEN = (zipfile.BadZipFile, InvalidFileException, ParseError, KeyError, ValueError, TypeError, OSError, EOFError,
          AttributeError, IndexError, NotImplementedError, RuntimeError)  # fmt: skip
NOT_A_WORKBOOK = (
    "This workbook cannot be read. Open it in a spreadsheet and save it again as .xlsx, without a password."
)
ENTITIES = "This workbook has instructions inside (XML entities) that no spreadsheet writes. It was not opened."


def read(file: IO[bytes], limits: Limits) -> tuple[tuple[str, ...], Iterator[Row]]:
    """The header of the first sheet, and its rows. Raises Refused, at once or while the rows are read."""
    _inspect(file, limits)
    file.seek(0)
    if not openpyxl.DEFUSEDXML:
        raise RuntimeError("openpyxl must read through defusedxml: take OPENPYXL_DEFUSEDXML out of the environment.")
    try:
        reader = ExcelReader(file, read_only=True, data_only=False, keep_links=False, keep_vba=False)
        reader.archive = packed = Packed(file)
        reader.read()
        sheet = reader.wb.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its own size is not believed
        rows = sheet.iter_rows(max_col=MOST_CELLS, values_only=True)
        first = next(rows, ())
    except EndOfRows:
        first = ()
    except BROKEN as error:
        raise _why(error, NOT_A_WORKBOOK) from error
    packed.header = header = header_of([_text(value) for value in first])
    return header, _rows(rows, header)


def _rows(rows: Iterator[tuple[Any, ...]], header: tuple[str, ...]) -> Iterator[Row]:
    number, width = 1, len(header)
    while True:
        number += 1
        if number > MOST_ROWS + 1:
            raise Refused(f"This workbook goes on after row {MOST_ROWS:,}, where every sheet ends. Nothing was taken.")
        try:
            values = next(rows, None)
        except EndOfRows:
            return
        except BROKEN as error:
            raise _why(error, f"Row {number}: the workbook is broken from here on. Save it again as .xlsx.") from error
        if values is None:
            return
        if values.count(None) == len(values):
            continue
        cells = [_text(value) for value in values]
        cells += [""] * (width - len(cells))  # a sheet ends a row at its last filled cell
        row = row_of(number, cells, header)
        if row is not None:
            yield row


def _why(error: BaseException | None, otherwise: str) -> Refused:
    """The sentence for what went wrong, or for what that came from: openpyxl says in its own words that it stopped."""
    while error is not None:
        if isinstance(error, Refused):
            return error
        if isinstance(error, DefusedXmlException):
            return Refused(ENTITIES)
        error = error.__cause__ or error.__context__
    return Refused(otherwise)


def _inspect(file: IO[bytes], limits: Limits) -> None:
    """Look at what is packed inside before unpacking any of it."""
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Refused(NOT_A_WORKBOOK) from error
    if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
        raise Refused("This workbook has macros. Save it as .xlsx, which has none, and choose that file.")
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > limits.unpacked:
        raise Refused(
            f"Unpacked, this workbook is {unpacked // (1024 * 1024):,} MB in {len(parts):,} parts. The most is "
            f"{limits.unpacked // (1024 * 1024):,} MB in {MOST_PARTS:,}. It was not opened. Save the sheet as CSV instead."
        )
    words = sum(part.file_size for part in parts if part.filename.lower().endswith("sharedstrings.xml"))
    if words > limits.words:
        raise Refused(
            f"This workbook has {words // (1024 * 1024):,} MB of texts. The most is {limits.words // (1024 * 1024):,} MB. "
            "It was not opened. Save the sheet as CSV instead."
        )


def _text(value: Any) -> str:
    """A cell as the text that a person sees in it; of a formula, the formula."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time.min else value.isoformat(" ", "minutes")
    if isinstance(value, dt.date):
        return value.isoformat()
    if isinstance(value, dt.time):
        return value.isoformat("minutes")
    return str(getattr(value, "text", None) or value)
