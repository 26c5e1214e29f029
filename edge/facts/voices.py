"""What people say about the business: reviews and the merchant's own notes, stored and handed to the index."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from edge.facts.dimensions import Feed
from edge.facts.ledger import Note, Review
from edge.merchants.models import Merchant
from edge.retrieval.index import Text, put_texts

REVIEWS = "reviews"
NOTES = "notes"


@dataclass(frozen=True)
class ReviewRecord:
    """A review as its source tells it; rating is 1 to 5 or None."""

    external_id: str
    source: str
    posted_at: datetime
    text: str
    rating: int | None = None
    author: str = ""
    language: str = ""
    location_id: int | None = None


def record_reviews(merchant: Merchant, feed: Feed, records: Sequence[ReviewRecord]) -> int:
    """Store reviews, replacing those that the feed told before; return how many. Call inside the merchant's context."""
    rows = [
        Review(
            merchant=merchant,
            feed=feed,
            external_id=record.external_id,
            source=record.source,
            rating=record.rating,
            author=record.author,
            language=record.language,
            text=record.text,
            posted_at=record.posted_at,
            location_id=record.location_id,
        )
        for record in records
    ]
    Review.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["merchant", "feed", "external_id"],
        update_fields=["rating", "author", "language", "text", "posted_at", "location"],
    )
    ids = [record.external_id for record in records]
    stored: QuerySet[Review] = Review.objects.for_merchant(merchant).filter(
        feed=feed, external_id__in=ids
    )
    put_texts(merchant, [_review_text(merchant, review) for review in stored])
    return len(rows)


def record_note(
    merchant: Merchant, *, first_day: date, last_day: date, text: str, author: str = ""
) -> Note:
    """Store a note on days of trade. Call inside the merchant's context."""
    note = Note.objects.create(
        merchant=merchant, first_day=first_day, last_day=last_day, text=text, author=author
    )
    found = Text(
        NOTES,
        note.public_id,
        text,
        first_day,
        language=merchant.language,
        facets={"author": author},
    )
    put_texts(merchant, [found])
    return note


def _review_text(merchant: Merchant, review: Review) -> Text:
    facets = {"rating": review.rating, "source": review.source, "author": review.author}
    posted_on = merchant.calendar.business_date(review.posted_at)
    return Text(
        REVIEWS, review.public_id, review.text, posted_on, language=review.language, facets=facets
    )
