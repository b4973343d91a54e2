"""What is meant for the user when something cannot be done."""


class FaceparseError(Exception):
    """Something that cannot be done. ``str()`` is for the user: it says what is wrong, and the mend."""
