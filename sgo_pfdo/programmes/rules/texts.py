"""Texts of the catalogue as lists compare and sort them."""


def sort_key(name: str) -> str:
    """Write a name so that both databases sort it alike: small letters, ё as е, no quotes, one space at a time.

    :param name: at most as long as its column; the key is never longer.
    """
    lowered = name.lower().replace("ё", "е")
    return " ".join("".join(" " if sign in "«»\"“”„'" else sign for sign in lowered).split())[: len(name)]
