"""Which metrics a question names, and what "how many" counts where it names none."""

from chat.analyst.hear import Heard

# Words that set two sums side by side.
_SETS_APART = ("time.and", "op.also", "op.or", "op.vs", "op.share", "op.percent", "op.change")
COUNTS = {"customer": "customers", "product": "units"}


def metrics_of(heard: Heard, by: str | None) -> list[str]:
    """Return the metrics in the order in which they are said."""
    metrics = list(
        dict.fromkeys(
            key for item in heard.items if not item.has("entity") for key in item.values("metric")
        )
    )
    if "customers" in metrics and heard.says("op.served"):
        metrics[metrics.index("customers")] = "sales_count"
    if (
        heard.says("op.new")
        and heard.says("metric.returning_customers", "dimension.customer")
        and "new_customers" not in metrics
    ):
        metrics.insert(0, "new_customers")
    if heard.says("op.busy") and not metrics:
        return ["sales_count"]
    days = _counted_days(heard, metrics)
    if days:
        return [days]
    counted = _counted(heard, by)
    if counted and not metrics:
        return [counted]
    if heard.says("op.money") and not {"refunds", "net_sales", "gross_sales"} & set(metrics):
        metrics.append("net_sales")
    return _without_echo(metrics, heard)


def _counted_days(heard: Heard, metrics: list[str]) -> str | None:
    """Return the kind of days that are counted: "how many days in April had no sales at all"."""
    if "idle_days" in metrics or "trading_days" in metrics:
        return next(key for key in metrics if key.endswith("_days"))
    is_counted = any(
        n not in heard.times.used and heard.follows(n, "op.how_many")
        for n in heard.places("unit.day")
    )
    if not is_counted:
        return None
    if heard.says("op.closed") or (
        heard.says("op.none") and (metrics or heard.says("op.sold", "op.took", "op.opened"))
    ):
        return "idle_days"
    return "trading_days" if heard.says("op.opened", "op.sold") or metrics else None


def _without_echo(metrics: list[str], heard: Heard) -> list[str]:
    """Drop a metric that only names what another is about: "gross sales before refunds", "new customers"."""
    if (
        "gross_sales" in metrics
        and "refunds" in metrics
        and not heard.says("op.share", "op.percent")
    ):
        metrics = [key for key in metrics if key != "refunds"]
    if {"net_sales", "gross_sales"} <= set(metrics) and not heard.says(*_SETS_APART):
        # "Sales in October, before refunds": one sum, told more closely.
        metrics = [key for key in metrics if key != "net_sales"]
    if {"refunds", "gross_sales"} <= set(metrics):
        return ["refund_rate"]
    if metrics == ["refunds"] and heard.says("op.share") and not heard.conditions:
        return ["refund_rate"]
    if {"refunds", "net_sales"} <= set(metrics) and heard.says("op.share"):
        return ["refund_rate"]
    return ["biggest_sale"] if "biggest_sale" in metrics else metrics


def _counted(heard: Heard, by: str | None) -> str | None:
    """Return what "how many …" counts when no metric is named."""
    if not heard.says("op.how_many"):
        return None
    if heard.says("op.new") and heard.says("metric.returning_customers"):
        return None
    if by == "customer" and heard.says("op.served"):
        return "sales_count"
    if by in COUNTS:
        return COUNTS[by]
    if any(
        condition.dimension in {"product", "category"} or ":" in condition.dimension
        for condition in heard.conditions
    ):
        return "units"
    if heard.clarify:
        return "units"
    return (
        "units" if heard.says("op.sold", "op.bought", "op.bestseller", "op.worstseller") else None
    )
