"""The text cases of tests/cases/metrics, each asked of the books now and of the books as of their watermark."""

import pytest

from insights.metrics.export import json_value
from insights.metrics.figure import Figure
from insights.metrics.query import compute
from tests.insights.metrics.books import open_books, read_cases, read_query

CASES = list(read_cases())


def shown(figure, *, with_currency=False):
    value = json_value(figure)
    text = "none" if value is None else str(value)
    return f"{text} {figure.query.currency or figure.currency}" if with_currency else text


def told(answer, expected, currency):
    """Return an answer in the words of the case files."""
    if isinstance(answer, Figure):
        figures = [answer, *answer.others]
        if len(expected) == 1:
            return tuple(shown(figure) for figure in figures)
        return tuple(f"{shown(figure)} {figure.query.currency or currency}" for figure in figures)
    parts = [
        f"{point.key.replace(chr(31), '+') or '(missing)'} {shown(point.figure)}"
        for point in answer.points
    ]
    return (*(parts or ["(no parts)"]), *([f"of {answer.total_count}"] if answer.truncated else []))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_books_answer_as_the_case_says(case, in_tenant):
    merchant = open_books(case)
    query = read_query(case.query, merchant.time_zone)

    with in_tenant(merchant):
        now = compute(merchant, [query])[0]
        as_known = compute(merchant, [query], watermark=merchant.last_batch)[0]

    assert told(now, case.expected, merchant.currency) == case.expected
    assert told(as_known, case.expected, merchant.currency) == case.expected
