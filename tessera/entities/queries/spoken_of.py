"""What a version for wider sharing says of those that its report speaks of."""

from datetime import date

from tessera.entities.facts import LABELS, as_shown, values_of
from tessera.entities.models import Mention
from tessera.information.models import Report
from tessera.lib.disguised import number_stands_in, stands_in

AS_NUMBERS = {"phones", "plate", "plate_partial", "postcode", "handle"}
NOT_LOOKED_FOR = {"age", "born_year", "born_month", "born_day", "platform", "description"}  # they stand in every text
DAYS = ("%d %B %Y", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y", "%Y-%m-%d")


def spoken_of(report: Report, *texts: str) -> list[str]:
    """What these texts say of anybody or anything the report speaks of, as far as this person reads that, in words.

    “Kayla” (first name of a child). To be pointed out, and left to whoever shares it: of a man, his car may be what is
    worth sharing; of a child, hardly anything is. REQ soft-cleanse-and-check.
    """
    text, found = "\n".join(texts), []
    for mention in Mention.objects.readable().filter(report=report):
        whose = f" of {_a(mention.part_words)}" if mention.part_words else ""
        for name, value in values_of(mention):
            if name not in NOT_LOOKED_FOR and _stands(name, value, text):
                found.append(f"“{as_shown(name, value)}” ({LABELS[name].lower()}{whose})")
    return list(dict.fromkeys(found))


def _stands(name: str, value: str, text: str) -> bool:
    if name == "born_on":
        day = date.fromisoformat(value)
        written = {day.strftime(one) for one in DAYS}
        return any(stands_in(one, text) for one in written | {one.lstrip("0").replace("/0", "/") for one in written})
    return number_stands_in(value, text) if name in AS_NUMBERS else stands_in(value, text)


def _a(part: str) -> str:
    return "somebody also mentioned" if part == "also mentioned" else f"a {part}"
