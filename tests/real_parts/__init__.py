"""The real programs that tests drive: found on the machine, else installed from Debian's packages."""
