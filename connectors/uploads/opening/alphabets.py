"""Which letters a language writes beyond ASCII, and in which encodings its files come."""

from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Alphabet:
    """A language's own letters (lower case; capitals belong to it too) and its encodings, the likeliest first."""

    letters: str
    encodings: tuple[str, ...]
    # A file in one language is likelier than one in several.
    weight: float = 1.0

    @cached_property
    def every(self) -> frozenset[str]:
        """All letters, small and capital."""
        return frozenset(self.letters) | frozenset(
            one.upper() for one in self.letters if len(one.upper()) == 1
        )


_WEST = ("cp1252", "iso8859-15", "cp858", "mac_roman")
_MIDDLE = ("cp1250", "iso8859-2", "cp852", "mac_latin2")
_CYRILLIC = ("cp1251", "koi8-u", "iso8859-5", "cp866", "mac_cyrillic")
# Where two explain a file equally well, the one that stands first is taken.
ALPHABETS = (
    Alphabet("äöüß", _WEST),
    Alphabet("éèêëàâçùûüîïôœæÿ", _WEST),
    Alphabet("áéíóúñüºª", _WEST),
    Alphabet("ãõáéíóúâêôàçºª", _WEST),
    Alphabet("àèéìòù", _WEST),
    Alphabet("éëïöüáóèçê", _WEST),
    Alphabet("åäöé", _WEST),
    Alphabet("æøåé", _WEST),
    Alphabet("àçèéíïòóúü·", _WEST),
    Alphabet("äöüßéèêëàâçùûîïôœæÿáíóúñãõìòåøºª·", _WEST, 0.96),
    Alphabet("ąćęłńóśźż", _MIDDLE),
    Alphabet("áčďéěíňóřšťúůýž", _MIDDLE),
    Alphabet("áäčďéíĺľňóôŕšťúýž", _MIDDLE),
    Alphabet("áéíóöőúüű", _MIDDLE),
    Alphabet("ăâîşţ", _MIDDLE),
    Alphabet("čćžšđ", _MIDDLE),
    Alphabet("çğıöşüâîû", ("cp1254", "iso8859-9", "cp857")),
    Alphabet("áðéíóúýþæö", _WEST),
    Alphabet("āčēģīķļņšūž", ("cp1257", "iso8859-13")),
    Alphabet("ąčęėįšųūž", ("cp1257", "iso8859-13")),
    Alphabet("äöõüšž", ("cp1257", "iso8859-13", "cp1252")),
    Alphabet("абвгдежзийклмнопрстуфхцчшщъыьэюяё", _CYRILLIC),
    Alphabet("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя", _CYRILLIC),
    Alphabet("абвгдђежзијклљмнњопрстћуфхцчџш", _CYRILLIC),
    Alphabet("αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ", ("cp1253", "iso8859-7", "cp737")),
    Alphabet("אבגדהוזחטיךכלםמןנסעףפץצקרשת", ("cp1255",)),
    Alphabet("ءآأؤإئابةتثجحخدذرزسشصضطظعغفقكلمنهوىي", ("cp1256", "iso8859-6")),
    Alphabet(
        "".join(chr(one) for one in (*range(0x0E01, 0x0E3B), *range(0x0E40, 0x0E4F))), ("cp874",)
    ),
)
# Letters that are frequent in running text: what tells encodings apart that hold the same alphabet in another order.
FREQUENT = frozenset("оеаинтсрвлкмдпуαοιετσνηυρπκμλاليمنرتبوיוהלארתבשמנכס")
# Letters of the West that few words have: another reading without them is likelier.
RARE = frozenset("œŒÿŸªº")


@dataclass(frozen=True)
class Wide:
    """An encoding with two bytes for most characters, and the first bytes of the characters in daily use."""

    encoding: str
    first: tuple[tuple[int, int], ...]
    second: int
    # Syllables without which no running text in it goes.
    needs: tuple[int, int] | None = None


WIDE = (
    Wide("cp932", ((0x81, 0x84), (0x88, 0x97)), 0x40),
    Wide("euc_jp", ((0xA1, 0xA5), (0xB0, 0xCF)), 0xA1, (0x3041, 0x30FF)),
    Wide("cp949", ((0xA1, 0xA3), (0xB0, 0xC8)), 0xA1),
    Wide("gb18030", ((0xA1, 0xA3), (0xB0, 0xD7)), 0xA1),
    Wide("big5hkscs", ((0xA1, 0xC6),), 0x40),
)
