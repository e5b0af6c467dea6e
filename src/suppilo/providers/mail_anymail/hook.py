"""Reports of a vendor of mail: verified by us and by Anymail, read by Anymail, told in our words."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any, ClassVar

from anymail.exceptions import AnymailConfigurationError, AnymailWebhookValidationFailure
from django.core.handlers.wsgi import WSGIRequest
from django.utils.module_loading import import_string

from suppilo.messages.ports import Forged, Hook, HookRequest, Report, Unreadable, hook_token
from suppilo.providers.mail_anymail.account import MailAccount
from suppilo.providers.mail_anymail.inbound import answers, is_automatic

_KINDS = {
    "delivered": "delivered",
    "bounced": "bounced",
    "rejected": "bounced",
    "complained": "complained",
    "opened": "opened",
    "clicked": "clicked",
    "unknown": "strange",
}


class MailHook(Hook):
    """One for all vendors: the address proves itself, and where the vendor signs, Anymail checks its signature."""

    vendor: ClassVar[str] = "mail"

    def __init__(self, account: MailAccount) -> None:
        self._account = account
        # Anymail warns of a view without a secret of its own; ours is in the address, and this one is never asked for.
        unasked = {} if account.vendor.signed else {"webhook_secret": "address:address"}
        self._tracking = import_string(account.vendor.tracking)(**account.verifying, **unasked)
        self._inbound = import_string(account.vendor.inbound)(**account.verifying, **unasked)

    def verify(self, request: HookRequest) -> None:
        """The address is one that we gave out for a workspace, and the vendor's signature is right."""
        _, workspace_id = hook_token(self.vendor, request.token)
        if not workspace_id:
            raise Forged("the address is one for another purpose")
        if self._account.vendor.signed:
            try:
                self._tracking.run_validators(_as_django(request))
            except AnymailWebhookValidationFailure as error:
                raise Forged(str(error)) from error
            except Exception as error:  # what Anymail stumbles over while it looks for a signature has none
                raise Forged(f"no signature can be found in it: {type(error).__name__}") from error

    def read(self, request: HookRequest) -> list[Report]:
        """Tracking events and inbound mail; what Anymail does not know is strange."""
        _, workspace_id = hook_token(self.vendor, request.token)
        try:
            return [report for event in self._events(request) for report in self._reports(event, workspace_id)]
        except Unreadable:
            raise
        except Exception as error:
            raise Unreadable(f"{type(error).__name__}: {error}"[:200]) from error

    def _events(self, request: HookRequest) -> Iterable[Any]:
        """As tracking, or as inbound where Anymail says that it is that."""
        try:
            found: Iterable[Any] = self._tracking.parse_events(_as_django(request))
        except AnymailConfigurationError:
            found = self._inbound.parse_events(_as_django(request))
        return found

    def _reports(self, event: Any, workspace_id: int) -> Iterable[Report]:
        if event.event_type == "inbound":
            sender = getattr(event.message.from_email, "addr_spec", "")
            event_id = event.event_id or event.message.get("Message-ID") or _digest(event)
            yield Report(
                kind="answered",
                event_id=str(event_id),
                channel="email",
                workspace_id=workspace_id,
                address=sender,
                text=event.message.text or "",
                answers=answers(event.message),
                is_automatic=is_automatic(event.message),
            )
            return
        kind = _KINDS.get(event.event_type)
        outgoing_id, _, reference = str((event.metadata or {}).get("suppilo", "")).partition(".")
        is_about = outgoing_id.isdigit() and bool(reference)
        if kind is None or (kind != "strange" and not is_about):
            return
        word = self._account.vendor.word(event.esp_event) if kind == "strange" else ""
        if kind == "strange" and not word:
            raise Unreadable("it does not say what happened")
        yield Report(
            kind=kind,  # type: ignore[arg-type]
            event_id=f"{event.event_type}:{event.event_id or _digest(event)}",
            channel="email",
            at=event.timestamp,
            outgoing_id=int(outgoing_id) if is_about else 0,
            reference=reference,
            workspace_id=workspace_id,
            word=word,
            hard=event.event_type in ("bounced", "rejected") and self._account.vendor.hard(event.esp_event),
            link=event.click_url or "",
            user_agent=event.user_agent or "",
        )


def _digest(event: Any) -> str:
    """A name for an event that has none, the same at every repetition."""
    parts = (event.event_type, event.timestamp, getattr(event, "message_id", ""), getattr(event, "click_url", ""))
    return sha256(repr(parts).encode()).hexdigest()


def _as_django(request: HookRequest) -> WSGIRequest:
    """The report as Anymail's views take it."""
    headers: Mapping[str, str] = request.headers
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/",
        "CONTENT_TYPE": headers.get("content-type", "application/json"),
        "CONTENT_LENGTH": str(len(request.body)),
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "wsgi.url_scheme": "https",
        "wsgi.input": io.BytesIO(request.body),
    }
    return WSGIRequest(environ)
