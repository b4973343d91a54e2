"""The window's language: translations, messages, figures in words."""
