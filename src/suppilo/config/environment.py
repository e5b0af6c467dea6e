"""The settings an operator can give: typed, read once, refused at boot when wrong."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit


class BadSetting(Exception):
    """A setting from the environment cannot be used; the text names it and says what to write."""


def _text(name: str, default: str = "") -> str:
    """SUPPILO_<name>, or the content of the file named by SUPPILO_<name>_FILE."""
    path = os.environ.get(f"SUPPILO_{name}_FILE")
    if path:
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise BadSetting(f"SUPPILO_{name}_FILE: cannot read {path}: {error.strerror}.") from error
    return os.environ.get(f"SUPPILO_{name}", default)


def _flag(name: str, default: bool) -> bool:
    raw = _text(name)
    if raw.lower() in ("", "0", "1", "true", "false", "yes", "no"):
        return default if raw == "" else raw.lower() in ("1", "true", "yes")
    raise BadSetting(f"SUPPILO_{name} is {raw!r}: write 1 or 0.")


def _number(name: str, default: int) -> int:
    raw = _text(name)
    try:
        return int(raw) if raw else default
    except ValueError as error:
        raise BadSetting(f"SUPPILO_{name} is {raw!r}: write a whole number.") from error


def _list(name: str) -> list[str]:
    return [word.strip() for word in _text(name).split(",") if word.strip()]


@dataclass(frozen=True)
class Database:
    """Where the rows are."""

    engine: str
    name: str
    user: str = ""
    password: str = field(default="", repr=False)
    host: str = ""
    port: str = ""


def read_database(url: str, home: Path) -> Database:
    """SUPPILO_DATABASE_URL: sqlite:///path or postgresql://user:password@host:port/name; empty is SQLite in `home`."""
    if not url:
        return Database("sqlite", str(home / "suppilo.sqlite3"))
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return Database("sqlite", unquote(parts.path[1:] if not url.startswith("sqlite:////") else parts.path))
    if parts.scheme in ("postgres", "postgresql"):
        query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
        return Database(
            "postgresql",
            unquote(parts.path.lstrip("/")),
            unquote(parts.username or ""),
            unquote(parts.password or ""),
            unquote(parts.hostname or query.get("host", "")),
            str(parts.port or query.get("port", "")),
        )
    raise BadSetting(
        f"SUPPILO_DATABASE_URL starts with {parts.scheme!r}: write sqlite:///path or postgresql://user@host/name."
    )


def read_secret(home: Path) -> str:
    """SUPPILO_SECRET_KEY, else one made once and kept in `home` with permissions for its owner only."""
    given = _text("SECRET_KEY")
    if given:
        if len(given) < 32:
            raise BadSetting("SUPPILO_SECRET_KEY is shorter than 32 characters: write a longer random one.")
        return given
    path = home / "secret_key"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        try:
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(48))
        except FileExistsError:
            pass  # another process was first; its key is the key
    return path.read_text(encoding="utf-8").strip()


def read_buckets(number: int) -> int:
    """SUPPILO_STORE_BUCKETS: a power of two."""
    if not 1 <= number <= 4_096 or number & (number - 1):
        raise BadSetting(f"SUPPILO_STORE_BUCKETS is {number}: write a power of two up to 4096, for example 16.")
    return number


HOME = Path(_text("HOME", "var")).resolve()
DEBUG = _flag("DEBUG", False)
BASE_URL = _text("BASE_URL", "http://127.0.0.1:8000").rstrip("/")
HOSTS = _list("HOSTS")
DATABASE = read_database(_text("DATABASE_URL"), HOME)
SMTP_URL = _text("SMTP_URL")
SMS_URL = _text("SMS_URL")
WEBHOOK_SECRET = _text("WEBHOOK_SECRET")
MAIL_URL = _text("MAIL_URL")
EMAIL_PER_MINUTE = _number("EMAIL_PER_MINUTE", 0)
WEB_THREADS = _number("WEB_THREADS", 4)
TRUSTED_PROXIES = _list("TRUSTED_PROXIES")
COLLECT_ORIGINS = _list("COLLECT_ORIGINS")
COLLECT_QUEUE = _number("COLLECT_QUEUE", 2_000)
COLLECT_PER_MINUTE = _number("COLLECT_PER_MINUTE", 600)
COLLECT_PER_VISITOR = _number("COLLECT_PER_VISITOR", 600)
FORM_SECONDS = _number("FORM_SECONDS", 1)
FORMS_PER_MINUTE = _number("FORMS_PER_MINUTE", 20)
STORE_BUCKETS = read_buckets(_number("STORE_BUCKETS", 16))
TEST_PAYMENTS = _flag("TEST_PAYMENTS", False)
