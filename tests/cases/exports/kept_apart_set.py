"""The layouts by which the import is judged: whoever writes it looks at the score alone."""

from tests.cases.exports.apart_middle import APART_MIDDLE
from tests.cases.exports.apart_mixed import APART_MIXED
from tests.cases.exports.apart_north import APART_NORTH
from tests.cases.exports.apart_services import APART_SERVICES
from tests.cases.exports.apart_shops import APART_SHOPS
from tests.cases.exports.apart_south import APART_SOUTH
from tests.cases.exports.apart_west import APART_WEST
from tests.cases.exports.apart_world import APART_WORLD
from tests.cases.exports.layouts import joined

KEPT_APART = joined(
    APART_SERVICES,
    APART_SHOPS,
    APART_MIDDLE,
    APART_WEST,
    APART_SOUTH,
    APART_NORTH,
    APART_WORLD,
    APART_MIXED,
)
