"""Text messages by HTTP: one request each, its connection open before the mark is committed."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable
from urllib.parse import quote, urlencode

from suppilo.foundation.outward import Answer, Call, NoAnswer, NotReached
from suppilo.messages.ports import AnswerLost, Envelope, Refused, Unreachable
from suppilo.providers.sms_http.account import Account

#: The address that reports about one message are to come to.
ReportAddress = Callable[[Envelope], str]


class SmsConnection:
    """The way to the vendor for one message at a time."""

    def __init__(self, account: Account, url: str, report_to: ReportAddress, *, private: bool) -> None:
        self._account, self._url, self._report_to, self._private = account, url, report_to, private
        self._call: Call | None = None
        self._body = b""

    def prepare(self, envelope: Envelope) -> None:
        """Connect. Raises Unreachable."""
        vendor = self._account.vendor
        fields = {
            vendor.sender: self._account.sender,
            vendor.recipient: envelope.recipient,
            vendor.text: envelope.text,
            vendor.report_to: self._report_to(envelope),
        }
        self._body = urlencode(fields).encode()
        try:
            self._call = Call(self._url, private=self._private)
            self._call.connect()
        except NotReached as error:
            raise Unreachable(str(error)[:200]) from error

    def accepted(self) -> None:
        """The vendor has not been told anything yet."""

    def offer(self) -> None:
        """Send the request. Raises AnswerLost."""
        assert self._call is not None, "prepare comes first"
        secret = b64encode(f"{self._account.user}:{self._account.password}".encode()).decode()
        headers = {"Authorization": f"Basic {secret}", "Content-Type": "application/x-www-form-urlencoded"}
        try:
            self._call.send("POST", self._body, headers)
        except NoAnswer as error:
            raise AnswerLost(str(error)) from error

    def answer(self) -> None:
        """Read the answer. Raises Refused, Unreachable (a wrong password) or AnswerLost."""
        assert self._call is not None, "offer comes first"
        try:
            said = self._call.answer()
        except NoAnswer as error:
            raise AnswerLost(str(error)) from error
        text = f"{said.status} {said.body[:300].decode('utf-8', 'replace')}"
        if said.status // 100 == 2:
            return
        if said.status in (401, 402, 403):
            raise Unreachable(text[:200])
        if said.status in (429, 503):
            raise Refused(text, permanent=False)
        if said.status // 100 == 5:
            raise AnswerLost(text[:200])
        raise Refused(text, permanent=True, bad_address=self._is_dead(said))

    def _is_dead(self, said: Answer) -> bool:
        vendor, text = self._account.vendor, said.body.decode("utf-8", "replace")
        try:
            code = str(json.loads(text).get(vendor.code, "")) if vendor.code else text.strip().strip('"')
        except (ValueError, AttributeError):
            return False
        return code in vendor.dead

    def close(self) -> None:
        """Let the connection go."""
        if self._call is not None:
            self._call.close()


class Sms:
    """The provider: a request for each message, a few at once."""

    connections = 4

    def __init__(self, account: Account, report_to: ReportAddress, *, url: str = "") -> None:
        """`url` stands in for the vendor's own, private or not."""
        self.name = f"sms_{account.vendor.name}"
        self._account, self._report_to, self._private = account, report_to, bool(url)
        self._url = url or account.vendor.url.format(user=quote(account.user, safe=""))

    def connect(self, place: int) -> SmsConnection:
        """Nothing is opened before there is a message."""
        return SmsConnection(self._account, self._url, self._report_to, private=self._private)
