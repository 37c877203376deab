"""What the assessments of a child did, as the child's timeline tells it."""

from datetime import datetime
from typing import Any

from tessera.assessments.models import Assessment, Told
from tessera.assessments.moves import levels_among


def timeline_of(assessments: list[Assessment]) -> list[dict[str, Any]]:
    """What these assessments of one child did, as items of a merged timeline (newest first)."""
    told = Told.objects.readable().filter(assessment__in=assessments).select_related("author__user", "author__agency")
    items = [_item(one.started_at, "Assessment started", "", one.get_absolute_url(), one.author) for one in assessments]
    items += [
        _item(level.at, f"Exploitation level decided: {level.words}", level.reason, level.path, level.by)
        for level in levels_among(assessments)
    ]
    items += [
        _item(
            one.signed_off_at,
            "Assessment signed off",
            one.sign_off_comment,
            one.get_absolute_url(),
            one.signed_off_by,
        )
        for one in assessments
        if one.signed_off_at
    ]
    items += [
        _item(one.specialist_advice_at, "Specialist advice taken", one.specialist_advice, one.get_absolute_url(),
              one.specialist_advice_by)
        for one in assessments
        if one.specialist_advice_at and one.decided_at and one.specialist_advice_at > one.decided_at
    ]  # fmt: skip
    items += [
        _item(back.at, "Assessment sent back to its assessor", back.comment, one.get_absolute_url(), back.by)
        for one in assessments
        for back in one.times_sent_back
    ]
    items += [
        _item(
            one.told_at,
            f"{one.get_whom_display()} told at once",
            one.person,
            f"/assessments/{one.assessment_id}/",
            one.author,
        )
        for one in told
    ]
    return sorted(items, key=lambda item: item["at"], reverse=True)


def _item(at: datetime | None, what: str, text: str, path: str, by: object) -> dict[str, Any]:
    return {"at": at, "what": what, "text": text, "path": path, "by": str(by or "")}
