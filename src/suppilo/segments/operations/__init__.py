"""Keeping segments and stages settled."""

from suppilo.segments.operations.moving import move_everybody, rehearse_everybody
from suppilo.segments.operations.rebuilding import Rebuilt, rebuild
from suppilo.segments.operations.settling import READER, settle, settle_people
from suppilo.segments.operations.timing import wake

__all__ = ["READER", "Rebuilt", "move_everybody", "rebuild", "rehearse_everybody", "settle", "settle_people", "wake"]
