"""A closed business day that took far more or far less than the merchant's own days foretold (E1)."""

from insights.detectors.contract import Days, Detector, Direction, Finding, Verdict
from insights.significance import judge, trading_days

KEY = "unusual_day"


def detect(days: Days) -> Verdict:
    """Return the day as a finding where its sales pass the calibrated threshold and the swing is material."""
    if days.value <= 0 and days.day in days.holidays:
        return Verdict(not_judged="holiday")
    traded = trading_days([*days.values, (days.day, days.value)], days.holidays)
    if not traded or traded[-1][0] != days.day:
        return Verdict(not_judged="closed")
    usual = judge(traded[:-1], days.day, days.value)
    if usual is None:
        return Verdict(not_judged="short_history")
    if not usual.is_unusual or not days.is_material(days.value - usual.expected):
        return Verdict()
    direction: Direction = "low" if usual.score < 0 else "high"
    return Verdict(Finding(KEY, DETECTOR.metric, days.day, direction, days.value, usual))


DETECTOR = Detector(key=KEY, metric="net_sales", grain="day", history_days=250, detect=detect)
