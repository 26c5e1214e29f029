"""What a question is about that no sales file can answer, and what this merchant's data lack."""

from chat.analyst.hear import Heard
from chat.analyst.intent import Intent, Refusal
from chat.analyst.kinds import KINDS
from chat.analyst.lexicon import Item
from chat.analyst.shape import Asked
from chat.analyst.vocabulary import Vocabulary

# In this order: what earns most is asked of costs before it is asked of products.
_TOPICS = [
    "weather",
    "cost",
    "stock",
    "wages",
    "tax",
    "disputes",
    "declined",
    "discounts",
    "bookings",
    "suppliers",
    "complaints",
    "reviews",
    "visitors",
    "prices",
    "age",
    "cash_book",
    "open_hours",
]
_METRIC_NEEDS = {
    "tips": "tips",
    "fees": "fees",
    "payouts": "payouts",
    "taxes": "taxes",
    "customers": "customer",
    "new_customers": "customer",
    "returning_customers": "customer",
    "units": "product",
    "units_per_sale": "product",
    "refund_rate": "net_sales",
}
_DIMENSION_NEEDS = (
    "customer",
    "staff",
    "location",
    "payment_method",
    "channel",
    "country",
    "category",
    "product",
)
# Orders to the machine hidden in a question, and others' figures: both are refused alike, and logged apart.
_ORDERS, _OTHERS = "refuse.injection", "refuse.others"
# What people say of the shop is read by other means.
_MODEL_MAY_TRY = frozenset({"complaints", "reviews", "weather"})


def refused(heard: Heard, asked: Asked, vocabulary: Vocabulary) -> Refusal | None:
    """Return why a question cannot be answered from its words alone, None where nothing speaks against it."""
    if heard.says(_ORDERS):
        return Refusal("others", "orders")
    if heard.says(_OTHERS):
        return Refusal("others", "figures")
    missing = _topic(heard, vocabulary) or _missing(heard, asked, vocabulary)
    if missing:
        return Refusal("missing", missing, is_unsure=missing in _MODEL_MAY_TRY)
    if heard.says("topic.forecast") or heard.times.is_future:
        return Refusal("future", "forecast")
    if heard.says("refuse.off_topic"):
        return Refusal("scope")
    asks = asked.metrics or asked.by or heard.spans or heard.conditions
    return Refusal("action") if heard.says("refuse.action") and not asks else None


def _topic(heard: Heard, vocabulary: Vocabulary) -> str | None:
    """Return the topic that no sales file knows of, None where the question has none."""
    if any(code != vocabulary.currency for code in heard.keys("money")):
        return "currency"
    if heard.says("op.reorder") and heard.says("op.must"):
        return "stock"
    return next((topic for topic in _TOPICS if _is_about(heard, topic, vocabulary)), None)


def _is_about(heard: Heard, topic: str, vocabulary: Vocabulary) -> bool:
    """Return whether a topic's word is said, and not of what the merchant's data hold: "oat milk", "vouchers"."""
    return any(item.has(f"topic.{topic}") and not _is_own(item, vocabulary) for item in heard.items)


def _is_own(item: Item, vocabulary: Vocabulary) -> bool:
    held = {f"attribute:{name}" for name in item.values("attribute")} | set(
        item.values("dimension")
    )
    return bool(held & vocabulary.has)


def _missing(heard: Heard, asked: Asked, vocabulary: Vocabulary) -> str | None:
    """Return the metric or dimension that is asked for and not there."""
    if "payouts" in asked.metrics and heard.says("ask.when") and "payouts" in vocabulary.has:
        return "payout_time"
    if asked.shape and asked.shape in KINDS:
        lacking = [need for need in KINDS[asked.shape].needs if need not in vocabulary.has]
        if lacking:
            return lacking[0]
    for metric in asked.metrics:
        need = _METRIC_NEEDS.get(metric)
        if need and need not in vocabulary.has:
            return "payouts" if metric == "payouts" else need
    said = [*heard.keys("dimension"), *([asked.by] if asked.by else [])]
    for dimension in _DIMENSION_NEEDS:
        if (
            dimension in said
            and dimension not in vocabulary.has
            and not _is_served(heard, dimension)
        ):
            return dimension
    attributes = [f"attribute:{name}" for name in heard.keys("attribute")]
    return next((name for name in attributes if name not in vocabulary.has), None)


def _is_served(heard: Heard, dimension: str) -> bool:
    """Return whether customers are only those served, and shops only one's own: no data of their own are needed."""
    if dimension == "customer":
        return heard.says("op.served")
    return dimension == "location" and not heard.says(
        "ask.which", "op.by", "op.most", "op.best", "op.least", "op.worst"
    )


def before_first_day(intent: Intent, vocabulary: Vocabulary) -> Refusal | None:
    """Return a refusal where a period, or the one it is compared with, lies before the data begin."""
    first = vocabulary.first_day
    if first is None:
        return Refusal("no_data")
    if all(when.last < first for when in intent.periods):
        return Refusal("before", day=first)
    if intent.against and intent.against.first < first:
        return Refusal("before", day=first)
    return None
