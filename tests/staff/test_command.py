"""`tessera administrator`: the first administrator of an installation."""

import re

import pytest

from tessera.access.models import Agency
from tessera.audit.models import Entry
from tessera.command import main
from tessera.staff import inviting
from tessera.work.models import Message
from tests.cast import as_user
from tests.staff.conftest import PASSWORD, again

ASKED = ["administrator", "--email", "fay@wexmouth.example", "--name", "Fay First", "--agency", "new-hub"]
MAKING = ["--agency-name", "The new hub", "--kind", "partnership"]


@pytest.mark.usefixtures("db")
def test_the_first_one_comes_in_by_a_link(capsys, settings, tmp_path):
    settings.LETTERS_FOLDER = tmp_path
    assert main(ASKED) == 2
    assert "No agency has the code “new-hub”." in capsys.readouterr().err
    assert main(ASKED + MAKING) == 0
    token = re.search(r"/invitations/([\w-]+)/", capsys.readouterr().out).group(1)
    post = inviting.accept(token=token, password=PASSWORD, account=None)
    assert (post.roles, post.agency) == (["administrator"], Agency.objects.get(code="new-hub"))


def test_where_there_is_one_it_takes_a_reason_that_is_logged_and_told(house, capsys):
    assert main(ASKED + MAKING) == 2
    assert "There is an administrator already" in capsys.readouterr().err
    assert main([*ASKED, *MAKING, "--because", "Ada is ill."]) == 0
    with as_user(again(house.governance)):
        assert "Ada is ill." in Entry.objects.get(kind="staff.first_administrator").sentence
        assert Message.objects.readable().filter(text__contains="Ada is ill.").exists()


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("wrong", [["--email", "no address"], ["--kind", "circus"], ["--agency", "Not A Code"]])
def test_what_cannot_be_is_said_in_one_sentence(capsys, wrong):
    assert main(ASKED + MAKING + wrong) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 1
