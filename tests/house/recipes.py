"""How to open each page of the site: what its address is made of, and who may open it.

A new page needs a line here. The three statuses are the holder's, the invited colleague's and the outsider's.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.house.world import World

OK, ELSEWHERE, NOT_ALLOWED, HIDDEN, POST_ONLY = 200, 302, 403, 404, 405


@dataclass(frozen=True)
class Recipe:
    """One page. `made_of` gives the parts of its address; `asks` what stands after the question mark.

    On a page `of_a_thing` the outsider finds nothing, whatever they send.
    """

    statuses: tuple[int, int, int]
    made_of: Callable[[World], dict[str, Any]] = lambda world: {}
    asks: Callable[[World], dict[str, Any]] = lambda world: {}
    of_a_thing: bool = False

    def path(self, name: str, world: World) -> str:
        return self._address(name, self.made_of(world), self.asks(world))

    def path_of_nothing(self, name: str, world: World) -> str:
        """The same page of a thing that never was."""
        return self._address(name, _never(self.made_of(world)), _never(self.asks(world)))

    def paths_with_a_part_of_nothing(self, name: str, world: World) -> list[str]:
        """The same page with each part of its address in turn naming nothing."""
        parts, asked = self.made_of(world), self.asks(world)
        never, nothing_asked = _never(parts), _never(asked)
        paths = [self._address(name, {**parts, one: never[one]}, asked) for one in parts]
        return paths + [self._address(name, parts, {**asked, one: nothing_asked[one]}) for one in asked]

    def _address(self, name: str, parts: dict[str, Any], asked: dict[str, Any]) -> str:
        return reverse(name, kwargs=parts, query=asked or None)


def _never(parts: dict[str, Any]) -> dict[str, Any]:
    """Parts of the same shape that name nothing."""
    nothing = {UUID: UUID(int=1), int: 2_000_000_000, str: "WX-2222-2222"}
    return {name: nothing[type(part)] for name, part in parts.items()}


def everybody(**parts: Callable[[World], Any]) -> Recipe:
    """A page about nobody's thing: home, a form to fill in, a list of what one may read oneself."""
    return Recipe((OK, OK, OK), _of(parts))


def desk() -> Recipe:
    """A page of the triage desk's own."""
    return Recipe((OK, NOT_ALLOWED, NOT_ALLOWED))


def closed(**parts: Callable[[World], Any]) -> Recipe:
    """A page for none of the cast."""
    return Recipe((NOT_ALLOWED, NOT_ALLOWED, NOT_ALLOWED), _of(parts))


def of(*statuses: int, **parts: Callable[[World], Any]) -> Recipe:
    """A page about one thing: whoever may not read it learns nothing."""
    return Recipe(statuses or (OK, OK, HIDDEN), _of(parts), of_a_thing=True)  # type: ignore[arg-type]


def _of(parts: dict[str, Callable[[World], Any]]) -> Callable[[World], dict[str, Any]]:
    return lambda world: {name: part(world) for name, part in parts.items()}


def of_assessment(*statuses: int, **more: Callable[[World], Any]) -> Recipe:
    return of(*statuses, pk=lambda world: world.assessment.pk, **more)


def of_concern(*statuses: int, **more: Callable[[World], Any]) -> Recipe:
    return of(*statuses, pk=lambda world: world.concern.pk, **more)


def by_the_desk(**more: Callable[[World], Any]) -> Recipe:
    """What the desk does with a concern: somebody asked about it reads it, and is told whose job it is."""
    return of_concern(OK, NOT_ALLOWED, HIDDEN, **more)


def of_case(*statuses: int, **more: Callable[[World], Any]) -> Recipe:
    return of(*statuses, pk=lambda world: world.case.pk, **more)


def of_report(*statuses: int) -> Recipe:
    return of(*statuses, reference=lambda world: world.report.reference)


RECIPES: dict[str, Recipe] = {
    "live": everybody(),
    "ready": everybody(),
    "account_login": Recipe((ELSEWHERE, ELSEWHERE, ELSEWHERE)),  # home: they are signed in
    "account_signup": Recipe((ELSEWHERE, ELSEWHERE, ELSEWHERE)),
    "account_reset_password": Recipe((ELSEWHERE, ELSEWHERE, ELSEWHERE)),
    "account_logout": everybody(),
    # The cast sign in without a password, so there is nothing to ask them again.
    "account_reauthenticate": Recipe((NOT_ALLOWED, NOT_ALLOWED, NOT_ALLOWED)),
    "mfa_authenticate": Recipe((ELSEWHERE, ELSEWHERE, ELSEWHERE)),
    "mfa_reauthenticate": Recipe((NOT_ALLOWED, NOT_ALLOWED, NOT_ALLOWED)),
    "mfa_reauthenticate_webauthn": Recipe((NOT_ALLOWED, NOT_ALLOWED, NOT_ALLOWED)),
    "sign_ins": everybody(),
    "stay": Recipe((POST_ONLY,) * 3),
    "end_other_sign_ins": Recipe((POST_ONLY,) * 3),
    "end_sign_in": of(POST_ONLY, POST_ONLY, POST_ONLY, pk=lambda world: world.sign_in.pk),
    "sign_in_is_mine": of(POST_ONLY, POST_ONLY, POST_ONLY, pk=lambda world: world.sign_in.pk),
    "mfa_index": everybody(),
    "mfa_list_webauthn": everybody(),
    "mfa_activate_totp": everybody(),
    "mfa_deactivate_totp": Recipe((HIDDEN, HIDDEN, HIDDEN)),
    "mfa_add_webauthn": everybody(),
    "mfa_remove_webauthn": Recipe((HIDDEN, HIDDEN, HIDDEN), lambda world: {"pk": 1}),
    "mfa_view_recovery_codes": Recipe((HIDDEN, HIDDEN, HIDDEN)),
    "mfa_generate_recovery_codes": everybody(),
    "openid_connect_login": Recipe((POST_ONLY,) * 3, lambda world: {"provider_id": "nobodys"}),
    "openid_connect_callback": Recipe((HIDDEN,) * 3, lambda world: {"provider_id": "nobodys"}),
    "ways_to_sign_in": everybody(),
    "link_provider": Recipe((HIDDEN,) * 3, lambda world: {"provider_id": "nobodys"}),
    "unlink_provider": Recipe((POST_ONLY,) * 3, lambda world: {"provider_id": "nobodys"}),
    "ui:components": everybody(),
    "overview:home": everybody(),
    "overview:find": everybody(),
    "governance:accesses": everybody(),
    "governance:access": of(pk=lambda world: world.emergency.pk),
    "governance:end": of(POST_ONLY, POST_ONLY, POST_ONLY, pk=lambda world: world.emergency.pk),
    "governance:restrictions": everybody(),
    "governance:restriction": of(pk=lambda world: world.restriction.pk),
    "governance:restrict_report": of_report(OK, NOT_ALLOWED, HIDDEN),
    "governance:restrict_case": of_case(OK, NOT_ALLOWED, HIDDEN),
    "search:begin": everybody(),
    "search:results": of(OK, HIDDEN, HIDDEN, pk=lambda world: world.search.pk),  # the holder's own
    "search:watch": of(POST_ONLY, POST_ONLY, POST_ONLY, pk=lambda world: world.search.pk),
    "search:ask": everybody(),
    "search:let_others_find": of(entity=lambda world: world.mention.entity_id),
    "overview:audit": Recipe((NOT_ALLOWED, NOT_ALLOWED, NOT_ALLOWED)),  # information governance's alone
    "overview:triage": desk(),
    "overview:triage_rows": desk(),
    "overview:triage_stream": everybody(),
    "overview:concern": of_concern(),
    "overview:concern_live": of_concern(),
    "overview:child": of(pk=lambda world: world.mention.entity_id),
    "overview:tell_child": of(pk=lambda world: world.mention.entity_id),
    "overview:child_timeline": of(pk=lambda world: world.mention.entity_id),
    "overview:case_changes": of_case(),
    "overview:concern_changes": of_concern(),
    "overview:assessment_changes": of_assessment(),
    "overview:task_changes": of(pk=lambda world: world.task.pk),
    "overview:contact_changes": everybody(pk=lambda world: world.contact.pk),
    "reference:directory": everybody(),
    "reference:add_contact": desk(),
    "reference:contact": everybody(pk=lambda world: world.contact.pk),
    "reference:catalogues": everybody(),
    "reference:catalogue": everybody(name=lambda world: "indicators"),
    "reference:verify": everybody(name=lambda world: "indicators", pk=lambda world: world.indicator.pk),
    "reference:words": everybody(),
    "reference:approve_word": Recipe((OK, NOT_ALLOWED, NOT_ALLOWED), lambda world: {"pk": world.word.pk}),
    # An administrator's alone.
    "staff:mine": closed(),
    "staff:begin": closed(),
    "staff:invite": closed(),
    "staff:move": closed(pk=lambda world: world.governance.post.pk),
    "staff:remove": closed(pk=lambda world: world.governance.post.pk),
    "staff:lost": closed(pk=lambda world: world.governance.post.pk),
    "staff:review": closed(),
    "staff:answer": closed(pk=lambda world: world.governance.post.pk),
    "staff:end": Recipe((POST_ONLY, POST_ONLY, POST_ONLY)),
    "staff:agree": Recipe((POST_ONLY, POST_ONLY, POST_ONLY), lambda world: {"pk": 0}),
    "staff:withdraw": Recipe((POST_ONLY, POST_ONLY, POST_ONLY), lambda world: {"pk": 0}),
    "staff:finish": Recipe((POST_ONLY, POST_ONLY, POST_ONLY)),
    "staff:accept": Recipe((HIDDEN, HIDDEN, HIDDEN), lambda world: {"token": "no-link"}),
    "work:mine": everybody(),
    "work:finish": of(OK, NOT_ALLOWED, HIDDEN, pk=lambda world: world.task.pk),  # the holder's own task
    "work:hand_over": of(OK, NOT_ALLOWED, HIDDEN, pk=lambda world: world.task.pk),
    "documents:open": of(pk=lambda world: world.file.pk),
    "information:mine": everybody(),
    "information:throw_away": of(POST_ONLY, POST_ONLY, POST_ONLY, pk=lambda world: world.draft.pk),
    "information:detail": of_report(),
    "information:receipt": of_report(),
    "information:source": of_report(OK, HIDDEN, HIDDEN),  # sealed for the leads of the agency that knows
    "information:promote": of(OK, NOT_ALLOWED, HIDDEN, reference=lambda world: world.heard.reference),
    "information:take_back_promotion": of(
        NOT_ALLOWED, NOT_ALLOWED, HIDDEN, reference=lambda world: world.heard.reference
    ),
    "information:mark_for_police": of_report(),
    "information:code_methods": of_report(),
    "information:withdraw_method": of(pk=lambda world: world.method.pk),
    "entities:sanitise": of(reference=lambda world: world.heard.reference),
    "information:for_police": everybody(),
    "information:shared": everybody(),
    "information:shared_version": of(reference=lambda world: world.version.reference),
    "information:withdraw_version": of(reference=lambda world: world.version.reference),
    "entities:grade": of(OK, NOT_ALLOWED, HIDDEN, reference=lambda world: world.heard.reference),  # of another’s report
    "entities:entity": of(pk=lambda world: world.mention.entity_id),
    "entities:mark": of(pk=lambda world: world.mention.entity_id),
    # Recorded for the desk and the leads of the holder's agency.
    "entities:end_marker": of(
        OK, HIDDEN, HIDDEN, pk=lambda world: world.mention.entity_id, marker=lambda world: world.marker.pk
    ),
    "entities:tie": of(pk=lambda world: world.tie.one.entity_id, other=lambda world: world.tie.other.entity_id),
    "entities:withdraw_tie": of(pk=lambda world: world.tie.pk),
    "entities:record_standing": of(pk=lambda world: world.man.entity_id),
    "entities:standing": of(pk=lambda world: world.standing.pk),
    "entities:review_standing": of(pk=lambda world: world.standing.pk),
    "entities:say_as": of(pk=lambda world: world.man.pk),
    "entities:statements": of(pk=lambda world: world.mention.entity_id),
    "entities:merge": of(pk=lambda world: world.mention.entity_id),
    "entities:pair": of(pk=lambda world: world.man.entity_id, other=lambda world: world.unanswered.entity_id),
    "entities:review": everybody(),
    "entities:review_one": of(pk=lambda world: world.suggestion.pk),
    "entities:undo_merge": of(pk=lambda world: world.join.pk),
    "entities:matches": of(pk=lambda world: world.unanswered.pk),
    "entities:answer": of(pk=lambda world: world.unanswered.pk),
    "imports:mine": everybody(),
    "imports:give": everybody(),
    "imports:sample": everybody(profile=lambda world: "custody"),
    # What the desk alone reads, given by the holder.
    "imports:detail": of(OK, HIDDEN, HIDDEN, pk=lambda world: world.taken.pk),
    "imports:far": of(OK, HIDDEN, HIDDEN, pk=lambda world: world.taken.pk),
    "imports:columns": of(OK, HIDDEN, HIDDEN, pk=lambda world: world.given.pk),
    "imports:take": of(POST_ONLY, POST_ONLY, POST_ONLY, pk=lambda world: world.given.pk),
    "imports:carry_on": of(POST_ONLY, POST_ONLY, POST_ONLY, pk=lambda world: world.given.pk),
    "imports:put_aside": of(POST_ONLY, POST_ONLY, POST_ONLY, pk=lambda world: world.given.pk),
    "imports:errors": of(OK, HIDDEN, HIDDEN, pk=lambda world: world.taken.pk),
    "imports:mend": of(OK, HIDDEN, HIDDEN, pk=lambda world: world.taken.pk),
    "assessments:mine": everybody(),
    "assessments:quality": everybody(),
    "assessments:start": of(child=lambda world: world.mention.entity_id),
    "assessments:overview": of_assessment(),
    "assessments:about": of_assessment(),
    "assessments:advice": of_assessment(),
    "assessments:actual": of_assessment(),
    "assessments:suspected": of_assessment(),
    "assessments:vulnerability": of_assessment(),
    "assessments:immediate": of_assessment(),
    "assessments:child": of_assessment(),
    "assessments:network": of_assessment(),
    "assessments:models": of_assessment(),
    "assessments:end_model": of_assessment(row=lambda world: world.model.pk),
    "assessments:agencies": of_assessment(),
    "assessments:answer": of_assessment(row=lambda world: world.asked.pk),
    "assessments:other_tools": of_assessment(),
    "assessments:result": of_assessment(),
    "assessments:step_up": of_assessment(),
    "assessments:cycle": of_assessment(),
    "assessments:sign_off": of_assessment(),
    "assessments:print": of_assessment(),
    "concerns:report": everybody(),
    "concerns:danger": everybody(),
    "concerns:harm": everybody(),
    # Opened on somebody else's draft there is nothing; what is sent there is a draft of one's own.
    "concerns:write": Recipe((OK, HIDDEN, HIDDEN), asks=lambda world: {"draft": world.draft.pk}),
    "concerns:check": Recipe((OK, HIDDEN, HIDDEN), asks=lambda world: {"draft": world.draft.pk}, of_a_thing=True),
    "concerns:suggest": Recipe((POST_ONLY, POST_ONLY, POST_ONLY)),
    "concerns:when": Recipe((POST_ONLY, POST_ONLY, POST_ONLY)),
    "concerns:people": Recipe((POST_ONLY, POST_ONLY, POST_ONLY)),
    "concerns:draft": Recipe((POST_ONLY, POST_ONLY, POST_ONLY)),
    "concerns:sent": of_report(),
    "concerns:spoken": desk(),
    "concerns:sighting": everybody(),
    "concerns:correct": of_report(),
    "concerns:refer": of_report(),
    "concerns:measures": everybody(),
    "concerns:change_band": by_the_desk(),
    "concerns:allocate": by_the_desk(),
    "concerns:name": by_the_desk(),
    "concerns:ask_partner": by_the_desk(),
    "concerns:contribute": of_concern(),
    "concerns:log_search": of_concern(),
    "concerns:choose": by_the_desk(),
    "concerns:decide": by_the_desk(what=lambda world: "assess"),
    # Not by whoever decided.
    "concerns:agree": of_concern(NOT_ALLOWED, OK, HIDDEN, decision_pk=lambda world: world.decision.pk),
    "concerns:give_feedback": by_the_desk(reference=lambda world: world.report.reference),
    "concerns:finish": of_concern(NOT_ALLOWED, NOT_ALLOWED, HIDDEN),  # a second person has not agreed yet
    "cases:mine": everybody(),
    "cases:detail": of_case(),
    "cases:correct_details": of_case(),
    "cases:close": of_case(NOT_ALLOWED, NOT_ALLOWED, HIDDEN),  # an action is open
    "cases:reopen": of_case(NOT_ALLOWED, NOT_ALLOWED, HIDDEN),  # it is open
    "cases:put_on_team": of_case(),
    "cases:take_off_team": of_case(member=lambda world: world.member.pk),
    "cases:hear": of_case(),
    "cases:note_missed_contact": of_case(),
    "cases:record_care_review": of_case(),
    "cases:note_family": of_case(),
    "cases:change_family": of_case(member=lambda world: world.family.pk),
    "cases:set_action": of_case(),
    "cases:start_assessment": of_case(),
    # Straight on to the concern for whoever reads only one that names the child.
    "cases:open_for": of(OK, ELSEWHERE, HIDDEN, child=lambda world: world.mention.entity_id),
    "cases:open_from_concern": of_concern(),
    "cases:add_concern": by_the_desk(),
}


def names() -> list[tuple[str, Any]]:
    """Every page of the resolver by its full name, with its view. A name that stands twice is there twice."""
    return list(_walk(get_resolver().url_patterns))


def _walk(patterns: list[Any], within: str = "") -> Iterator[tuple[str, Any]]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, within + (f"{one.namespace}:" if one.namespace else ""))
        elif isinstance(one, URLPattern):
            yield f"{within}{one.name or one.pattern}", one.callback
