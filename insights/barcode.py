"""Code 128: the bars under a receipt, which a scanner reads back as the figure's number."""

from dataclasses import dataclass

# The widths of bar, space, bar, space, bar, space of the values 0 to 105, six digits each, as ISO/IEC 15417 gives them.
_WIDTHS = (
    "212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231113222"
    "123122123221223211221132221231213212223112312131311222321122321221312212322112322211212123212321"
    "232121111323131123131321112313132113132311211313231113231311112133112331132131113123113321133121"
    "313121211331231131213113213311213131311123311321331121312113312311332111314111221411431111111224"
    "111422121124121421141122141221112214112412122114122411142112142211241211221114413111241112134111"
    "111242121142121241114212124112124211411212421112421211212141214121412121111143111341131141114113"
    "114311411113411311113141114131311141411131211412211214211232"
)
_STOP = "2331112"
_START_B = 104
_CHECK_MODULUS = 103


@dataclass(frozen=True)
class Bars:
    """The bars as an SVG path of height 10 and the width of the whole in modules."""

    path: str
    width: int


def code128(text: str) -> Bars:
    """Return the bars of printable ASCII `text` in code set B.

    Raises ValueError for characters outside of it.
    """
    if not all(" " <= character <= "~" for character in text):
        raise ValueError("Code 128 set B holds printable ASCII only")
    values = [_START_B, *(ord(character) - 32 for character in text)]
    check = (values[0] + sum(place * value for place, value in enumerate(values))) % _CHECK_MODULUS
    widths = "".join(_WIDTHS[6 * value : 6 * value + 6] for value in (*values, check)) + _STOP
    shapes, x = [], 0
    for place, digit in enumerate(widths):
        width = int(digit)
        if place % 2 == 0:
            shapes.append(f"M{x} 0h{width}v10h-{width}z")
        x += width
    return Bars("".join(shapes), x)
