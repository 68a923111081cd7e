"""The one exception that a user's input can cause, and what others say, in a line."""


class InputError(ValueError):
    """Something that came from outside (a file, a configuration) cannot be used.

    The message is a single line that names the file or key, says what is wrong and what would be
    right. Scripts print it as it is, without a traceback.
    """


def one_line(said: Exception | str, most: int = 200) -> str:
    """What an exception or a file says, on one line of at most so many characters."""
    return " ".join(str(said).split())[:most]
