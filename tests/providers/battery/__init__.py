"""One battery for all vendors: who carries messages or reports on them passes it, and nobody is left out of it."""
