"""What must hold whatever is reported, answered and moved, and whoever looks."""

import math
import re
from contextlib import contextmanager
from itertools import combinations, count
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import Http404
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tessera.access.keyring import Keyring, keyring_of, of_audience, opened
from tessera.access.services import audience_of, holder
from tessera.entities import holding, merging, queries, services
from tessera.entities.models import (
    Compared,
    Entity,
    Evidence,
    Holding,
    Kind,
    Match,
    Mention,
    PairAnswer,
    PairBack,
    PairEvidence,
    PairMention,
)
from tessera.entities.queries import merged
from tessera.entities.services import Stale
from tessera.information.models import Report
from tessera.lib.extraction import mentions_in
from tests.cast import as_user
from tests.entities import telling
from tests.entities.telling import only, person, told
from tests.entities.test_services import holdings

pytestmark = pytest.mark.slow
within_a_test = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
SIGNED_IN = "tessera.access.signed_in.SignedIn"
WORDS = [
    person("Tegan Hollis"), person("Teagan Holis"), person("Tig"), person("Tegan Hollis, dob 1/8/2012"),
    person("Tegan Hollis, dob 8/1/2012"), person("Darren Axley", part="concern"),
    person("Daren Axely, known as Tig"),
    telling.given("phone", "07700 900911"), telling.given("phone", "number ending 900911"),
    telling.given("place", "Harbour Arcade"), telling.given("place", "the Harbor Arcade"),
]  # fmt: skip
PEOPLE = ("holder", "invited", "outsider")
who = st.sampled_from(PEOPLE)
readers = st.sets(who, min_size=1).map(sorted).map(tuple)
number = st.integers(0, 20)
happenings = st.lists(
    st.one_of(
        st.tuples(
            st.just("tell"),
            who,
            readers,
            st.lists(st.tuples(st.integers(0, len(WORDS) - 1), number), max_size=3),
        ),
        st.tuples(st.just("answer"), who, number, number, st.sampled_from(Match.Judgement.values)),
        st.tuples(st.just("move"), who, number, readers),
        st.tuples(st.just("join"), who, number, number, st.sampled_from(Match.Judgement.values)),
        st.tuples(st.just("undo"), who, number),
    ),
    min_size=4,
    max_size=14,
)


@contextmanager
def undone():
    """Whatever happens inside has not happened afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def happen(cast, story):
    """Let people tell, answer and move things. What the site would refuse does not happen."""
    for event, by, *rest in story:
        user = getattr(cast, by)
        if event == "tell":
            tell(cast, user, *rest)
        else:
            with as_user(user):
                mentions = list(Mention.objects.readable().order_by("pk"))
                if mentions and event == "answer":
                    reply(user, mentions, *rest)
                elif event == "join":
                    judge(user, *rest)
                elif event == "undo":
                    take_back(user, *rest)
                elif mentions:
                    chosen, given_to = rest
                    report = mentions[chosen % len(mentions)].report
                    services.move_report(report=report, audience=audience(cast, given_to), by=user)


def tell(cast, user, given_to, things):
    with as_user(user):
        held = sorted(Holding.objects.values_list("entity_id", flat=True).distinct())
    given = []
    for word, same in things:
        one = WORDS[word]
        same_as = held[same] if same < len(held) else None
        given.append(services.MentionGiven(one.kind, one.part, one.words, one.fields, same_as))
    told(user, audience(cast, given_to), *given)


def reply(user, mentions, chosen, other, judgement):
    mention = mentions[chosen % len(mentions)]
    others = sorted(Holding.objects.values_list("entity_id", flat=True).distinct())
    if not others:
        return
    entity = others[other % len(others)]
    before = queries.answers_about(user, mention, entity)
    try:
        with transaction.atomic():
            services.answer_match(
                mention=mention,
                entity=entity,
                judgement=judgement,
                note="",
                by=user,
                seen=before.pk if before else None,
            )
    except (PermissionDenied, Http404, Stale):
        return


def judge(user, one, other, judgement):
    held = sorted(Holding.objects.values_list("entity_id", flat=True).distinct())
    if not held:
        return
    pair = held[one % len(held)], held[other % len(held)]
    before = merged.last_answer(*pair)
    try:
        with transaction.atomic():
            merging.answer_pair(
                one=pair[0], other=pair[1], judgement=judgement, note="She says so.", by=user,
                seen=before.pk if before else None,
            )  # fmt: skip
    except PermissionDenied:
        return


def take_back(user, chosen):
    joins = list(PairAnswer.objects.filter(judgement="same").order_by("at"))
    if joins:
        try:
            with transaction.atomic():
                merging.undo_join(join=joins[chosen % len(joins)].pk, note="Two of one name.", by=user)
        except merging.NothingToUndo:
            return


def audience(cast, given_to):
    return only(*(getattr(cast, name) for name in given_to))


@given(story=happenings)
@within_a_test
def test_every_holding_is_what_a_rebuild_from_scratch_would_make_it(cast, story):
    with undone():
        happen(cast, story)
        sets = {
            readers
            for event, _, *rest in story
            for readers in rest
            if event in ("tell", "move") and is_readers(readers)
        }
        holdings(*(audience(cast, one) for one in sets))


def is_readers(value):
    return isinstance(value, tuple) and all(one in PEOPLE for one in value) and bool(value)


@given(story=happenings, reader=who)
@within_a_test
def test_without_the_rows_i_cannot_read_i_see_exactly_the_same(cast, client, story, reader):
    user = getattr(cast, reader)
    with undone():
        client.force_login(user, backend=SIGNED_IN)
        for size in (1, 2, 3):
            for given_to in combinations(PEOPLE, size):
                audience(cast, given_to)
        with undone():
            happen(cast, story)
            seen = everything_seen_by(user, client)
            rows = readable_rows(user)
        with undone():
            put_back(user, rows)
            assert everything_seen_by(user, client) == seen


def everything_seen_by(user, client):
    """Each page and each answer that this person can get, as bytes or words."""
    with as_user(user):
        mentions = list(Mention.objects.readable().order_by("pk"))
        entities = sorted(Holding.objects.values_list("entity_id", flat=True).distinct())
        kinds = dict(Holding.objects.values_list("entity_id", "kind"))
        near = {pk: [str(one.associate.held) for one in queries.persons_of_concern_near(user, pk)] for pk in entities}
        lines = {pk: queries.timeline_for(user, pk) for pk in entities}
        text = " ".join(one.words for one in WORDS)
        names = mentions_in(text, held=queries.held_names_for(user, text))
        pairs = [(one, other) for one, other in combinations(entities, 2) if kinds[one] == kinds[other]][:8]
        undoing = [f"/joined/{pk}/undo/" for pk in sorted(standing())]
    pages = [f"/entities/{pk}/" for pk in entities] + [f"/mentions/{mention.pk}/matches/" for mention in mentions]
    pages += [f"/entities/{pk}/merge/" for pk in entities] + undoing
    pages += [f"/entities/{one}/merge/{other}/" for one, other in pairs]
    return [bytes_of(client, page) for page in pages], near, lines, names


def standing():
    """The joins of which something that the reader may read is still joined."""
    rows = PairMention.objects.filter(joined_to__isnull=False, back=None).values_list("answer", flat=True)
    return set(PairAnswer.objects.filter(pk__in=rows).values_list("pk", flat=True))


def bytes_of(client, page):
    response = client.get(page)
    assert response.status_code == 200, page
    # Drawn anew for each page, and the moment an answer is put back.
    without_token = re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"", response.content)
    return re.sub(rb"on \d+ \w+ \d{4} at [\w:]+", b"", without_token)


def readable_rows(user):
    with as_user(user):
        return (
            list(Entity.objects.all()), list(Report.objects.all()), list(Mention.objects.all()),
            list(Match.objects.order_by("at", "pk")), list(Compared.objects.all()), list(Evidence.objects.all()),
            list(PairAnswer.objects.order_by("at")), list(PairMention.objects.all()), list(PairBack.objects.all()),
            list(PairEvidence.objects.all()),
        )  # fmt: skip


def put_back(user, rows):
    """A world that never had any other rows."""
    entities, reports, mentions, matches, compared, evidence, pairs, *of_pairs = rows
    known = {one.pk for one in entities}
    others = {(one.entity_id, one.kind) for one in mentions} | {(one.left_id, "person") for one in matches}
    others |= {(pk, "person") for one in pairs for pk in (one.left_id, one.right_id)}
    others |= {(pk, "person") for one in of_pairs[0] for pk in (one.was_id, one.joined_to_id) if pk}
    Entity.objects.bulk_create(entities)
    Entity.objects.bulk_create(Entity(id=pk, kind=kind) for pk, kind in dict(others).items() if pk not in known)
    for row in [*reports, *mentions, *matches]:
        with opened(Keyring(post=row.author_id)):
            type(row).objects.bulk_create([row])
    Compared.objects.bulk_create(compared)
    Evidence.objects.bulk_create(evidence)
    put_back_pairs(user, pairs, *of_pairs)
    services.rebuild_holdings({(mention.entity_id, mention.audience_id) for mention in mentions})


def put_back_pairs(user, pairs, about, back, evidence):
    """Under the keys of the reader, who reads every one of them, and in the name of whoever answered."""
    authors = {one.pk: one.author_id for one in pairs}
    known = set(authors)
    hidden = {one.answer_id for one in [*about, *back]} - known
    held = keyring_of(user.post).holders
    for one in pairs:
        one.undoes_id = one.undoes_id if one.undoes_id in known else None
        with opened(Keyring(post=one.author_id)):
            PairAnswer.objects.bulk_create([one])
    # The reader sees that a mention was moved, and not by what: it hangs from an answer about two that nobody holds.
    with opened(keyring_of(user.post)):
        for pk in hidden:
            two = [Entity(id=uuid4(), kind="person") for _ in range(2)]
            Entity.objects.bulk_create(two)
            unseen = PairAnswer(pk=pk, author=user.post, judgement="unsure", note="x", at=timezone.now())
            unseen.left, unseen.right = two
            PairAnswer.objects.bulk_create([unseen])
        PairMention.objects.bulk_create(about)
        PairBack.objects.bulk_create(back)
    for one in evidence:
        with opened(Keyring(post=authors[one.answer_id], holders=held)):
            PairEvidence.objects.bulk_create([one])


@given(story=happenings)
@within_a_test
def test_own_mentions_are_found_by_name_wherever_they_are_held_and_nobody_elses(cast, story):
    wanted = holding.name_keys_in(" ".join(one.words for one in WORDS))
    with undone():
        happen(cast, story)
        for name in PEOPLE:
            user = getattr(cast, name)
            with as_user(user):
                own = Mention.objects.readable().filter(author=user.post, kind__in=holding.NAMED)
                named = {one.pk for one in own if any(map(holding.name_key, holding.names_of(one)))}
                assert (
                    named
                    <= set(asked("own_mentions_named(%s::bigint[], %s)", [wanted, 1000]))
                    <= {one.pk for one in own}
                )


keys = st.sets(st.integers(-4, 4), max_size=5)
# Of what kind, in whose audience, under which keys, and whether it is of the same thing as the one before.
rows_held = st.tuples(st.sampled_from(Kind.values[:2]), st.sets(st.integers(0, 3), min_size=1), keys, st.booleans())
held = st.lists(rows_held, max_size=14)


@given(
    rows=held,
    keyring=st.sets(st.integers(0, 4)),
    wanted=keys,
    of_kind=st.sampled_from(Kind.values[:2]),
    commonest=st.integers(1, 6),
    most=st.integers(0, 6),
    left_out=st.integers(0, 3),
)
@settings(within_a_test, max_examples=60)
def test_the_search_by_key_returns_what_row_level_security_would(
    db, rows, keyring, wanted, of_kind, commonest, most, left_out
):
    with undone():
        held_by = [holder("desk", f"desk-{n}") for n in range(5)]
        hold_each([(kind, audience_of([held_by[n] for n in members]), *rest) for kind, members, *rest in rows])
        with opened(Keyring(holders=tuple(held_by[n].pk for n in keyring))):
            readable = list(Holding.objects.filter(kind=of_kind))
            besides = [row.entity_id for row in readable if row.entity_id.int % 3 == left_out]
            assert (
                asked(
                    "entities_likely(%s::bigint[], %s, %s::uuid[], %s, %s)",
                    [sorted(wanted), of_kind, besides, commonest, most],
                    answered="entity_id",
                )
                == likely([row for row in readable if row.entity_id not in besides], wanted, commonest)[:most]
            )
            every = sorted({row.entity_id for row in readable} | {uuid4()})
            held = Holding.objects.filter(entity_id__in=every)
            assert set(asked("holdings_of(%s::uuid[])", [every])) == set(held.values_list("pk", flat=True))
            sharing = [
                (-len(wanted & set(row.keys)), row.entity_id, row.audience_id, row.pk)
                for row in readable
                if wanted & set(row.keys)
            ]
            assert (
                asked("holdings_sharing(%s::bigint[], %s, %s)", [sorted(wanted), of_kind, most])
                == [pk for *_, pk in sorted(sharing)][:most]
            )
            named = [
                row.pk
                for row in Holding.objects.filter(kind=Kind.PERSON).order_by("entity", "audience")
                if wanted & set(row.keys)
            ]
            assert asked("holdings_named(%s::bigint[], %s)", [sorted(wanted), most]) == named[:most]
            people = list(Holding.objects.filter(kind=Kind.PERSON))
            few = {key for key in wanted if sum(key in row.keys for row in people) <= most}
            called = {row.pk for row in people if few & set(row.keys)}
            assert set(asked("holdings_called(%s::bigint[], %s)", [sorted(wanted), most])) == called


@pytest.mark.parametrize(("audiences", "is_found"), [(2, True), (20, True), (21, False)])
def test_what_many_audiences_speak_of_is_one_thing_until_too_many_do(db, audiences, is_found):
    held_by = [holder("desk", f"desk-{n}") for n in range(5)]
    every = [chosen for size in range(1, 6) for chosen in combinations(held_by, size)]
    hold_each([("place", audience_of(chosen), [7], True) for chosen in every[:audiences]])
    with opened(Keyring(holders=tuple(each.pk for each in held_by))):
        found = asked("entities_likely(%s::bigint[], %s, %s::uuid[], %s, %s)", [[7], "place", [], 1, 9], "entity_id")
    assert len(found) == is_found


def likely(readable, wanted, commonest):
    """Of what these rows are of, what shares telling keys, the likeliest first: what `entities_likely` is to answer."""
    sharing = {key: {row.entity_id for row in readable if key in row.keys} for key in wanted}
    rows = {key: sum(key in row.keys for row in readable) for key in wanted}
    telling = {
        key: round(1000 * (12 - math.log2(len(things))))
        for key, things in sharing.items()
        if 0 < len(things) <= commonest and rows[key] <= 20 * commonest
    }
    weighed = {
        row.entity_id: sum(weight for key, weight in telling.items() if row.entity_id in sharing[key])
        for row in readable
    }
    best = max(weighed.values(), default=0)
    found = [thing for thing, weight in weighed.items() if weight and weight * 4 >= best]
    return sorted(found, key=lambda thing: (-weighed[thing], thing))


def hold_each(rows):
    """What each says is held: a thing of its own, or the one before where that is said, is of its kind and not yet there."""
    now, numbers, taken, entity = timezone.now(), count(1), set(), None
    for kind, audience, filed, is_the_same in rows:
        if not (is_the_same and entity and entity.kind == kind and (entity.pk, audience.pk) not in taken):
            entity = Entity(id=UUID(f"00000000-0000-4000-8000-{next(numbers):012}"), kind=kind)
            Entity.objects.bulk_create([entity])
        taken.add((entity.pk, audience.pk))
        with opened(of_audience(audience)):
            Holding.objects.create(
                entity=entity,
                audience=audience,
                kind=kind,
                name="x",
                keys=sorted(filed),
                mentions=1,
                first_at=now,
                last_at=now,
            )


def asked(function, values, answered="id"):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {answered} FROM {function}", values)  # noqa: S608 - both are written here
        return [row[0] for row in cursor.fetchall()]
