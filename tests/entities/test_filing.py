"""What was filed before match keys changed is found again once all is filed anew, and the log says who did it."""

from tessera.access.keyring import of_audience, opened
from tessera.access.roles import Role
from tessera.audit.models import Entry
from tessera.command import main
from tessera.entities.models import Holding, Mention
from tessera.entities.queries import suggestions_for
from tests.cast import agency, as_user
from tests.cast import person as somebody
from tests.entities.telling import only, person, told


def keys_held(audience):
    with opened(of_audience(audience)):
        return dict(Holding.objects.filter(audience=audience).values_list("entity_id", "keys"))


def test_things_filed_in_an_older_way_are_found_after_filing_again(cast, capsys):
    ours, theirs = only(cast.holder), only(cast.invited)
    (first,) = told(cast.holder, ours, person("Karim Elmasri, dob 1/8/1990"))
    told(cast.holder, theirs, person("Tegan Hollis"))
    filed = {audience: keys_held(audience) for audience in (ours, theirs)}
    for audience in filed:
        with opened(of_audience(audience)):
            Holding.objects.filter(audience=audience).update(keys=[])
    (asked,) = told(cast.holder, ours, person("Kareem Al-Masri"))
    with as_user(cast.holder):
        mention = Mention.objects.readable().get(pk=asked.pk)
        assert suggestions_for(cast.holder, mention) == []
        assert main(["match", "again"]) == 0
        assert [one.entity_id for one in suggestions_for(cast.holder, mention)] == [first.entity_id]
    for audience, before in filed.items():
        assert before.items() <= keys_held(audience).items()
    things = sum(len(keys_held(audience)) for audience in filed)
    assert capsys.readouterr().err.endswith(f"{things} things filed again.\n")
    with as_user(somebody("governance", Role.GOVERNANCE, at=agency("triage-hub"))):
        sentence = Entry.objects.get(kind="entities.filed_again").sentence
    assert sentence.startswith("Somebody on the server (")
    assert sentence.endswith(f"filed everything held again under its match keys: {things} things")
