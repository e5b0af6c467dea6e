"""Experiments in a definition: every mistake has its place and the nearest known name."""

from __future__ import annotations

import pytest

from suppilo.definition.differences import differences
from suppilo.definition.reading import read_bundle
from tests.definition.small import FILES, FUNNEL

pytestmark = pytest.mark.pure
STEP = """\
      - id: test
        experiment: subject
        ways:
          control: []
          short:
            - {id: short_way, tag: short}
"""
EXPERIMENT = """\
experiments:
  subject:
    name: Which subject
    hypothesis: {en: A short one is opened more, fi: Lyhyt avataan}
    variants:
      - {id: control}
      - {id: short, weight: 3}
"""
SOUND = FUNNEL + STEP + EXPERIMENT


def read(old: str = "", new: str = ""):
    assert old in SOUND
    return read_bundle({**FILES, "funnels/coffee.yaml": SOUND.replace(old, new, 1) if old else SOUND})


def test_an_experiment_and_its_step_are_read():
    found = read()
    assert [str(one) for one in found.problems if "name" not in one.key] == []
    assert found.bundle is not None
    assert [one.weight for one in found.bundle.funnels[0].experiments["subject"].variants] == [1, 3]


@pytest.mark.parametrize(
    ("old", "new", "said", "line"),
    [
        ("experiment: subject", "experiment: subjekt", 'Did you mean "subject"?', "experiment: subjekt"),
        ("          short:\n", "          shrt:\n", 'no variant called "shrt"', "shrt:"),
        ("          control: []\n", "", 'The variant "control" of subject has no way', "ways:"),
        ("{id: short, weight: 3}", "{id: control}", 'already has a variant "control"', None),
        ("    variants:\n", "    decided: shor\n    variants:\n", 'Did you mean "short"?', "decided: shor"),
        ("      - {id: short, weight: 3}\n", "", "at least two variants", None),
        ("weight: 3", "wieght: 3", 'Did you mean "weight"?', "wieght"),
        ("{id: short_way, tag: short}", "{id: short_way, tga: short}", 'Did you mean "tag"?', "tga"),
        ("{id: short_way, tag: short}", "{id: short_way, tag: short, tagg: x}", '"tagg" means nothing', "tagg"),
        ("experiments:\n  subject:\n", "experiments:\n  Subject:\n", "is no id", "Subject"),
    ],
)
def test_every_mistake_has_its_place(old: str, new: str, said: str, line: str | None):
    problems = [one for one in read(old, new).problems if said in one.message]
    assert problems, [str(one) for one in read(old, new).problems]
    text = SOUND.replace(old, new, 1).splitlines()
    assert line is None or line in text[problems[0].line - 1], problems[0]


def test_an_experiment_that_changes_is_told_by_itself():
    old, new = read().bundle, read("weight: 3", "weight: 4").bundle
    assert new is not None
    assert [(one.object, one.id) for one in differences(old, new)] == [("experiment", "coffee.subject")]
