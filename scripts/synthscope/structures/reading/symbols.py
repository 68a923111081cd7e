"""Elements as files of coordinates name them."""

import re

from synthscope.structures.elements import ISOTOPES, NUMBERS, SYMBOLS

_NAMED = re.compile(r"([A-Za-z]{1,2})(?=[\d+_'-])[\w+'*-]*$")


def read_symbol(word: str) -> tuple[int | None, str]:
    """The atomic number of "Au", "AU", "D", "79", "Au1" or "Fe3+".

    Returns
    -------
    number
        None where the word names no element.
    text
        A note on how the word was read, "" for a plain symbol; what would be right for None.
    """
    if word in NUMBERS:
        return NUMBERS[word], ""
    if word in ISOTOPES:
        return NUMBERS[ISOTOPES[word]], f"{word} read as {ISOTOPES[word]}"
    capital = word[:1].upper() + word[1:].lower()
    if capital in NUMBERS:
        return NUMBERS[capital], ""
    if word.isdecimal() and word.isascii() and len(word) < 4 and 0 < int(word) < len(SYMBOLS):
        return int(word), "atomic numbers read as elements"
    match = _NAMED.match(word)
    if not match:
        return None, ""
    letters = match[1]
    long, short = letters.capitalize(), letters[0].upper()
    if len(letters) == 2 and letters.isupper() and long in NUMBERS and short in NUMBERS:
        return None, f"may be {short} or {long}; write the symbol alone"
    symbol = ISOTOPES.get(letters, long)
    if symbol not in NUMBERS:
        return None, ""
    return NUMBERS[symbol], "names with numbers or charges read by their letters"
