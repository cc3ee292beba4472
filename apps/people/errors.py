"""Errors that people read."""


class Refusal(Exception):
    """Something was not done; the message is one sentence: what, where, and what to do."""
