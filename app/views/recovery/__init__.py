"""What windows that crashed have left, each with a small picture of it."""
