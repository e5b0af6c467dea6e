"""How much one address and one visitor may report to this process."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from suppilo.capture.network import counted_as
from suppilo.capture.reported import Report
from suppilo.foundation.permits import Buckets


@dataclass
class ReportLimits:
    """Reports an address and events a visitor, a minute; 0 is no limit. Memory is bounded: the oldest are forgotten.

    Each answers 0 when it is within the limit, else after how many seconds it will be.
    """

    per_address: int
    per_visitor: int
    _addresses: Buckets = field(default_factory=Buckets)
    _visitors: Buckets = field(default_factory=Buckets)

    def of_address(self, ip: str, now: datetime) -> float:
        """Count a report of this address; this machine itself is not counted (a proxy that is not named, a test)."""
        if self.per_address <= 0:
            return 0.0
        return self._addresses.take(counted_as(ip), per_minute=self.per_address, now=now)

    def of_visitor(self, report: Report, now: datetime) -> float:
        """Count the events of a visitor; who is not measured is counted by the address alone."""
        if self.per_visitor <= 0 or not report.visitor:
            return 0.0
        key = f"{report.workspace} {report.visitor}"
        return self._visitors.take(key, per_minute=self.per_visitor, now=now, permits=len(report.events))
