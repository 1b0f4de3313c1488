"""The lenses that there are, one file for each: a request, what works on it, and its answer (see lens.py). No Qt."""
