"""Events on disk in the order in which kernels read them: written once, memory-mapped, laid over each other. Pure.

`writing` makes a store from arrays, `opening` gives it back as `StoredEvents`, `growing` adds to it. The format is
described in docs/decisions/0011-event-store.md.
"""
