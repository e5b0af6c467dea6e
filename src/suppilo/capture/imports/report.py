"""What became of every row."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class JoinCount:
    """The rows of a joined file: `read` = matched + unmatched + refused."""

    read: int = 0
    matched: int = 0
    unmatched: int = 0
    refused: int = 0


@dataclass
class ImportReport:
    """The account: `read` = `created` + `merged` + `unchanged` + `refused`.

    created: the row made a person; merged: it found one and added something; unchanged: all it says was known;
    refused: it stands in the refused file. `withheld` consents would have subscribed a role address. `repaired` of
    the rows taken were mended, by which rule. In a dry run `merged` are the rows of people who are known or stood in
    the file before, and nothing was written.
    """

    read: int = 0
    created: int = 0
    merged: int = 0
    unchanged: int = 0
    refused: int = 0
    repaired: dict[str, int] = field(default_factory=dict)
    facts: dict[str, int] = field(default_factory=dict)
    conflicts: int = 0
    uncast: int = 0
    withheld: int = 0
    people_merged: int = 0
    joins: dict[str, JoinCount] = field(default_factory=dict)
    refused_path: str = ""
    reasons: dict[str, int] = field(default_factory=dict)
    resumed_at: int = 0
    seconds: float = 0.0
    dry_run: bool = False

    def adds_up(self) -> bool:
        """Whether every row read is accounted for, and every row of the joined files."""
        rows = self.read == self.created + self.merged + self.unchanged + self.refused
        return rows and all(one.read == one.matched + one.unmatched + one.refused for one in self.joins.values())
