"""The packs as a page of the documentation. `python -m suppilo.messages.rules.table [--check] FILE`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from suppilo.messages.rules.packs import FALLBACK, Pack, Rule, packs

HEAD = """# Rule packs

Made from the data files in `src/suppilo/messages/rules/` by `python -m suppilo.messages.rules.table`; a test fails when
this page is not current. **This is not legal advice.** Each rule says where it was read and when. A rule marked
*stricter* has no source that settles it: the stricter answer stands until somebody brings one.

The gate takes the pack of the recipient's country (`country` of the person, else that of the business); a country
without a pack has the rules of the European Union. A recipient is a company when the attribute `is_company` says so,
and a consumer otherwise. Where a country's own pack says nothing, the row of the European Union stands.

| answer | meaning |
|---|---|
| consent | nothing is sent before the person has agreed to the purpose on the channel |
| opt_out | sent until the recipient refuses |
| free | not covered; sent until the recipient refuses |
| allowed, not_allowed | whether a customer, told when buying, may get news of similar products until they refuse |
| as_marketing | as any other marketing |
| required | a consent waits until it is confirmed, whatever `double_opt_in` of the purpose says; the check says so |
| as_declared | as `double_opt_in` of the purpose says; it asks for a confirmation unless that says otherwise |
"""


def page() -> str:
    """The whole page in Markdown."""
    return HEAD + "".join(_section(pack) for pack in packs().values())


def _section(pack: Pack) -> str:
    own = [rule for rule in pack.rules.values() if rule.country == pack.country]
    title = "European Union, and countries without a pack" if pack.country == FALLBACK else pack.country
    lines = [
        f"\n## {title}\n",
        "| question | channel | recipient | answer | rule | source |",
        "|---|---|---|---|---|---|",
    ]
    lines += [_row(group) for group in grouped(own)]
    return "\n".join(lines) + "\n"


def grouped(rules: Iterable[Rule]) -> Iterator[list[Rule]]:
    """Rules that differ only in channel and recipient, together."""
    for _, some in groupby(rules, key=lambda rule: (rule.question, rule.answer, rule.law, rule.says)):
        yield list(some)


def _row(some: list[Rule]) -> str:
    rule = some[0]
    channels = ", ".join(dict.fromkeys(one.channel for one in some))
    recipients = ", ".join(dict.fromkeys(one.recipient for one in some))
    answer = rule.answer if rule.is_sure else f"{rule.answer} (*stricter*)"
    source = f"{rule.law}; [read {rule.read_on.isoformat()}]({rule.read_at})"
    return f"| {rule.question} | {channels} | {recipients} | {answer} | {rule.says} | {source} |"


def main(arguments: list[str]) -> int:
    """Write the page, or with --check answer 1 when the file is not current."""
    path = Path(arguments[-1])
    if "--check" in arguments:
        return int(path.read_text(encoding="utf-8") != page())
    path.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
