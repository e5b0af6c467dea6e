"""The person-sorted store: derived from the log by its own bookmark, laid on disk for the kernels."""
