"""The few things that the two databases say differently. Everything varying is a parameter, never part of the text."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple, Protocol

from django.db import connection

#: A calendar day as ISO text, leap years and all; the year 0000 is none.
_DAY = (
    r"(?!0000)(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    r"|02-(?:0[1-9]|1[0-9]|2[0-8]))|(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)-02-29)"
)
DAY = f"^{_DAY}$"
#: An instant exactly as `datetime.isoformat()` spells it in UTC. Such texts sort by time.
INSTANT = f"^{_DAY}" + r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.(?!000000)[0-9]{6})?\+00:00$"


class Sql(NamedTuple):
    """A piece of SQL and its parameters."""

    text: str
    params: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Value:
    """One property of a fact in SQL: each piece is an expression that may be used in a WHERE."""

    missing: Sql
    is_text: Sql
    text: Sql
    folded: Sql
    is_number: Sql
    number: Sql
    is_true: Sql
    is_false: Sql


class Dialect(Protocol):
    """What differs."""

    def instant(self, value: datetime) -> Any:
        """A parameter to compare with a stored instant."""
        ...

    def number(self, value: int | float) -> Any:
        """A parameter to compare with a number of a fact."""
        ...

    def microseconds(self, column: str) -> str:
        """A stored instant as microseconds since 1970."""
        ...

    def one_of(self, column: str, ids: Collection[int]) -> Sql:
        """Whether `column` is among many ids."""
        ...

    def bytewise(self, column: str) -> Sql:
        """A text column that is ordered by its bytes."""
        ...

    def matches(self, expression: Sql, pattern: str) -> Sql:
        """Whether a text matches a regular expression."""
        ...

    def holds_text(self, expression: Sql, part: str) -> Sql:
        """Whether a text contains `part`."""
        ...

    def value(self, key: str) -> Value:
        """The property `key` of the fact `e`."""
        ...

    def list_has(self, key: str, kind: str, wanted: Any) -> Sql:
        """Whether the property is a list with an item of `kind` (text, number, true, false) that is `wanted`."""
        ...


class SQLite:
    """SQLite with its JSON functions; regular expressions are Django's."""

    def instant(self, value: datetime) -> Any:
        """The text Django stores."""
        return connection.ops.adapt_datetimefield_value(value)

    def number(self, value: int | float) -> Any:
        """As it is: SQLite compares integers and reals exactly."""
        return value

    def microseconds(self, column: str) -> str:
        """It is text: "2026-03-01 12:00:00", and ".000001" behind it when there are microseconds."""
        whole = f"CAST(strftime('%%s', substr({column}, 1, 19)) AS integer) * 1000000"
        return f"({whole} + CAST(substr({column}, 21, 6) AS integer))"

    def one_of(self, column: str, ids: Collection[int]) -> Sql:
        """One parameter, however many ids."""
        return Sql(f"{column} IN (SELECT value FROM json_each(%s))", (str(list(ids)),))  # noqa: S608

    def bytewise(self, column: str) -> Sql:
        """SQLite's own order."""
        return Sql(column)

    def matches(self, expression: Sql, pattern: str) -> Sql:
        """Django's REGEXP."""
        return Sql(f"{expression.text} REGEXP %s", (*expression.params, pattern))

    def holds_text(self, expression: Sql, part: str) -> Sql:
        """By characters."""
        return Sql(f"instr({expression.text}, %s) > 0", (*expression.params, part))

    def value(self, key: str) -> Value:
        """By `json_type` and `json_extract`."""
        path = f'$."{key}"'
        kind = Sql("json_type(e.properties, %s)", (path,))
        raw = Sql("json_extract(e.properties, %s)", (path,))
        empty = Sql("json_array_length(e.properties, %s) = 0", (path,))
        return Value(
            missing=Sql(
                f"(coalesce({kind.text}, 'null') = 'null' OR {raw.text} = ''"
                f" OR ({kind.text} = 'array' AND {empty.text}))",
                (path,) * 4,
            ),
            is_text=Sql(f"({kind.text} = 'text' AND {raw.text} <> '')", (path, path)),
            text=raw,
            folded=Sql("json_extract(e.folded, %s)", (path,)),
            is_number=Sql(f"{kind.text} IN ('integer', 'real')", (path,)),
            number=raw,
            is_true=Sql(f"{kind.text} = 'true'", (path,)),
            is_false=Sql(f"{kind.text} = 'false'", (path,)),
        )

    def list_has(self, key: str, kind: str, wanted: Any) -> Sql:
        """By `json_each`, the folded twin at the same place."""
        path = f'$."{key}"'
        tests = {
            "text": "j.type = 'text' AND json_extract(e.folded, %s || '[' || j.key || ']') = %s",
            "number": "j.type IN ('integer', 'real') AND j.value = %s",
            "true": "j.type = 'true'",
            "false": "j.type = 'false'",
        }
        params = {"text": (path, wanted), "number": (wanted,)}.get(kind, ())
        return Sql(
            f"(json_type(e.properties, %s) = 'array' AND EXISTS (SELECT 1 FROM json_each(e.properties, %s) j"  # noqa: S608
            f" WHERE {tests[kind]}))",
            (path, path, *params),
        )


class PostgreSQL:
    """PostgreSQL with jsonb. Text is compared and searched byte by byte, whatever the database's collation."""

    def instant(self, value: datetime) -> Any:
        """As it is."""
        return value

    def number(self, value: int | float) -> Any:
        """An exact decimal, as jsonb holds it."""
        return Decimal(repr(value))

    def microseconds(self, column: str) -> str:
        """Exactly: seconds come as a decimal."""
        return f"CAST(EXTRACT(EPOCH FROM {column}) * 1000000 AS bigint)"

    def one_of(self, column: str, ids: Collection[int]) -> Sql:
        """One parameter, however many ids."""
        return Sql(f"{column} = ANY(%s)", (list(ids),))

    def bytewise(self, column: str) -> Sql:
        """The C collation."""
        return Sql(f'{column} COLLATE "C"')

    def matches(self, expression: Sql, pattern: str) -> Sql:
        """A POSIX expression (advanced, the default)."""
        return Sql(f"{expression.text} ~ %s", (*expression.params, pattern))

    def holds_text(self, expression: Sql, part: str) -> Sql:
        """By characters."""
        return Sql(f"strpos({expression.text}, %s) > 0", (*expression.params, part))

    def value(self, key: str) -> Value:
        """By `jsonb_typeof`; a CASE keeps casts from what cannot be cast."""
        kind = Sql("jsonb_typeof(e.properties -> %s)", (key,))
        raw = Sql("(e.properties ->> %s)", (key,))
        return Value(
            missing=Sql(
                f"(coalesce({kind.text}, 'null') = 'null' OR ({kind.text} = 'string' AND {raw.text} = '')"
                " OR e.properties -> %s = '[]'::jsonb)",
                (key,) * 4,
            ),
            is_text=Sql(f"({kind.text} = 'string' AND {raw.text} <> '')", (key, key)),
            text=Sql(f'{raw.text} COLLATE "C"', (key,)),
            folded=Sql('(e.folded ->> %s) COLLATE "C"', (key,)),
            is_number=Sql(f"{kind.text} = 'number'", (key,)),
            number=Sql(f"(CASE WHEN {kind.text} = 'number' THEN {raw.text}::numeric END)", (key, key)),
            is_true=Sql("e.properties -> %s = 'true'::jsonb", (key,)),
            is_false=Sql("e.properties -> %s = 'false'::jsonb", (key,)),
        )

    def list_has(self, key: str, kind: str, wanted: Any) -> Sql:
        """By `jsonb_array_elements`, the folded twin at the same place."""
        tests = {
            "text": "jsonb_typeof(j.item) = 'string' AND (e.folded -> %s ->> (j.place - 1)::int) = %s",
            "number": "CASE WHEN jsonb_typeof(j.item) = 'number' THEN (j.item #>> '{}')::numeric = %s END",
            "true": "j.item = 'true'::jsonb",
            "false": "j.item = 'false'::jsonb",
        }
        params = {"text": (key, wanted), "number": (wanted,)}.get(kind, ())
        items = "CASE WHEN jsonb_typeof(e.properties -> %s) = 'array' THEN e.properties -> %s ELSE '[]'::jsonb END"
        return Sql(
            f"EXISTS (SELECT 1 FROM jsonb_array_elements({items}) WITH ORDINALITY j(item, place) WHERE {tests[kind]})",  # noqa: S608
            (key, key, *params),
        )


def dialect() -> Dialect:
    """That of the configured database."""
    return PostgreSQL() if connection.vendor == "postgresql" else SQLite()
