"""The list of detectors; adding one is one file and one line."""

from insights.detectors import pace_today, unusual_day
from insights.detectors.contract import Detector

DETECTORS: tuple[Detector, ...] = (unusual_day.DETECTOR, pace_today.DETECTOR)
