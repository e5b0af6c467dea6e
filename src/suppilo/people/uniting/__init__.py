"""Two entries laid over each other: what moves, which value counts, and how to lift one off again."""
