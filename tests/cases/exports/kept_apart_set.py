"""The layouts by which the import is judged: whoever writes it looks at the score alone."""

from tests.cases.exports.layouts import Layouts

KEPT_APART = Layouts()
