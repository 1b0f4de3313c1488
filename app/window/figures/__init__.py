"""Figures for slides and papers: the window's own views, painted on paper of any size where nobody sees them.

A Studio holds the views of one session; a Still stands in for the training; paper.py knows the files.
"""
