"""The shape of a definition: one file per noun, all frozen Pydantic models."""

from suppilo.definition.model.base import Money, Part, Text, Texts
from suppilo.definition.model.bundle import Bundle, Business, Cap, Pace, Purpose, QuietHours, Rate, Sender, WarmUp
from suppilo.definition.model.condition import Condition, Where
from suppilo.definition.model.event import CustomEvent, PropertyType
from suppilo.definition.model.experiment import Experiment, Variant
from suppilo.definition.model.form import Field, Form
from suppilo.definition.model.funnel import Funnel, Goal, Stage
from suppilo.definition.model.journey import Journey, Trigger
from suppilo.definition.model.message import Message
from suppilo.definition.model.offer import Offer
from suppilo.definition.model.page import Block, Page
from suppilo.definition.model.score import Rule, Score
from suppilo.definition.model.segment import Segment
from suppilo.definition.model.step import (
    Branch,
    Enrol,
    GivePoints,
    Hours,
    Move,
    Send,
    SetAttributes,
    Split,
    Step,
    Stop,
    Tag,
    Task,
    Vary,
    Wait,
    WaitFor,
    WaitUntil,
    Way,
    Window,
)

__all__ = [
    "Block",
    "Branch",
    "Bundle",
    "Business",
    "Cap",
    "Condition",
    "CustomEvent",
    "Enrol",
    "GivePoints",
    "Experiment",
    "Field",
    "Form",
    "Funnel",
    "Goal",
    "Hours",
    "Journey",
    "Message",
    "Money",
    "Move",
    "Offer",
    "Pace",
    "Page",
    "Part",
    "PropertyType",
    "Purpose",
    "QuietHours",
    "Rate",
    "Rule",
    "Score",
    "Segment",
    "Send",
    "Sender",
    "SetAttributes",
    "Split",
    "Stage",
    "Step",
    "Stop",
    "Tag",
    "Task",
    "Text",
    "Texts",
    "Trigger",
    "Variant",
    "Vary",
    "Wait",
    "WaitFor",
    "WaitUntil",
    "WarmUp",
    "Way",
    "Where",
    "Window",
]
