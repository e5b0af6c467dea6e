"""What is wrong, as the name of a sentence and the values in it: whoever shows it can say it in any language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, ClassVar

from suppilo.kernel.sentences import SENTENCES


@dataclass(frozen=True)
class Saying:
    """One sentence: its name in a table of sentences, and the values it holds (plain text and numbers)."""

    name: str
    params: Mapping[str, Any] = field(default_factory=dict)


def spell(
    sayings: Iterable[Saying], sentences: Mapping[str, str], translate: Callable[[str], str] = lambda text: text
) -> str:
    """The sentences one after the other; `translate` is given each as it stands in the table."""
    return " ".join(translate(sentences[one.name]) % one.params for one in sayings)


class Wrong(ValueError):
    """Something written cannot be used. `sayings` tells what is wrong and what to write instead; str() is English.

    A sentence's name begins with the code of the mistake; what follows a dot tells sentences of one code apart.
    """

    sentences: ClassVar[Mapping[str, str]] = SENTENCES

    def __init__(self, name: str, /, *hints: Saying, **params: Any):
        self.sayings = (Saying(name, params), *hints)
        super().__init__(spell(self.sayings, self.sentences))

    @property
    def code(self) -> str:
        """What kind of mistake it is."""
        return self.sayings[0].name.partition(".")[0]

    @property
    def params(self) -> Mapping[str, Any]:
        """The values of the first sentence."""
        return self.sayings[0].params


def did_you_mean(word: object, known: Iterable[str]) -> tuple[Saying, ...]:
    """'Did you mean "event"?' for the nearest known word, else nothing."""
    near = get_close_matches(str(word), list(known), n=1, cutoff=0.6)
    return (Saying("did_you_mean", {"meant": near[0]}),) if near else ()


def there_are(known: Iterable[str]) -> tuple[Saying, ...]:
    """What there is, else nothing."""
    listed = ", ".join(known)
    return (Saying("there_are", {"known": listed}),) if listed else ()
