"""The one exception that a user's input can cause."""


class InputError(ValueError):
    """Something that came from outside (a file, a configuration) cannot be used.

    The message is a single line that names the file or key, says what is wrong and what would be
    right. Scripts print it as it is, without a traceback.
    """
