"""The geometry of charts: what is more lies higher, what is round is labelled, nothing leaves the paper."""

import pytest

from insights.charts import (
    Columns,
    DayLines,
    Peers,
    column_chart,
    day_chart,
    grid_values,
    heat_step,
    peers_chart,
    round_step,
    share_of,
)


def money(value: float) -> str:
    return f"€{value:.0f}"


@pytest.mark.parametrize(
    ("span", "step"), [(800, 200), (10, 2.5), (0.9, 0.25), (43210, 20000), (0, 1)], ids=str
)
def test_grid_steps_are_round(span, step):
    assert round_step(span) == pytest.approx(step)


def test_grid_leaves_the_floor_out_and_covers_losses():
    assert grid_values(0, 800) == [200, 400, 600, 800]
    assert grid_values(-300, 500) == [-200, 0, 200, 400]


def test_day_chart_keeps_today_and_its_range_on_one_scale():
    chart = day_chart(
        DayLines(
            today=[(0, 0), (0.5, 412.3)],
            usual=[(0, 0), (1, 800)],
            lower=[(0, 0), (1, 700)],
            upper=[(0, 0), (1, 900)],
            hours=[(0, "7:00"), (0.5, "13"), (1, "18")],
            today_label="today €412",
            usual_label="your usual Tuesday",
            is_unusual=True,
        ),
        money,
    )

    assert chart.line == "0.0,258.0 500.0,148.1"
    assert chart.band.startswith("0.0,258.0 1000.0,18.0 1000.0,")
    assert [tick.label for tick in chart.grid] == ["€250", "€500", "€750"]
    assert chart.marks[0].is_unusual
    assert chart.marks[0].x == "50.00%"


def test_label_of_a_late_point_turns_to_the_left():
    chart = day_chart(DayLines(today=[(0, 0), (0.95, 10)], today_label="today"), money)

    assert chart.marks[0].anchor == "end"


def test_day_without_any_sale_draws_a_flat_line():
    chart = day_chart(DayLines(today=[(0, 0), (1, 0)]), money)

    assert chart.line == "0.0,258.0 1000.0,258.0"
    assert chart.usual_label == ""


def test_peers_ring_the_judged_day_and_measure_its_gap():
    chart = peers_chart(
        Peers(
            values=[740, 760, 548],
            labels=["6 Nov", "13 Nov", "20 Nov"],
            lower=698,
            upper=806,
            usual=751,
            lower_label="€698",
            upper_label="€806",
        ),
        money,
    )

    judged = chart.marks[-1]
    assert judged.gap_y
    assert float(judged.y) > float(judged.gap_y)
    assert [mark.gap_y for mark in chart.marks[:-1]] == ["", ""]
    assert {"€698", "€806"} <= {tick.label for tick in chart.grid}


def test_columns_hang_below_the_floor_when_a_day_lost_money():
    chart = column_chart(Columns(values=[100, -50], labels=["1", "2"], key=0), money)

    gain, loss = chart.bars
    assert float(gain.y) + float(gain.height) == pytest.approx(float(chart.floor), abs=0.2)
    assert float(loss.y) == pytest.approx(float(chart.floor))
    assert (gain.is_key, loss.is_key) == (True, False)


@pytest.mark.parametrize(("value", "step"), [(None, 1), (0, 1), (50, 3), (100, 5)], ids=str)
def test_heat_has_five_steps(value, step):
    assert heat_step(value, 0, 100) == step


@pytest.mark.parametrize(
    ("value", "whole", "expected"),
    [
        (50, 200, "25.00%"),
        (None, 200, "0.00%"),
        (300, 200, "100.00%"),
        (5, 0, "0.00%"),
        (-5, 10, "0.00%"),
    ],
    ids=str,
)
def test_bars_never_leave_their_cell(value, whole, expected):
    assert share_of(value, whole) == expected
