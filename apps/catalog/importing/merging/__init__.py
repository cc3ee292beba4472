"""Staged rows into the catalogue: each module one kind, each function one statement or two.

Only what differs is written, so a second load of the same rows writes nothing and locks nothing.
"""
