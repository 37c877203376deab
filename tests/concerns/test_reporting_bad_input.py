"""Any field, any length, any bytes: a sentence or a report, what was typed kept, and never a failure of ours."""

import html
import re
from urllib.parse import quote_from_bytes

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tessera.concerns.reporting_forms import EmergencyForm, ReportForm, SightingForm, SpokenForm
from tessera.information.models import Report
from tessera.ui.rendering import shown
from tests.cast import as_user
from tests.reporting import PNG, Staff, make_staff, signed_in, written

SAYS = st.one_of(
    st.text(max_size=80),
    st.text(alphabet="\x00\x1f\x85\u2028\ud7ff\ufffe\u202e‘’“”<>&\"'{}%\\\n\r\t 0", max_size=40),
    st.sampled_from(
        ["yes", "no", "on", "saw", "public_withheld", "professional", "hotel", "saltreach-academy", "desk"]
    ),
    st.sampled_from(["yesterday 16:30", "31 February", "14/3/2026", "tomorrow", "0", "-1", "9" * 60, "NaN", "null"]),
    st.sampled_from(["x" * 201, "é" * 20_001, "\x00" * 50, "(" * 3000, "@" * 3000]),
)
FILES = st.lists(
    st.tuples(st.text(max_size=300), st.one_of(st.just(PNG), st.just(b""), st.binary(max_size=60))), max_size=3
)
ALWAYS = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
PAGES = {
    "/report/": EmergencyForm.base_fields,
    "/report/write/": ReportForm.base_fields,
    "/report/check/": ReportForm.base_fields,
    "/report/draft/": ReportForm.base_fields,
    "/report/spoken/": {**ReportForm.base_fields, "caller_email": None, "source_contact": None, "route_seen": None},
    "/report/sighting/": SightingForm.base_fields,
    "/report/suggest/": {"text": None, "field": None},
    "/report/when/": {"text": None, "field": None},
}
MORE = ["key", "scripted", "save", "take_out", "mention", "offered"]


@pytest.fixture
def staff(db, settings, tmp_path) -> Staff:
    settings.FILES_FOLDER = tmp_path
    return make_staff()


@pytest.mark.slow
@pytest.mark.parametrize("place", PAGES)
@ALWAYS
@given(data=st.data())
def test_any_answer_to_any_field(staff, place, data):
    names = [*PAGES[place], *MORE]
    answers = data.draw(st.dictionaries(st.sampled_from(names), SAYS, max_size=12))
    answers.pop("attached", None)
    files = [SimpleUploadedFile("x" + name.replace("/", ""), content) for name, content in data.draw(FILES)]
    client = signed_in(staff.carer if "sighting" in place else staff.desk)
    if data.draw(st.booleans()):
        answers = written() | answers
    reply = client.post(place, {**answers, "attached": files} if files else answers)
    assert reply.status_code in (200, 204, 302, 404, 409), reply
    if place == "/report/write/" and reply.status_code == 200:
        # A browser keeps a control character that is written as a number; Python's unescape leaves it out.
        numbered = re.sub(r"&#(\d+);", lambda found: chr(int(found[1])), reply.content.decode())
        page = html.unescape(numbered)
        # However a line was ended, it is drawn ended as HTML ends one.
        for name in ("narrative", "where_text", "about_child", "childs_words", "delay_reason"):
            assert re.sub("\r\n|\r|\x85", "\n", shown(answers.get(name, ""))) in page, name


@pytest.mark.parametrize("place", ["/report/write/", "/report/spoken/", "/report/sighting/"])
def test_two_megabytes_in_any_field_get_a_sentence_and_come_back(staff, place):
    client = signed_in(staff.carer if "sighting" in place else staff.desk)
    long = "All of it. " * 190_000
    page = client.post(place, written(narrative=long, when_text=long, immediate_danger="no", significant_harm="no"))
    text = page.content.decode()
    assert page.status_code == 200
    assert "must be 100000 characters or fewer" in text
    assert "“When was this?” must be 200 characters or fewer" in text
    assert long.strip() in text


@pytest.mark.parametrize(
    "place", ["/report/", "/report/write/", "/report/draft/", "/report/suggest/", "/report/sighting/"]
)
@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"no boundary at all"),
        ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="narrative"\r\n\r\nhalf'),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="a"\r\nContent-Length: no\r\n\r\nq\r\n',
        ),
        ("application/x-www-form-urlencoded", b"narrative=%ff%fe%00%ed%a0%80&when_text=%"),
        ("application/x-www-form-urlencoded; charset=nonsense", b"narrative=one"),
        ("application/json", b'{"narrative": 1}'),
        ("", b"\xff\xfe\x00"),
    ],
)
def test_a_body_no_browser_sends(staff, place, kind, body):
    client = signed_in(staff.carer)
    reply = client.generic("POST", place, body, content_type=kind)
    assert reply.status_code < 500, (place, kind)


def in_parts(**answers: bytes) -> tuple[bytes, str]:
    """A page as a browser sends it, byte for byte; `attached` is the name of a photograph."""
    parts = []
    for name, answer in answers.items():
        if name == "attached":
            head = b'name="attached"; filename="' + answer + b'"\r\nContent-Type: image/png'
            parts.append(b"Content-Disposition: form-data; " + head + b"\r\n\r\n" + PNG)
        else:
            parts.append(b'Content-Disposition: form-data; name="' + name.encode() + b'"\r\n\r\n' + answer)
    return b"".join(b"--x\r\n" + part + b"\r\n" for part in parts) + b"--x--\r\n", "multipart/form-data; boundary=x"


@pytest.mark.parametrize("place", ["write", "spoken", "sighting"])
def test_bytes_that_are_no_letters_are_asked_for_again_and_nothing_is_sent(staff, place):
    client = signed_in(staff.carer if place == "sighting" else staff.desk)
    answers = {name: str(answer).encode() for name, answer in written().items()}
    answers |= {"immediate_danger": b"no", "significant_harm": b"no", "source": b"public_named", "public_name": b"Rae"}
    for kind in ("form", "parts"):
        told = answers | {"narrative": b"A silver car \xff\xfe at the gate", "about_child": b"Kay Marsh"}
        body, sent_as = (
            in_parts(**told)
            if kind == "parts"
            else (
                b"&".join(name.encode() + b"=" + quote_from_bytes(answer).encode() for name, answer in told.items()),
                "application/x-www-form-urlencoded",
            )
        )
        page = html.unescape(client.generic("POST", f"/report/{place}/", body, content_type=sent_as).content.decode())
        assert "has a character that cannot be read. It is shown as �: type that part again." in page, kind
        assert "A silver car" in page
        assert "at the gate" in page
        assert "Kay Marsh" in page
    with as_user(staff.desk):
        assert not Report.objects.exists()


@pytest.mark.parametrize("place", ["write", "spoken", "sighting"])
@pytest.mark.parametrize(
    ("name", "said"),
    [(b"a" * 5000 + b".png", "a name that is too long"), ("ä".encode() * 9000 + b".png", "a name that is too long"),
     ("gate\ufffd.png".encode(), "a name that cannot be read")],
    ids=["long", "very long", "unreadable"],
)  # fmt: skip
def test_a_file_name_that_cannot_be_kept_brings_the_form_back_with_everything_typed(staff, place, name, said):
    client = signed_in(staff.carer if place == "sighting" else staff.desk)
    answers = {name: str(answer).encode() for name, answer in written().items()}
    body, kind = in_parts(
        **answers, immediate_danger=b"no", significant_harm=b"no", about_child=b"Kay Marsh", attached=name
    )
    reply = client.generic("POST", f"/report/{place}/", body, content_type=kind)
    page = html.unescape(reply.content.decode())
    assert reply.status_code == 200
    for words in (said, "A silver car waits at the gate each Friday.", "Kay Marsh", "There is a problem"):
        assert words in page, words


@pytest.mark.parametrize("body", [b"a=1&" * 2500, b"narrative=" + b"x" * (33 * 1024 * 1024)], ids=["fields", "length"])
def test_what_no_form_can_take_gets_a_page_of_the_site(staff, body):
    reply = signed_in(staff.carer).generic(
        "POST", "/report/write/", body, content_type="application/x-www-form-urlencoded"
    )
    assert reply.status_code == 400
    assert "Something was wrong with what was sent" in reply.content.decode()
    assert "ui-header" in reply.content.decode()


@pytest.mark.parametrize("name", ["danger", "harm", "draft", "page", "corrects"])
@pytest.mark.parametrize("value", ["", "\x00", "x" * 5000, "yes", "-1", "{0}", "ü"])
def test_any_words_in_the_address(staff, name, value):
    client = signed_in(staff.desk)
    for place in ("/report/write/", "/report/danger/", "/report/harm/", "/report/check/", "/reports/"):
        assert client.get(place, {name: value}).status_code in (200, 404)
    assert client.post(f"/report/draft/?{name}={value}".replace("\x00", "%00"), written()).status_code == 204


def test_every_field_of_every_form_is_tried():
    assert set(SpokenForm.base_fields) <= set(PAGES["/report/spoken/"])
