"""What an amount of each meaning usually holds: taxes, tips and postage inside it, discounts and fees taken off."""

from connectors.uploads.interpreting.fields import Field

# Above zero: the extra is in it, or has been taken off it; below: it is not. The size says how sure that is:
# from SURE on it needs no other evidence.
SURE = 1.0
_YES, _LIKELY, _NO, _HARDLY = 2.0, 0.6, -2.0, -0.6

PRIORS: dict[Field, dict[Field, float]] = {
    Field.BEFORE_DISCOUNT: {
        Field.DISCOUNT: _NO,
        Field.TIP: _NO,
        Field.SHIPPING: _NO,
        Field.FEE: _NO,
        Field.REFUND_AMOUNT: _NO,
        Field.VOUCHER: _NO,
        Field.ROUNDING: _NO,
    },
    Field.AFTER_DISCOUNT: {
        Field.DISCOUNT: _YES,
        Field.TIP: _NO,
        Field.SHIPPING: _NO,
        Field.FEE: _NO,
        Field.VOUCHER: _HARDLY,
        Field.ROUNDING: _NO,
    },
    Field.LINE_AMOUNT: {
        Field.TIP: _NO,
        Field.SHIPPING: _NO,
        Field.FEE: _NO,
        Field.REFUND_AMOUNT: _NO,
        Field.VOUCHER: _NO,
        Field.ROUNDING: _NO,
    },
    Field.AMOUNT: {
        Field.DISCOUNT: _LIKELY,
        Field.FEE: _NO,
        Field.REFUND_AMOUNT: _NO,
        Field.VOUCHER: _HARDLY,
    },
    Field.WITH_TAX: {
        Field.TAX: _YES,
        Field.DISCOUNT: _YES,
        Field.FEE: _NO,
        Field.VOUCHER: _NO,
        # Tips are no turnover, and no tax is due on them.
        Field.TIP: _NO,
        Field.REFUND_AMOUNT: _HARDLY,
    },
    Field.WITHOUT_TAX: {
        Field.TAX: _NO,
        Field.DISCOUNT: _LIKELY,
        Field.TIP: _NO,
        Field.FEE: _NO,
        Field.REFUND_AMOUNT: _HARDLY,
    },
    Field.COLLECTED: {
        Field.TAX: _YES,
        Field.DISCOUNT: _YES,
        Field.TIP: _YES,
        Field.SHIPPING: _YES,
        Field.FEE: _NO,
        Field.VOUCHER: _HARDLY,
        Field.ROUNDING: _YES,
    },
    Field.AFTER_FEE: {
        Field.FEE: _YES,
        Field.TAX: _LIKELY,
        Field.DISCOUNT: _YES,
        Field.TIP: _LIKELY,
        Field.SHIPPING: _LIKELY,
    },
}
# Quantity × price, before anything else is known of the price.
LIST_PRICE: dict[Field, float] = {
    Field.DISCOUNT: _NO,
    Field.TIP: _NO,
    Field.SHIPPING: _NO,
    Field.FEE: _NO,
    Field.REFUND_AMOUNT: _NO,
    Field.VOUCHER: _NO,
    Field.ROUNDING: _NO,
}
# Countries whose prices stand without tax, which the till adds.
TAX_ON_TOP = frozenset({"US", "CA"})
# Countries where some shops add it and others do not.
TAX_EITHER_WAY = frozenset(
    {"ID", "IN", "MY", "SG", "TH", "JP", "PK", "BD", "LK", "NP", "PH", "PR", "GU"}
)
