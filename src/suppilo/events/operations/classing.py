"""Telling facts already written that the program which reported them is of another class than was thought."""

from __future__ import annotations

from collections.abc import Mapping

from suppilo.events.models import Event
from suppilo.events.operations.moving import reread_people


def change_traffic(agent_id: int, traffic: str, *, after: int, limit: int) -> int | None:
    """Give the class `traffic` to the facts of one program among the `limit` ones behind `after`.

    Answers where to go on, None when the end is reached. Call inside a short transaction. Stores read the people of the
    changed facts anew.
    """
    ahead = Event.objects.filter(seq__gt=after).order_by("seq").values_list("seq", flat=True)
    end = list(ahead[limit - 1 : limit])
    some = Event.objects.filter(seq__gt=after, agent_id=agent_id).exclude(traffic=traffic)
    if end:
        some = some.filter(seq__lte=end[0])
    people: dict[int, set[int]] = {}
    for workspace, person in some.values_list("workspace_id", "person_id"):
        if person is not None:
            people.setdefault(workspace, set()).add(person)
    some.update(traffic=traffic)
    for workspace, persons in people.items():
        reread_people(workspace, persons)
    return end[0] if end else None


def change_class(workspace_id: int, source: str, classes: Mapping[str, str]) -> None:
    """Give facts of a source, named by their external ids, another class. Call inside a short transaction.

    Stores read the people of the changed facts anew.
    """
    people: set[int] = set()
    for traffic in set(classes.values()):
        mine = [key for key, one in classes.items() if one == traffic]
        some = Event.objects.filter(workspace_id=workspace_id, source=source, external_id__in=mine)
        people |= {person for person in some.values_list("person_id", flat=True) if person is not None}
        some.update(traffic=traffic)
    reread_people(workspace_id, people)
