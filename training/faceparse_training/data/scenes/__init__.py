"""Composed scenes with known truth: people, what surrounds and what covers them, made from labelled faces."""
