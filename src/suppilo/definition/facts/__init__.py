"""The catalogue of facts: every name that any room writes, its payload, and whether it is an act or an effect."""

from suppilo.definition.facts.capture import FACTS as CAPTURE
from suppilo.definition.facts.catalogue import Fact, all_facts, fact, sentence
from suppilo.definition.facts.experiments import FACTS as EXPERIMENTS
from suppilo.definition.facts.funnels import FACTS as FUNNELS
from suppilo.definition.facts.journeys import FACTS as JOURNEYS
from suppilo.definition.facts.messages import FACTS as MESSAGES
from suppilo.definition.facts.offers import FACTS as OFFERS
from suppilo.definition.facts.pages import FACTS as PAGES
from suppilo.definition.facts.people import FACTS as PEOPLE
from suppilo.definition.facts.sales import FACTS as SALES
from suppilo.definition.facts.segments import FACTS as SEGMENTS

__all__ = [
    "CAPTURE",
    "EXPERIMENTS",
    "FUNNELS",
    "JOURNEYS",
    "MESSAGES",
    "OFFERS",
    "PAGES",
    "PEOPLE",
    "SALES",
    "SEGMENTS",
    "Fact",
    "all_facts",
    "fact",
    "sentence",
]
