"""The dialog in which a table of another program is looked at, its columns are given roles, and it is imported."""
