"""The bars of a picture that shows months: paths for an inline SVG, which needs no inline style."""

HEIGHT = 96
STEP = 24
BAR = 18
MOST_LABELS = 12


def bar_path(place: int, height: int) -> str:
    """Draw a bar.

    :param place: which one it is, from 0.
    :param height: at most :data:`HEIGHT`.
    """
    x = place * STEP + (STEP - BAR) // 2
    return f"M{x} {HEIGHT - height}h{BAR}v{height}h-{BAR}z"


def label_every(count: int) -> int:
    """Tell each how manieth bar is named under it; many have no room for each."""
    return -(-count // MOST_LABELS)
