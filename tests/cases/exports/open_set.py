"""The layouts that whoever writes the import may look at."""

from tests.cases.exports.layouts import joined
from tests.cases.exports.open_middle import MIDDLE
from tests.cases.exports.open_mixed import MIXED
from tests.cases.exports.open_services import SERVICES
from tests.cases.exports.open_shops import SHOPS
from tests.cases.exports.open_south import SOUTH
from tests.cases.exports.open_world import WORLD

OPEN = joined(SERVICES, SHOPS, MIDDLE, SOUTH, WORLD, MIXED)
