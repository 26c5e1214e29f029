"""The meanings of words that rank, shared by all who read them."""

RANKING = (
    "op.most",
    "op.least",
    "op.best",
    "op.worst",
    "op.top",
    "op.bottom",
    "op.busiest",
    "op.quietest",
    "op.bestseller",
    "op.worstseller",
)
LEAST = (
    "op.least",
    "op.worst",
    "op.bottom",
    "op.quietest",
    "op.worstseller",
    "op.comparative_down",
)
