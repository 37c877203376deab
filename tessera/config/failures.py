"""What the site writes of its own failures: one line each, for whoever runs it, without what people wrote."""

import json
import logging
import re
from datetime import UTC, datetime

# PostgreSQL quotes the row that broke a rule, and with it a child's name, in these parts of its message.
_QUOTED = re.compile(
    r"^(DETAIL|CONTEXT|QUERY|STATEMENT|LINE \d+):.*(\n(?!Traceback|  File |\S+(Error|Violation)\b|The above|During).*)*",
    re.MULTILINE,
)
LEFT_OUT = r"\1: (left out)"


class OneLine(logging.Formatter):
    """An entry as one line of JSON, with its time in UTC: no words in it can look like another entry."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        said = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "from": record.name,
            "says": without_rows(record.getMessage()),
        }
        if record.exc_info:
            said["trace"] = without_rows(self.formatException(record.exc_info))
        return json.dumps(said)


def without_rows(text: str) -> str:
    """The text without what PostgreSQL quotes of a row."""
    return _QUOTED.sub(LEFT_OUT, text)
