"""The forms of a page, filled in as somebody who has an answer to everything would, and as somebody in a hurry."""

from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser

from django.utils import timezone

from tests.house import hidden

# What an empty box of this name is filled with; any other gets the words that every held name is found in.
ANSWERS = {
    "when_text": "14 March 2026", "learned_text": "15 March 2026", "told_at": "today 00:01", "born_on": "1 8 2012", "email": "dee@wexmouth.example",
    "caller_email": "", "public_name": "Rae Finch", "source_name": "Rae Finch", "telephone": "01632 960002",
    "about_child": "Tegan Hollis", "about_concern": "Darren Axley\nDazza", "age_stated": "14", "latest_permitted_on": "",
    "title": "Tegan Hollis", "where_text": "Harbour Arcade", "address": "helpline@nhs.net",
}  # fmt: skip
DAY, LATER = date(2026, 1, 2), date(2027, 1, 2)
# A choice that contradicts another on its page: nobody who ticked a sign says that none was seen.
LEFT_ALONE = {"state", "take_out"}
# Danger shows a page of its own first; and a script marks the page, so that no other stands before it is sent.
CHOSEN = {"immediate_danger": "no", "significant_harm": "no"}
MARKED = {"scripted": "yes"}
LONGEST_LINE = 60


@dataclass
class Filled:
    """One form: where it is sent, what stands in it, and what it holds when everything is answered."""

    action: str
    stands: dict[str, list[str]] = field(default_factory=dict)
    answers: dict[str, list[str]] = field(default_factory=dict)
    behind: dict[str, tuple[str, str]] = field(default_factory=dict)  # the question and the answer that opens it

    def stand(self, name: str, value: str) -> None:
        for held in (self.stands, self.answers):
            held.setdefault(name, []).append(value)

    def leave_shut(self) -> None:
        """Take out what no answer opens, as somebody does who is asked about it."""
        for name, (question, answer) in self.behind.items():
            if answer not in self.answers.get(question, []):
                self.answers.pop(name, None)


class Reader(HTMLParser):
    """Reads the forms that are sent with POST, but for the one that signs out.

    What another answer opens is left empty: nobody who says that the police took part says why they did not.
    """

    def __init__(self, path: str) -> None:
        super().__init__()
        self.path, self.forms, self.inside = path, [], False
        self.select = self.area = ""
        self.text: list[str] = []
        self.form = Filled("")
        self.opened_by: dict[str, tuple[str, str]] = {}  # the answer that opens it
        self.within: list[str] = []  # what an answer opens, and every div inside it

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.inside = given.get("method") == "post" and "sign-out" not in given.get("action", "")
            if self.inside:
                self.form = Filled(given.get("action") or self.path)
                self.forms.append(self.form)
        elif self.inside and tag == "div":
            named = given.get("id", "")
            if self.within or named.startswith("conditional-"):
                self.within.append(named)
        elif self.inside and tag == "input" and given.get("name"):
            self._behind(given["name"])
            self._input(given)
        elif self.inside and tag == "select":
            self.select = given["name"]
            self._behind(self.select)
        elif self.inside and tag == "option" and self.select:
            self._option(given)
        elif self.inside and tag == "textarea":
            self.area, self.text = given["name"], []
            self._behind(self.area)

    def handle_data(self, data: str) -> None:
        if self.area:
            self.text.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
            self.form.leave_shut()
        elif tag == "div" and self.within:
            self.within.pop()
        elif tag == "select":
            self.select = ""
        elif tag == "textarea" and self.area:
            stands = "".join(self.text).strip()
            self.form.stands[self.area] = [stands]
            self.form.answers[self.area] = [stands or ANSWERS.get(self.area, hidden.TYPED)]
            self.area = ""

    def _input(self, given: dict[str, str]) -> None:
        name, value, kind = given["name"], given.get("value", ""), given.get("type", "text")
        if kind == "hidden":
            self.form.stand(name, value)
            if name in MARKED:
                self.form.answers[name] = [MARKED[name]]
        elif kind == "radio" and value != CHOSEN.get(name, value):
            return
        elif kind in {"radio", "checkbox"}:
            self.opened_by[given.get("data-aria-controls", "")] = (name, value)
            if "checked" in given and kind == "radio":
                self.form.stands[name] = self.form.answers[name] = [value]
            elif "checked" in given:
                self.form.stand(name, value or "on")
            elif name not in self.form.answers and name not in LEFT_ALONE:
                self.form.answers[name] = [value or "on"]
        elif kind not in {"file", "submit", "button"}:
            self.form.stands[name] = [value]
            self.form.answers[name] = [value or self._answer(name)]

    def _behind(self, name: str) -> None:
        if self.within:
            self.form.behind[name] = self.opened_by[self.within[0]]

    def _answer(self, name: str) -> str:
        whole, _, part = name.rpartition("-")
        if whole and part in {"day", "month", "year"}:
            day = {"review_on": LATER, "due_on": LATER, "until_on": timezone.localdate()}.get(whole, DAY)
            return str(getattr(day, part))
        return ANSWERS.get(name, hidden.TYPED[:LONGEST_LINE])

    def _option(self, given: dict[str, str]) -> None:
        value = given.get("value", "")
        if "selected" in given:
            self.form.stands[self.select] = [value]
        if value:  # the last on the list: the first is often what stands already
            self.form.answers[self.select] = [value]


def forms_on(path: str, page: bytes) -> list[Filled]:
    """Every form of the page that is sent. A page of bytes that are no words has none."""
    read = Reader(path)
    read.feed(page.decode(errors="replace"))
    return [form for form in read.forms if form.answers]
