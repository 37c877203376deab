"""One small world, made through the services as its people would: whatever a page can be opened on is in it.

The holder reports and is on the triage desk; the invited colleague was asked, and joined the team; the
outsider holds all the roles of the invited. What those two may see differs by keyring alone.
"""

import io
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import uuid4

from django.db.models import Q
from django.utils import timezone

from tessera.access.models import SignIn, User
from tessera.access.roles import Role
from tessera.assessments import queries as assessed
from tessera.assessments import services as assessing
from tessera.assessments import starting
from tessera.assessments.answering import TickGiven
from tessera.assessments.before import keep_reading
from tessera.assessments.models import AgencyAsked, Assessment, ModelSeen
from tessera.assessments.terms import LISTS, Part
from tessera.cases import services as casework
from tessera.cases.models import CareReview, Case, FamilyMember, TeamMember, Voice
from tessera.concerns import deciding, referring, reporting
from tessera.concerns import queries as concerns
from tessera.concerns import services as triage
from tessera.concerns.models import Concern, Decision
from tessera.documents import services as documents
from tessera.documents.models import File
from tessera.entities import marking, merging, standing, telling_apart, tying
from tessera.entities.models import BulkSuggestion, Link, Marker, Mention, PairAnswer, Standing
from tessera.entities.services import MentionGiven, answer_match
from tessera.entities.suggesting import OnTheServer, suggest_in_bulk
from tessera.governance import emergency, restricting
from tessera.governance.models import EmergencyAccess, Restriction
from tessera.governance.naming import Named
from tessera.imports import queries as lists
from tessera.imports import services as listing
from tessera.imports import taking
from tessera.imports.models import Import
from tessera.information import developing, sanitising
from tessera.information import services as information
from tessera.information.grading import grade_report
from tessera.information.models import Draft, MethodCoded, Report, Sanitised
from tessera.reference import services as reference
from tessera.reference.models import Contact, ExploitationModel, Indicator, Method, SubjectCategory, TieKind, Word
from tessera.search import pointers
from tessera.search import services as searching
from tessera.search.models import StoreSearch
from tessera.search.purposes import Purpose
from tessera.work import services as work
from tessera.work.models import Task
from tests.cast import Cast, agency, as_user, person
from tests.entities.telling import only, told
from tests.entities.telling import person as named
from tests.reporting import PNG

DESK = {Role.TRIAGE_OFFICER, Role.COORDINATOR}
CASEWORK = [role for role in Role if role not in {*DESK, Role.GOVERNANCE, Role.ADMINISTRATOR}]
CHILD = MentionGiven("person", "child", "Tegan Hollis, dob 1/8/2012")
SAME_CHILD = MentionGiven("person", "child", "Teagan Holis")
CONCERN = MentionGiven("person", "concern", "Darren Axley, known as Dazza")
PHONE = MentionGiven("phone", "other", "07700 900911")
CAR = MentionGiven("vehicle", "other", "WX19 KTR")
WITHHELD = "Ms Sealed Source"
CONTACT = "Ms Reid"


@dataclass(frozen=True)
class World:
    """Everybody in it, and one thing of each kind."""

    made_at: datetime
    cast: Cast
    insider: User  # beside the child too, at a third agency
    governance: User
    administrator: User
    report: Report
    heard: Report
    file: File
    mention: Mention
    marker: Marker
    tie: Link
    unanswered: Mention
    man: Mention
    join: PairAnswer
    standing: Standing
    suggestion: BulkSuggestion
    method: MethodCoded
    version: Sanitised
    concern: Concern
    decision: Decision
    assessment: Assessment
    model: ModelSeen
    asked: AgencyAsked
    case: Case
    member: TeamMember
    family: FamilyMember
    task: Task
    draft: Draft
    contact: Contact
    word: Word
    indicator: Indicator
    search: StoreSearch
    emergency: EmergencyAccess
    restriction: Restriction
    sign_in: SignIn  # the holder's, with another browser
    given: Import  # a list whose columns nobody has said yet
    taken: Import  # one that was taken, with a row to mend


def make_world() -> World:
    """Tell the whole story once, each part by whoever would do it."""
    cast, insider = _cast(), person("insider", *CASEWORK, at=agency("wexmouth-police", "police"))
    holder, invited = cast.holder, cast.invited
    report, file, draft = _reported(holder)
    heard = _heard(invited)
    with as_user(holder):
        mention, unanswered = _joined(report, heard, holder)
        tie = _tied(report, holder)
        join = _joined_as_wholes(report, heard, holder)
        man = Mention.objects.readable().get(report=report, part="concern")
        of_concern = _standing(man, holder)
        for one, code, nature in ((man, "suspect", "opinion"), (mention, "victim", "fact")):
            category = SubjectCategory.objects.get(code=code)
            telling_apart.say_as(mention=one, category=category, nature=nature, note="He may wait for her.", by=holder)
        concern, decision = _triaged(report, heard, invited, holder)
        assessment = assessing.start(
            child_id=mention.entity_id,
            child_name="Tegan Hollis",
            audience=assessed.audience_for(holder),
            by=holder,
        )
        case = casework.open_from_concern(
            concern=concern,
            child_id=mention.entity_id,
            title="Tegan Hollis",
            born_on=date(2012, 8, 1),
            key_worker=holder.post,
            reason="She is being exploited.",
            by=holder,
        )
        member = casework.put_on_team(case=case, post=invited.post, part=TeamMember.Part.OTHER, by=holder)
        casework.put_on_team(case=case, post=insider.post, part=TeamMember.Part.POLICE_OFFICER, by=holder)
        family = _told_of_the_child(case, holder)
        starting.number(assessment=assessment, child_id=unanswered.entity_id, by=holder)
        model, asked = _assessed(assessment, invited, holder)
        task = work.set_task(
            title="Ring the school",
            subject="Tegan Hollis",
            path=case.get_absolute_url(),
            owner=holder.post,
            due_at=timezone.now() + timedelta(days=2),
            also=case.audience.holders.all(),
            by=holder,
        )
        marker = marking.mark(
            entity=mention.entity_id,
            what=Marker.What.MISSING,
            note="Twice in March.",
            starts=marking.Day(date(2026, 3, 1)),
            by=holder,
        )
        contact = reference.add_contact(
            agency=invited.agency,
            name="Nia Bell",
            role="Named nurse",
            telephone="01632 960001",
            email="",
            by=holder,
        )
        search = searching.keep_search(
            words="Tegan or KTR", purpose=Purpose("other", "To see who she is with"), by=holder
        )
        search = searching.watch(search=search, narrowed={}, by=holder)
        pointers.let_others_find(entity=mention.entity_id, contact=CONTACT, reason="She moves.", by=holder)
        pointers.ask_pointers(
            first_name="Jade", surname="Morrow", born_on=date(2011, 2, 3), phone="", purpose="She is missing", by=holder
        )
    with as_user(invited):
        triage.contribute(concern=concern, text="Seen twice at the sexual health clinic.", by=invited)
    with as_user(holder):
        grade_report(
            report=heard, source="2", information="C", handling="C", conditions="Ask the clinic first.",
            note="Told once, and nothing else supports it yet.", seen=None, by=holder,
        )  # fmt: skip
        method, version = _developed(report, heard, insider, holder)
        sign_in = _signed_in(holder)
    with as_user(insider):
        word = reference.propose_word(
            avoid="knew the risks",
            better="was put at risk by others",
            why="It blames.",
            source="Practice",
            by=insider,
        )
    return World(
        made_at=timezone.now(),
        cast=cast,
        insider=insider,
        governance=person("governance", Role.GOVERNANCE, at=agency("triage-hub", "partnership")),
        administrator=person("administrator", Role.ADMINISTRATOR, at=agency("triage-hub")),
        report=report,
        heard=heard,
        file=file,
        mention=mention,
        marker=marker,
        tie=tie,
        unanswered=unanswered,
        man=man,
        join=join,
        standing=of_concern,
        suggestion=_suggested(holder, man),
        method=method,
        version=version,
        concern=concern,
        decision=decision,
        assessment=assessment,
        model=model,
        asked=asked,
        case=case,
        member=member,
        family=family,
        task=task,
        draft=draft,
        contact=contact,
        word=word,
        indicator=Indicator.objects.all()[0],
        search=search,
        emergency=_opened_in_an_emergency(holder, invited),
        restriction=_restricted(holder, invited),
        sign_in=sign_in,
        given=_given(holder),
        taken=_taken(holder),
    )


def _signed_in(user: User) -> SignIn:
    return SignIn.objects.create(
        user=user, session_key="signed-in-elsewhere", device=uuid4(), is_new=False, browser="Firefox on Windows",
        began_at=timezone.now(), used_at=timezone.now(),
    )  # fmt: skip


def _cast() -> Cast:
    return Cast(
        holder=person("holder", *CASEWORK, *DESK, at=agency("childrens-services", "social_care")),
        invited=person("invited", *CASEWORK, at=agency("estuary-health", "health")),
        outsider=person("outsider", *CASEWORK, at=agency("far-school")),
    )


def _opened_in_an_emergency(owner: User, by: User) -> EmergencyAccess:
    """A report that only the holder reads, opened by the invited."""
    (mention,) = told(owner, only(owner), named("Wren Tolliver"))
    with as_user(by):
        return emergency.open_record(
            named=Named(EmergencyAccess.Kind.REPORT, mention.report.reference),
            reason="She is with him now, and nobody answers.",
            by=by,
        )


def _restricted(by: User, to: User) -> Restriction:
    """A report of the holder's that is kept to the invited."""
    (mention,) = told(by, only(by, to), named("Robin Sallow"))
    with as_user(by):
        return restricting.restrict_report(
            report=mention.report, people=[to.post], reason="One who could read it knows him.", by=by
        )


def _tied(report: Report, by: User) -> Link:
    """The man uses the car, and used the telephone until that was taken back: as the report says."""
    said = {mention.kind: mention for mention in Mention.objects.readable().filter(report=report).exclude(part="child")}
    kind = TieKind.objects.get(code="uses")
    phone = tying.tie(one=said["person"], other=said["phone"], kind=kind, by=by)
    tying.withdraw_tie(link=phone, because="It was hers.", by=by)
    return tying.tie(one=said["person"], other=said["vehicle"], kind=kind, note="At the gate.", by=by)


def _reported(by: User) -> tuple[Report, File, Draft]:
    with as_user(by):
        file = documents.keep(content=PNG, name="car.png", audience=information.own_audience(by), by=by)
        report = reporting.report_concern(
            typed={
                "narrative": "A man waited at the gate for her in a silver car.",
                "about_child": CHILD.words,
                "childs_words": "He says he will look after me.",
                "when_text": "14 March 2026",
                "happened_from": timezone.now() - timedelta(days=2),
                "happened_until": timezone.now() - timedelta(days=2),
                "how_known": "saw",
                "source": "public_withheld",
                "source_reference": "CS/41",
                "withheld_name": WITHHELD,
                "significant_harm": True,
                "child_is_suspect": True,
            },
            mentions=[CHILD, CONCERN, PHONE, CAR],
            files=[file],
            by=by,
        )
        reporting.report_concern(
            typed={"narrative": "It was a grey car."},
            mentions=[CAR],
            corrects=report,
            by=by,
            sent_key=uuid4(),
        )
        withheld = {"source": "public_withheld", "source_reference": "WX/41"}
        typed = {"narrative": "Not sent yet.", **withheld, "how_known": "saw", "seen_by": "wide"}
        draft = information.save_draft(key=uuid4(), typed=typed, by=by, sealed_name="Ms Other")
    assert draft is not None
    return report, file, draft


def _heard(by: User) -> Report:
    with as_user(by):
        return reporting.report_concern(
            typed={"narrative": "She came to the clinic with an older man.", "about_child": SAME_CHILD.words},
            mentions=[SAME_CHILD, CONCERN, CAR],
            by=by,
        )


SIGHTINGS = b"Reference,VRM,Seen,Location\nS-1,WX44 LST,14/03/2026 16:30,Listed Wharf\nS-2,,14/03/2026,Listed Wharf\n"


def _given(by: User) -> Import:
    """A list of which nobody has said yet what its columns are."""
    with as_user(by):
        profile = lists.profile_called("plate-sightings")
        return listing.give(
            file=io.BytesIO(SIGHTINGS), name="sightings.csv", profile=profile, source="Cameras", desk_only=True, by=by
        )


def _taken(by: User) -> Import:
    """The same list, read and taken: its second row has no plate."""
    given = _given(by)
    with as_user(by):
        given = listing.map_columns(given=given, mapping=given.mapping, by=by)
        given = listing.take(given=listing.check(given=given, by=by), by=by)
        taking.take_batches(given=given, by=by)
        return lists.imports_for(by).get(pk=given.pk)


def _joined(report: Report, heard: Report, by: User) -> tuple[Mention, Mention]:
    """The desk says that it is one child. Whether it is one man nobody has answered yet."""
    child, *_ = Mention.objects.readable().filter(report=report)
    other, man, *_ = Mention.objects.readable().filter(report=heard)
    answer_match(mention=other, entity=child.entity_id, judgement="same", note="The same date of birth.", by=by)
    return child, man


def _joined_as_wholes(report: Report, heard: Report, by: User) -> PairAnswer:
    """The desk says that it is one car, takes that back, and says so again."""
    one, other = (Mention.objects.readable().get(report=each, kind="vehicle").entity_id for each in (heard, report))
    join = merging.answer_pair(one=one, other=other, judgement="same", note="One plate.", by=by)
    back = merging.undo_join(join=join.pk, note="Another plate.", by=by)
    return merging.answer_pair(one=one, other=other, judgement="same", note="One plate after all.", seen=back.pk, by=by)


def _suggested(by: User, man: Mention) -> BulkSuggestion:
    """A comparison in bulk finds, among other pairs, that the man of one report may be the man of the other."""
    suggest_in_bulk(engine="duckdb", threshold=-100, by=OnTheServer("root"))
    with as_user(by):
        return BulkSuggestion.objects.get(Q(left=man.entity_id) | Q(right=man.entity_id))


def _standing(man: Mention, by: User) -> Standing:
    """He is suspected, as one report says; looked at again once."""
    until = timezone.localdate() + timedelta(days=60)
    made = standing.record_standing(
        entity=man.entity_id, level="suspected", mentions=[man], basis="He waits for her at the gate.", review_on=until,
        owner=by.post, by=by,
    )  # fmt: skip
    standing.keep_standing(
        standing=made, because="Nothing new.", review_on=until + timedelta(days=30), owner=by.post, seen=None, by=by
    )
    return made


def _triaged(report: Report, heard: Report, invited: User, by: User) -> tuple[Concern, Decision]:
    concern, other = (concerns.concerns_about(by, one).get() for one in (report, heard))
    triage.log_search(concern=concern, system="Police records", terms="Tegan Hollis", found="Two sightings.", by=by)
    triage.ask_partner(concern=concern, agency=invited.agency, question="What do you know?", by=by)
    concern = concerns.concerns_for(by).get(pk=concern.pk)
    concern = triage.change_band(
        concern=concern, band="emergency", reason="He has her telephone.", version=concern.version, by=by
    )
    for about, one in ((concern, report), (other, heard)):
        triage.give_feedback(concern=about, report=one, told="Thank you: we act on it.", not_told_because="", by=by)
    concern = concerns.concerns_for(by).get(pk=concern.pk)
    decision = deciding.find_not_enough(
        concern=concern,
        reasons="One account.",
        disruption_considered="Licensing were told.",
        version=concern.version,
        by=by,
    )
    return concerns.concerns_for(by).get(pk=concern.pk), decision


def _assessed(assessment: Assessment, invited: User, by: User) -> tuple[ModelSeen, AgencyAsked]:
    assessment = assessed.assessments_for(by).get(pk=assessment.pk)
    today = timezone.localdate()
    for part in LISTS:
        rows = Indicator.objects.filter(kind=part, asks=[])[:2]
        ticks = [TickGiven(row, row.label, "She said so.") for row in rows]
        if part == Part.SUSPECTED:
            online = Indicator.objects.get(code="sus-internet-use")
            ticks.append(
                TickGiven(online, online.label, "Her aunt saw.", {"usernames": ["owl_1"], "platforms": ["Snapchat"]})
            )
        version = assessed.answers_for(by, assessment).version(part)
        assessing.save_list(assessment=assessment, part=part, version=version, state="answered", ticks=ticks, by=by)
    version = assessed.answers_for(by, assessment).version(Part.CHILD)
    assessing.save_child(
        assessment=assessment,
        version=version,
        childs_view="I want it to stop.",
        childs_view_absent_because="",
        by=by,
    )
    assessing.tell(assessment=assessment, whom="police", person="PC Lowe", told_at=timezone.now(), by=by)
    assessing.import_finding(
        assessment=assessment,
        tool="Missing risk",
        found_by="Police",
        found_on=today,
        finding="Medium.",
        by=by,
    )
    model = assessing.add_model(
        assessment=assessment,
        model=ExploitationModel.objects.all()[0],
        from_on=today,
        until_on=None,
        note="",
        by=by,
    )
    # As when the next is begun from it: this world has no second assessment of the child.
    keep_reading(assessed.answers_for(by, assessment), assessment, on=today)
    return model, assessing.ask_agency(assessment=assessment, agency=invited.agency, asked_on=today, by=by)


def _developed(report: Report, heard: Report, insider: User, by: User) -> tuple[MethodCoded, Sanitised]:
    """What was heard is promoted, and that is taken back; it is for the police, and shared without who heard it."""
    cleansed = dict.fromkeys(developing.CLEANSED, "Looked at.")
    promoted = developing.promote(report=heard, seen=None, by=by, **cleansed)
    developing.take_back_promotion(report=heard, because="Another car.", seen=promoted.pk, by=by)
    for one in (report, heard):
        developing.mark_for_police(report=one, is_marked=True, because="He drives her about.", by=by)
        coded = developing.code_methods(report=one, methods=Method.objects.all()[:2], note="At the gate.", by=by)
        developing.withdraw_method(coded=coded[0], because="Misread.", by=by)
    child = Mention.objects.readable().get(report=report, part="child")
    elsewhere = {"area": "Oldenmere", "taker": "Ms Ferris, duty manager", "address": "duty@oldenmere.gov.uk"}
    referring.refer(report=report, what="risk", child=child, because="He has her telephone.", by=by, **elsewhere)
    version = sanitising.sanitise(
        report=heard, title="An older man with a car", text="A child was seen with an older man.", conditions="Ask first.",
        to=[insider.agency], originator="Dr Alder, by telephone.", by=by,
    )  # fmt: skip
    return MethodCoded.objects.readable().get(report=report, withdrawn_at__isnull=True), version


def _told_of_the_child(case: Case, by: User) -> FamilyMember:
    today = timezone.localdate()
    casework.hear(case=case, what=Voice.What.WISH, text="I want to see my nan.", said_on=today, by=by)
    casework.record_care_review(
        case=case, held_on=today, chaired_by="Ms Reid", exploitation="The car was spoken of.",
        missing=CareReview.NOTHING, by=by,
    )  # fmt: skip
    casework.note_missed_contact(
        case=case,
        meant_for=today,
        tried={"rang": "We rang"},
        barriers={"we-cancelled": "We cancelled or came late"},
        tried_next="Meet her at her nan’s.",
        by=by,
    )
    return casework.note_family(
        case=case,
        name="June Hollis",
        relation="Grandmother",
        part=FamilyMember.Part.PROTECTIVE,
        by=by,
        on=today,
    )
