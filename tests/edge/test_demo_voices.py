"""What people said about the invented café fits what was planted."""

from datetime import date, timedelta

from edge.demo.conditions import Cafe
from edge.demo.planted import PlantedKind
from edge.demo.voices import invent_notes, invent_reviews

CAFE = Cafe.invented_on(date(2026, 11, 24))


def test_reviews_are_in_two_languages_and_all_before_the_anchor():
    reviews = invent_reviews(CAFE)

    assert len(reviews) >= 110
    assert (
        min(sum(review.language == language for review in reviews) for language in ("de", "en"))
        >= 50
    )
    assert all(CAFE.opening <= review.posted_at.date() < CAFE.anchor for review in reviews)


def test_reviews_are_unique_and_in_the_order_of_time():
    reviews = invent_reviews(CAFE)

    assert (
        len({review.text for review in reviews})
        == len({review.key for review in reviews})
        == len(reviews)
    )
    assert [review.posted_at.date() for review in reviews] == sorted(
        review.posted_at.date() for review in reviews
    )


def test_complaints_about_waiting_fall_into_the_weeks_of_slow_service():
    slow = next(
        event for event in CAFE.planted(CAFE.anchor) if event.kind is PlantedKind.SLOW_SERVICE
    )

    told = [review.posted_at.date() for review in invent_reviews(CAFE) if review.theme == "slow"]

    assert len(told) >= 10
    assert all(slow.first <= day <= slow.last + timedelta(days=4) for day in told)


def test_people_sit_outside_on_warm_dry_days_only():
    days = [review.posted_at.date() for review in invent_reviews(CAFE) if review.theme == "terrace"]

    assert days
    assert all(CAFE.weather(day).is_terrace for day in days)


def test_notes_explain_planted_events_but_not_the_newest_ones():
    notes = invent_notes(CAFE)
    machine = next(note for note in notes if "coffee machine" in note.text)
    planted = next(event for event in CAFE.planted(CAFE.anchor) if "coffee machine" in event.detail)

    assert machine.first == planted.first
    assert max(note.last for note in notes) < CAFE.anchor - timedelta(days=12)
