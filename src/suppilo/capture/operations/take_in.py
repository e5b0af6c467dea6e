"""Making a lead of a form that passed: person, attributes, consents, fact."""

from __future__ import annotations

from suppilo.capture.form_fields import Answers
from suppilo.capture.network import network_of
from suppilo.capture.post import Post
from suppilo.definition.model import Bundle, Form, Funnel, PropertyType
from suppilo.definition.model.base import say
from suppilo.events import operations as events
from suppilo.messages import operations as messages
from suppilo.messages import queries as known_messages
from suppilo.people import operations as people
from suppilo.people import queries as known_people
from suppilo.publishing.queries import RunningVersion

#: The contact point through which a channel reaches somebody.
_REACHES = {"email": "email", "sms": "phone"}
_SUGGESTED: dict[str, PropertyType] = {"number": "number", "day": "day"}


def take_in(post: Post, answers: Answers, current: RunningVersion, funnel: Funnel, form: Form) -> int:
    """Write everything a form brings and answer the person's id. Call inside the transaction that keeps the token."""
    identifiers = dict(answers.identifiers)
    if post.visitor:
        identifiers["visitor"] = post.visitor
    for channel, kind in _REACHES.items():
        if address := identifiers.get(kind):
            messages.welcome_back(post.workspace_id, channel=channel, address=address)
    source = f"form:{post.form_id}"
    person_id = people.identify(
        post.workspace_id,
        identifiers=identifiers,
        at=post.at,
        now=post.at,
        source=source,
        language=post.language,
    ).person_id
    if answers.attributes:
        people.set_attributes(
            post.workspace_id,
            person_id,
            answers.attributes,
            at=post.at,
            now=post.at,
            source=source,
            types=_types(form, current.bundle),
        )
    people.record_consent_many(
        post.workspace_id,
        _agreements(post, answers, current, form, person_id),
        now=post.at,
        origin="live",
        source=source,
    )
    events.record(post.workspace_id, [_fact(post, answers, funnel, form, person_id)])
    return person_id


def _types(form: Form, bundle: Bundle) -> dict[str, PropertyType]:
    """The types of the attributes: as the business declares them, else as the field's kind suggests."""
    return {one.id: bundle.attributes.get(one.id) or _SUGGESTED.get(one.kind, "text") for one in form.fields}


def _agreements(
    post: Post, answers: Answers, current: RunningVersion, form: Form, person_id: int
) -> list[people.Agreement]:
    """Ticked purposes that the form offers, per channel that has a contact point.

    What the purpose or the law of the person's country wants confirmed is pending.
    """
    bundle = current.bundle
    ticked = {
        name: bundle.purposes[name] for name in form.consents if name in bundle.purposes and name in post.consents
    }
    lawful: frozenset[str] = frozenset()
    if any(one.kind == "marketing" and not one.double_opt_in for one in ticked.values()):
        lawful = known_messages.must_confirm(post.workspace_id, person_id, bundle)
    agreements = []
    for name, purpose in ticked.items():
        asked = lawful if purpose.kind == "marketing" else frozenset[str]()
        sentence = say(purpose.text, post.language, *bundle.business.languages)
        agreements += [
            people.Agreement(
                person_id=person_id,
                purpose=name,
                channel=channel,
                state="pending" if purpose.double_opt_in or channel in asked else "granted",
                at=post.at,
                proof=_proof(post, current, sentence),
            )
            for channel in purpose.channels
            if _REACHES.get(channel) in answers.identifiers
        ]
    return agreements


def _proof(post: Post, current: RunningVersion, sentence: str) -> dict[str, str | int]:
    return {
        "form": post.form_id,
        "page": post.page,
        "version": current.number,
        "sentence": sentence,
        "language": post.language,
        "at": post.at.isoformat(),
        "network": network_of(post.ip),
    }


def _fact(post: Post, answers: Answers, funnel: Funnel, form: Form, person_id: int) -> events.NewFact:
    return events.NewFact(
        name="form_submitted",
        person_id=person_id,
        at=post.at,
        source="form",
        external_id=post.token,
        properties={
            "form": post.form_id,
            "funnel": funnel.id,
            "magnet": form.magnet,
            "page": post.page,
            "source": post.tag("source"),
            "medium": post.tag("medium"),
            "campaign": post.tag("campaign"),
            "term": post.tag("term"),
            "content": post.tag("content"),
            "language": post.language,
            **_marked(form, answers),
        },
    )


def _marked(form: Form, answers: Answers) -> dict[str, str]:
    """What the address says about itself, where the form asks for it; conditions can read it in the fact."""
    address = answers.identifiers.get("email", "")
    if form.disposable != "mark" or not address:
        return {}
    if known_people.is_disposable(address):
        return {"address": "disposable"}
    return {"address": "role"} if known_people.is_role(address) else {}
