"""Exports in layouts that the import was not written with: nearly all are read right, none wrongly in silence."""

from tests.cases.exports.kept_apart_set import KEPT_APART
from tests.cases.exports.outcome import outcome_of, summary

LEAST_SHARE_RIGHT = 0.85


def test_layouts_that_nobody_has_fitted_to_are_read_right_or_asked_about():
    outcomes = [outcome_of(name, KEPT_APART.export(name)) for name in KEPT_APART]

    told = "\n".join([*map(str, outcomes), summary(outcomes)])
    assert not [one for one in outcomes if one.kind == "wrong"], told
    right = sum(one.kind == "right" for one in outcomes)
    assert right >= LEAST_SHARE_RIGHT * len(outcomes), told
