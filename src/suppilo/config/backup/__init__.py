"""Everything that is needed to run again, in one file: made while the system serves, put back whole or not at all."""
