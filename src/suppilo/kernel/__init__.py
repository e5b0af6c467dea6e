"""The arithmetic: conditions as plain values, funnel walks, statistics, money. Pure."""
