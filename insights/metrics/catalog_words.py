"""What metrics are called and mean, in each language: names, plain words, synonyms."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """A name as it begins a sentence, what it means in plain words, and what else people call it (lower case).

    A dimension's plain words name the part that has no value.
    """

    name: str
    plain: str
    synonyms: tuple[str, ...] = ()


METRIC_WORDS: Mapping[str, Mapping[str, Words]] = {
    "gross_sales": {
        "en": Words(
            "Gross sales",
            "What customers paid, before anything was given back. Tips are not in it.",
            ("gross", "before refunds", "gross revenue"),
        ),
        "de": Words(
            "Bruttoumsatz",
            "Was Kunden bezahlt haben, bevor etwas erstattet wurde. Trinkgeld ist nicht dabei.",
            ("brutto", "vor erstattungen", "umsatz vor erstattungen"),
        ),
    },
    "refunds": {
        "en": Words(
            "Refunds",
            "What you gave back, counted on the day you gave it back.",
            ("refund", "refunded", "returns", "given back", "money back"),
        ),
        "de": Words(
            "Erstattungen",
            "Was Sie zurückgezahlt haben, gezählt am Tag der Rückzahlung.",
            ("erstattung", "erstattet", "retouren", "rückgaben", "zurückgezahlt"),
        ),
    },
    "net_sales": {
        "en": Words(
            "Net sales",
            "What customers paid, minus what you gave back. Tips are not in it.",
            ("sales", "revenue", "turnover", "takings", "income", "net revenue"),
        ),
        "de": Words(
            "Umsatz",
            "Was Kunden bezahlt haben, abzüglich dessen, was Sie zurückgezahlt haben. Trinkgeld ist nicht dabei.",
            ("nettoumsatz", "umsätze", "einnahmen", "erlös", "erlöse", "verkauft"),
        ),
    },
    "sales_count": {
        "en": Words(
            "Sales",
            "How many orders or receipts had something sold on them.",
            ("orders", "transactions", "number of sales", "receipts", "customers served"),
        ),
        "de": Words(
            "Verkäufe",
            "Wie viele Bestellungen oder Bons es gab, auf denen etwas verkauft wurde.",
            ("bestellungen", "bons", "transaktionen", "anzahl verkäufe", "kassenbons", "aufträge"),
        ),
    },
    "average_sale": {
        "en": Words(
            "Average sale",
            "Gross sales divided by the number of sales.",
            (
                "average ticket",
                "average basket",
                "average order",
                "average order value",
                "aov",
                "basket size",
            ),
        ),
        "de": Words(
            "Durchschnittsbon",
            "Bruttoumsatz geteilt durch die Zahl der Verkäufe.",
            (
                "durchschnittlicher bon",
                "warenkorb",
                "durchschnittswarenkorb",
                "bonwert",
                "durchschnittsverkauf",
            ),
        ),
    },
    "units": {
        "en": Words(
            "Units sold",
            "How many pieces were sold; what was given back is not taken off.",
            ("pieces", "items sold", "quantity", "units"),
        ),
        "de": Words(
            "Verkaufte Stück",
            "Wie viele Stück verkauft wurden; Rückgaben sind nicht abgezogen.",
            ("stück", "stückzahl", "menge", "artikel verkauft", "absatz"),
        ),
    },
    "units_per_sale": {
        "en": Words(
            "Units per sale",
            "Units sold divided by the number of sales.",
            ("items per order", "pieces per sale", "units per order"),
        ),
        "de": Words(
            "Stück je Verkauf",
            "Verkaufte Stück geteilt durch die Zahl der Verkäufe.",
            ("artikel pro bestellung", "stück pro bon", "teile je bon"),
        ),
    },
    "refund_rate": {
        "en": Words(
            "Refund rate",
            "Refunds divided by gross sales.",
            ("return rate", "refund share", "refund quota"),
        ),
        "de": Words(
            "Erstattungsquote",
            "Erstattungen geteilt durch den Bruttoumsatz.",
            ("retourenquote", "rückgabequote", "erstattungsrate"),
        ),
    },
    "customers": {
        "en": Words(
            "Customers",
            "How many different known customers bought something; sales without a customer do not count.",
            ("different customers", "buyers", "unique customers", "known customers"),
        ),
        "de": Words(
            "Kunden",
            "Wie viele verschiedene bekannte Kunden etwas gekauft haben; Verkäufe ohne Kunde zählen nicht.",
            ("kundinnen", "käufer", "verschiedene kunden", "gäste"),
        ),
    },
    "new_customers": {
        "en": Words(
            "New customers",
            "Known customers whose very first sale falls in the period.",
            ("first-time customers", "first time buyers", "new buyers"),
        ),
        "de": Words(
            "Neue Kunden",
            "Bekannte Kunden, deren allererster Kauf in den Zeitraum fällt.",
            ("neukunden", "erstkäufer", "neue käufer"),
        ),
    },
    "returning_customers": {
        "en": Words(
            "Returning customers",
            "Known customers who bought in the period and had bought before it.",
            ("repeat customers", "regulars", "came back", "existing customers"),
        ),
        "de": Words(
            "Wiederkehrende Kunden",
            "Bekannte Kunden, die im Zeitraum und schon davor gekauft haben.",
            ("stammkunden", "bestandskunden", "wiederkäufer"),
        ),
    },
    "biggest_sale": {
        "en": Words(
            "Biggest sale",
            "The highest gross sales of a single order or receipt.",
            ("biggest order", "largest order", "largest sale", "highest ticket"),
        ),
        "de": Words(
            "Größter Verkauf",
            "Der höchste Bruttoumsatz einer einzelnen Bestellung oder eines Bons.",
            ("größte bestellung", "größter auftrag", "höchster bon"),
        ),
    },
    "trading_days": {
        "en": Words(
            "Days with sales",
            "How many business days had at least one sale.",
            ("trading days", "days open", "days with a sale"),
        ),
        "de": Words(
            "Tage mit Umsatz",
            "An wie vielen Geschäftstagen es mindestens einen Verkauf gab.",
            ("verkaufstage", "tage mit verkauf"),
        ),
    },
    "idle_days": {
        "en": Words(
            "Days without sales",
            "How many days of the period had not a single sale.",
            ("days without a sale", "no sales at all", "empty days"),
        ),
        "de": Words(
            "Tage ohne Umsatz",
            "An wie vielen Tagen des Zeitraums es keinen einzigen Verkauf gab.",
            ("tage ohne verkauf", "umsatzlose tage"),
        ),
    },
    "tips": {
        "en": Words(
            "Tips",
            "What guests gave on top; never part of sales.",
            ("tip", "gratuity", "gratuities"),
        ),
        "de": Words(
            "Trinkgeld",
            "Was Gäste zusätzlich gegeben haben; nie Teil des Umsatzes.",
            ("trinkgelder", "tip", "tips"),
        ),
    },
    "fees": {
        "en": Words(
            "Fees",
            "What payment providers kept for their service.",
            ("fee", "card fees", "commission", "processing fees"),
        ),
        "de": Words(
            "Gebühren",
            "Was Zahlungsanbieter für ihren Dienst einbehalten haben.",
            ("gebühr", "kartengebühren", "provision"),
        ),
    },
    "refund_count": {
        "en": Words(
            "Number of refunds",
            "How many times something was given back.",
            (
                "number of refunds",
                "how many refunds",
                "refund count",
            ),
        ),
        "de": Words(
            "Zahl der Erstattungen",
            "Wie oft etwas zurückgezahlt wurde.",
            (
                "anzahl erstattungen",
                "wie viele erstattungen",
                "zahl der rückgaben",
            ),
        ),
    },
    "average_price": {
        "en": Words(
            "Average price",
            "Gross sales divided by the units sold.",
            (
                "average price",
                "unit price",
                "price per unit",
            ),
        ),
        "de": Words(
            "Durchschnittspreis",
            "Bruttoumsatz geteilt durch die verkauften Stück.",
            (
                "durchschnittspreis",
                "stückpreis",
                "preis je stück",
            ),
        ),
    },
    "open_hours": {
        "en": Words(
            "Open hours",
            "The hours of each day from its first sale to its last, added up.",
            (
                "opening hours",
                "hours open",
            ),
        ),
        "de": Words(
            "Offene Stunden",
            "Die Stunden jedes Tages vom ersten bis zum letzten Verkauf, zusammengezählt.",
            (
                "öffnungsstunden",
                "stunden geöffnet",
            ),
        ),
    },
    "tip_rate": {
        "en": Words(
            "Tips against sales",
            "Tips divided by gross sales.",
            (
                "tip rate",
                "tip percentage",
            ),
        ),
        "de": Words(
            "Trinkgeld zum Umsatz",
            "Trinkgeld geteilt durch den Bruttoumsatz.",
            (
                "trinkgeldquote",
                "trinkgeld in prozent",
            ),
        ),
    },
    "tipped_sales": {
        "en": Words(
            "Sales with a tip",
            "How many sales came with a tip.",
            (
                "tipped sales",
                "sales with tips",
            ),
        ),
        "de": Words(
            "Verkäufe mit Trinkgeld",
            "Bei wie vielen Verkäufen es Trinkgeld gab.",
            ("verkäufe mit trinkgeld",),
        ),
    },
    "tipped_share": {
        "en": Words(
            "Share of sales with a tip",
            "Sales with a tip divided by the number of sales.",
            (
                "share that tips",
                "how many tip",
            ),
        ),
        "de": Words(
            "Anteil der Verkäufe mit Trinkgeld",
            "Verkäufe mit Trinkgeld geteilt durch die Zahl der Verkäufe.",
            ("anteil mit trinkgeld",),
        ),
    },
    "average_tip": {
        "en": Words(
            "Average tip",
            "Tips divided by the sales that came with one.",
            (
                "average tip",
                "typical tip",
            ),
        ),
        "de": Words(
            "Durchschnittliches Trinkgeld",
            "Trinkgeld geteilt durch die Verkäufe, bei denen es welches gab.",
            ("trinkgeld im schnitt",),
        ),
    },
    "fee_rate": {
        "en": Words(
            "Fees against sales",
            "Fees divided by gross sales.",
            (
                "fee rate",
                "fee percentage",
            ),
        ),
        "de": Words(
            "Gebühren zum Umsatz",
            "Gebühren geteilt durch den Bruttoumsatz.",
            (
                "gebührensatz",
                "gebühren in prozent",
            ),
        ),
    },
    "taxes": {
        "en": Words(
            "Taxes", "The tax that your sources state for these days.", ("tax", "vat", "sales tax")
        ),
        "de": Words(
            "Steuern",
            "Die Steuer, die Ihre Quellen für diese Tage ausweisen.",
            ("steuer", "mwst", "mehrwertsteuer", "umsatzsteuer", "ust"),
        ),
    },
    "payouts": {
        "en": Words(
            "Payouts",
            "What was paid out to your bank account, on the day it was sent.",
            ("payout", "settlement", "deposits", "paid out"),
        ),
        "de": Words(
            "Auszahlungen",
            "Was auf Ihr Bankkonto ausgezahlt wurde, am Tag der Auszahlung.",
            ("auszahlung", "ausgezahlt", "überweisungen"),
        ),
    },
    "declined": {
        "en": Words(
            "Declined payments",
            "How many attempts to pay were declined.",
            ("declined", "failed payments", "rejected cards"),
        ),
        "de": Words(
            "Abgelehnte Zahlungen",
            "Wie viele Zahlungsversuche abgelehnt wurden.",
            ("abgelehnt", "fehlgeschlagene zahlungen"),
        ),
    },
}
