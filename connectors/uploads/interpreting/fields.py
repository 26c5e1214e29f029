"""What a column of a sales file may mean."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Field(StrEnum):
    """The meaning of a column."""

    OCCURRED_AT = "occurred_at"
    DATE = "date"
    TIME = "time"
    DOCUMENT = "document"
    ORIGINAL_DOCUMENT = "original_document"
    PRODUCT_CODE = "product_code"
    PRODUCT = "product"
    CATEGORY = "category"
    QUANTITY = "quantity"
    UNIT_PRICE = "unit_price"
    LINE_AMOUNT = "line_amount"
    AMOUNT = "amount"
    BEFORE_DISCOUNT = "before_discount"
    AFTER_DISCOUNT = "after_discount"
    WITH_TAX = "with_tax"
    WITHOUT_TAX = "without_tax"
    AFTER_FEE = "after_fee"
    COLLECTED = "collected"
    DISCOUNT = "discount"
    DISCOUNT_RATE = "discount_rate"
    TAX = "tax"
    TAX_RATE = "tax_rate"
    TIP = "tip"
    SHIPPING = "shipping"
    FEE = "fee"
    REFUND_AMOUNT = "refund_amount"
    MONEY_OUT = "money_out"
    VOUCHER = "voucher"
    DEPOSIT = "deposit"
    ROUNDING = "rounding"
    PAYOUT = "payout"
    BALANCE = "balance"
    COST = "cost"
    PROFIT = "profit"
    TENDER_CASH = "tender_cash"
    TENDER_CARD = "tender_card"
    TENDER_OTHER = "tender_other"
    SALES = "sales"
    GUESTS = "guests"
    PAYMENT_METHOD = "payment_method"
    STAFF = "staff"
    LOCATION = "location"
    CHANNEL = "channel"
    CUSTOMER = "customer"
    COUNTRY = "country"
    CURRENCY = "currency"
    STATUS = "status"
    KIND = "kind"
    VOIDED = "voided"
    REFUNDED_FLAG = "refunded_flag"
    NOTE = "note"
    ATTRIBUTE = "attribute"
    IGNORE = "ignore"


LABELS = {
    Field.OCCURRED_AT: _("Date and time of sale"),
    Field.DATE: _("Day of sale"),
    Field.TIME: _("Time"),
    Field.DOCUMENT: _("Receipt number"),
    Field.ORIGINAL_DOCUMENT: _("Receipt that a refund belongs to"),
    Field.PRODUCT_CODE: _("Item code"),
    Field.PRODUCT: _("Item"),
    Field.CATEGORY: _("Category"),
    Field.QUANTITY: _("Quantity"),
    Field.UNIT_PRICE: _("Price of one"),
    Field.LINE_AMOUNT: _("Line amount"),
    Field.AMOUNT: _("Amount"),
    Field.BEFORE_DISCOUNT: _("Amount before discounts"),
    Field.AFTER_DISCOUNT: _("Amount after discounts"),
    Field.WITH_TAX: _("Amount with tax"),
    Field.WITHOUT_TAX: _("Amount without tax"),
    Field.AFTER_FEE: _("Amount after fees"),
    Field.COLLECTED: _("All that was collected"),
    Field.DISCOUNT: _("Discount"),
    Field.DISCOUNT_RATE: _("Discount in percent"),
    Field.TAX: _("Tax"),
    Field.TAX_RATE: _("Tax in percent"),
    Field.TIP: _("Tip"),
    Field.SHIPPING: _("Postage"),
    Field.FEE: _("Fee"),
    Field.REFUND_AMOUNT: _("Refunded amount"),
    Field.MONEY_OUT: _("Money that went out"),
    Field.VOUCHER: _("Paid by voucher"),
    Field.DEPOSIT: _("Deposit"),
    Field.ROUNDING: _("Rounding"),
    Field.PAYOUT: _("Payout"),
    Field.BALANCE: _("Running balance"),
    Field.COST: _("Cost of goods"),
    Field.PROFIT: _("Profit"),
    Field.TENDER_CASH: _("Of it in cash"),
    Field.TENDER_CARD: _("Of it by card"),
    Field.TENDER_OTHER: _("Of it paid otherwise"),
    Field.SALES: _("Number of sales"),
    Field.GUESTS: _("Number of guests"),
    Field.PAYMENT_METHOD: _("Paid with"),
    Field.STAFF: _("Who sold it"),
    Field.LOCATION: _("Location"),
    Field.CHANNEL: _("Channel"),
    Field.CUSTOMER: _("Customer number"),
    Field.COUNTRY: _("Country"),
    Field.CURRENCY: _("Currency"),
    Field.STATUS: _("Status"),
    Field.KIND: _("Kind of row"),
    Field.VOIDED: _("Cancelled"),
    Field.REFUNDED_FLAG: _("Refund mark"),
    Field.NOTE: _("Note"),
    Field.ATTRIBUTE: _("Your own feature of an item"),
    Field.IGNORE: _("Leave out"),
}
# A file may have any number of these; every other field is one column.
MANY = frozenset({Field.ATTRIBUTE, Field.IGNORE})
TEXTS = frozenset(
    {
        Field.PAYMENT_METHOD,
        Field.STAFF,
        Field.LOCATION,
        Field.CHANNEL,
        Field.COUNTRY,
        Field.CATEGORY,
    }
)
# Columns whose words say what a row is.
MARKS = (Field.KIND, Field.STATUS, Field.VOIDED, Field.REFUNDED_FLAG)
# Amounts that may be what was paid, or lead to it.
GOODS = (
    Field.AFTER_DISCOUNT,
    Field.LINE_AMOUNT,
    Field.WITH_TAX,
    Field.AMOUNT,
    Field.BEFORE_DISCOUNT,
    Field.WITHOUT_TAX,
    Field.COLLECTED,
    Field.AFTER_FEE,
)
# Amounts that stand beside a sale and may be inside it.
EXTRAS = (
    Field.DISCOUNT,
    Field.TAX,
    Field.TIP,
    Field.SHIPPING,
    Field.FEE,
    Field.REFUND_AMOUNT,
    Field.VOUCHER,
    Field.DEPOSIT,
    Field.ROUNDING,
)
MONEY = frozenset(
    {
        *GOODS,
        *EXTRAS,
        Field.UNIT_PRICE,
        Field.MONEY_OUT,
        Field.PAYOUT,
        Field.BALANCE,
        Field.COST,
        Field.PROFIT,
        Field.TENDER_CASH,
        Field.TENDER_CARD,
        Field.TENDER_OTHER,
    }
)
COUNTS = frozenset({Field.QUANTITY, Field.SALES, Field.GUESTS})
RATES = frozenset({Field.TAX_RATE, Field.DISCOUNT_RATE})
NUMBERS = MONEY | COUNTS | RATES


def label(field: Field) -> str:
    """Return a field's name for merchants."""
    return str(LABELS[field])
