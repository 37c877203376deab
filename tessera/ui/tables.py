"""A table that a phone can show: each row a block, each cell under the header of its column."""

import re
from itertools import count
from typing import Any

from django.utils.safestring import SafeString, mark_safe

_TAG = re.compile(r"<(table|thead|tbody|tr|th|td)\b([^>]*)>")
_IS_COLUMN = 'scope="col"'
_COLUMN = re.compile(rf"<th\b[^>]*{_IS_COLUMN}[^>]*>(.*?)</th>", re.DOTALL)
_SPAN = re.compile(r'colspan="(\d+)"')
_ROLES = {"table": "table", "thead": "rowgroup", "tbody": "rowgroup", "tr": "row", "td": "cell", "th": "rowheader"}


def stacked(html: Any) -> SafeString:
    """The table with each cell saying its column's header, for the style sheet to show on a narrow screen.

    A style that draws a row as a block takes the table's meaning from a screen reader in some browsers: the roles, said
    again, keep it. Takes one table as a template made it, which is escaped already.
    """
    text = str(html)
    headers = [" ".join(re.sub(r"<[^>]+>", "", one).split()) for one in _COLUMN.findall(text)]
    place = count()

    def told(found: re.Match[str]) -> str:
        nonlocal place
        tag, more = found.groups()
        role, label = _ROLES[tag], ""
        if tag == "tr":
            place = count()
        elif _IS_COLUMN in more:
            role = "columnheader"
        elif tag in ("td", "th"):
            at, span = next(place), _SPAN.search(more)
            place = count(at + int(span[1])) if span else place
            label = f' data-label="{headers[at]}"' if at < len(headers) else ""
        return f'<{tag} role="{role}"{more}{label}>'

    return mark_safe(_TAG.sub(told, text))  # noqa: S308 - a template's own, with roles and headers added  # nosec B308, B703
