"""What dimensions, and parts that the books do not name, are called in each language."""

from collections.abc import Mapping

from insights.metrics.catalog_words import Words

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
    "weekday_hour": {
        "en": Words("Day and hour", "", ("weekday and hour",)),
        "de": Words("Tag und Stunde", "", ("wochentag und stunde",)),
    },
    "rhythm": {
        "en": Words("Customers' rhythm", "Customer not known"),
        "de": Words("Rhythmus der Kunden", "Kunde nicht bekannt"),
    },
    "comeback": {
        "en": Words("Coming back", "Customer not known"),
        "de": Words("Wiederkommen", "Kunde nicht bekannt"),
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
    "rhythm": {"lapsed": {"en": "silent for unusually long", "de": "ungewöhnlich lange still"}},
    "comeback": {
        "watched": {
            "en": "first sale so many days ago or more",
            "de": "erster Kauf so viele Tage her oder länger",
        },
        "back": {
            "en": "bought again within so many days",
            "de": "innerhalb so vieler Tage wieder gekauft",
        },
    },
}
