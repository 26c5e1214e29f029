"""What metrics and dimensions are called and mean, in each language: names, plain words, synonyms."""

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
            (
                "orders",
                "transactions",
                "number of sales",
                "receipts",
                "customers served",
                "tickets",
            ),
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

DIMENSION_WORDS: Mapping[str, Mapping[str, Words]] = {
    "day": {"en": Words("Day", "", ("daily", "days")), "de": Words("Tag", "", ("täglich", "tage"))},
    "week": {
        "en": Words("Week", "", ("weekly", "weeks")),
        "de": Words("Woche", "", ("wöchentlich", "wochen")),
    },
    "month": {
        "en": Words("Month", "", ("monthly", "months")),
        "de": Words("Monat", "", ("monatlich", "monate")),
    },
    "quarter": {
        "en": Words("Quarter", "", ("quarterly",)),
        "de": Words("Quartal", "", ("quartale",)),
    },
    "weekday": {
        "en": Words("Weekday", "", ("day of the week", "weekdays")),
        "de": Words("Wochentag", "", ("wochentage",)),
    },
    "hour": {
        "en": Words("Hour", "", ("hour of the day", "time of day", "hours")),
        "de": Words("Stunde", "", ("uhrzeit", "tageszeit", "stunden")),
    },
    "product": {
        "en": Words("Product", "Without product", ("products", "item", "items", "article", "dish")),
        "de": Words("Produkt", "Ohne Produkt", ("produkte", "artikel", "gericht", "ware")),
    },
    "category": {
        "en": Words("Category", "Without category", ("categories", "group", "product group")),
        "de": Words("Kategorie", "Ohne Kategorie", ("kategorien", "warengruppe", "gruppe")),
    },
    "location": {
        "en": Words("Location", "Without location", ("locations", "shop", "store", "branch")),
        "de": Words("Standort", "Ohne Standort", ("standorte", "filiale", "laden")),
    },
    "staff": {
        "en": Words(
            "Staff", "Without staff", ("employee", "employees", "waiter", "seller", "team")
        ),
        "de": Words(
            "Personal",
            "Ohne Personal",
            ("mitarbeiter", "mitarbeiterin", "bedienung", "team", "verkäufer"),
        ),
    },
    "payment_method": {
        "en": Words(
            "Payment method",
            "Payment method not known",
            ("cash", "card", "payment", "means of payment"),
        ),
        "de": Words(
            "Zahlungsart",
            "Zahlungsart nicht bekannt",
            ("bar", "karte", "zahlungsmittel", "zahlungsweise"),
        ),
    },
    "channel": {
        "en": Words(
            "Channel", "Channel not known", ("channels", "take-away", "delivery", "online")
        ),
        "de": Words(
            "Kanal",
            "Kanal nicht bekannt",
            ("vertriebskanal", "lieferung", "zum mitnehmen", "außer haus"),
        ),
    },
    "country": {
        "en": Words("Country", "Country not known", ("countries", "nation")),
        "de": Words("Land", "Land nicht bekannt", ("länder", "staat")),
    },
    "customer": {
        "en": Words("Customer", "Without customer", ("customers", "client", "buyer")),
        "de": Words("Kunde", "Ohne Kunde", ("kunden", "käufer", "kundin")),
    },
    "customer_group": {
        "en": Words("Customer group", "Customer not known", ("new and returning customers",)),
        "de": Words("Kundengruppe", "Kunde nicht bekannt", ("neue und wiederkehrende kunden",)),
    },
    "document": {
        "en": Words("Order", "Without number", ("orders", "invoice", "receipt")),
        "de": Words("Bestellung", "Ohne Nummer", ("bestellungen", "rechnung", "bon")),
    },
    "pair": {
        "en": Words("Bought together", "", ("together", "pair", "combination")),
        "de": Words("Zusammen gekauft", "", ("zusammen", "paar", "kombination")),
    },
    "attribute": {
        "en": Words("Attribute", "Without {name}"),
        "de": Words("Merkmal", "Ohne {name}"),
    },
}

# Parts that the books do not name themselves: those whose first sale falls in the period, and those who came before.
PART_WORDS: Mapping[str, Mapping[str, Mapping[str, str]]] = {
    "customer_group": {
        "new": {
            "en": "New customers",
            "de": "Neue Kunden",
            "fr": "Nouveaux clients",
            "es": "Clientes nuevos",
            "it": "Clienti nuovi",
            "pl": "Nowi klienci",
        },
        "returning": {
            "en": "Returning customers",
            "de": "Wiederkehrende Kunden",
            "fr": "Clients fidèles",
            "es": "Clientes recurrentes",
            "it": "Clienti abituali",
            "pl": "Stali klienci",
        },
    },
}
