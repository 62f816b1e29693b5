"""The twelve colours every picture is mixed from."""

Colour = tuple[int, int, int]

INK: Colour = (18, 30, 56)
SLATE: Colour = (70, 98, 134)
TEAL: Colour = (24, 116, 122)
MIST: Colour = (174, 208, 205)
SAGE: Colour = (148, 170, 134)
MOSS: Colour = (52, 84, 72)
OCHRE: Colour = (232, 168, 56)
SAND: Colour = (236, 208, 164)
PAPER: Colour = (250, 240, 222)
CORAL: Colour = (236, 134, 104)
BRICK: Colour = (194, 66, 46)
PLUM: Colour = (88, 40, 78)

NIGHT: Colour = (12, 20, 36)  # ink and black, for the sky of another world


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """The colour that holds `share` (0 to 1) of `other` and the rest of `one`."""
    return tuple(round(a + (b - a) * share) for a, b in zip(one, other, strict=True))


def blend(colours: list[Colour], place: float) -> Colour:
    """The colour at `place` (0 to 1) of an even ramp through `colours`."""
    last = len(colours) - 1
    step = min(int(place * last), last - 1)
    return mix(colours[step], colours[step + 1], place * last - step)


def darker(colour: Colour, share: float = 0.3) -> Colour:
    """`colour` in the shade: towards ink."""
    return mix(colour, INK, share)


def lighter(colour: Colour, share: float = 0.3) -> Colour:
    """`colour` in the light: towards paper."""
    return mix(colour, PAPER, share)
