"""What a country's law asks before a message may be sent: data files, each rule with its source."""

from suppilo.messages.rules.packs import FALLBACK, Pack, Rule, confirmed_on, pack_for, packs

__all__ = ["FALLBACK", "Pack", "Rule", "confirmed_on", "pack_for", "packs"]
