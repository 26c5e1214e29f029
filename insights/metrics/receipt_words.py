"""The words of receipts, in each language: how a number came about, and what its lines are called."""

from collections.abc import Mapping

_EN = {
    "sales_one": "1 sale",
    "sales_many": "{n} sales",
    "refunds_one": "1 refund",
    "refunds_many": "{n} refunds",
    "other": "other",
    "by": "by {name}",
    "divided": "divided by {name}",
    "and_time": "{days}, {start}–{end}",
    "until": "{days}, to {time}",
    "period": "Period",
    "usual": "Compared",
    "filters": "Filters",
    "zone": "Time zone",
    "day_end": "Day ends",
    "midnight": "midnight",
    "source": "Source",
    "none": "none",
    "not": "not {values}",
    "between": "{low} to {high}",
    "known": "known",
    "up_to": "{names}, data up to {time}",
    "no_source": "no rows",
    "change": "Change: {name}",
    "growth": "Growth: {name}",
    "share": "Share: {name}",
    "mean": "Usual: {name}",
    "sum": "Sum: {name}",
    "ratio": "Ratio: {name}",
    "per_day": "A day: {name}",
    "effect": "Effect: {name}",
    "rest": "Everything else: {name}",
    "by_count": "More or fewer sales: {name}",
    "by_days": "Other days of trade: {name}",
    "by_pace": "More or fewer sales on like days: {name}",
    "by_items": "More or fewer items per sale: {name}",
    "by_average": "Higher or lower average sale: {name}",
    "by_price_mix": "Prices and mix: {name}",
    "by_price": "Other prices: {name}",
    "by_mix": "Other mix of products: {name}",
    "like_changes": "Earlier changes like this one: {name}",
    "as_large": "Earlier changes at least as large: {name}",
    "difference": "Difference",
    "mean_of": "Mean of {n}",
    "sum_of": "Sum of {n}",
    "whole": "Of all",
    "days": "Days",
    "rows_one": "1 row",
    "rows_many": "{n} rows",
    "rest_one": "1 earlier row",
    "rest_many": "{n} earlier rows",
    "more_items": "{name} + {n} more",
    "version": "{name}, version {version}",
    "changed": "When this was told it was {then}. Your books have changed since: it is {now} now.",
    "redefined": "Since this was told, your time zone, the end of your day or our definition has changed. "
    "This is the number under today's rules.",
    "also": "There is also {others}. Different currencies are never added together.",
}
_DE = {
    "sales_one": "1 Verkauf",
    "sales_many": "{n} Verkäufe",
    "refunds_one": "1 Erstattung",
    "refunds_many": "{n} Erstattungen",
    "other": "übrige",
    "by": "mit {name}",
    "divided": "geteilt durch {name}",
    "and_time": "{days}, {start}–{end}",
    "until": "{days}, bis {time}",
    "period": "Zeitraum",
    "usual": "Verglichen",
    "filters": "Filter",
    "zone": "Zeitzone",
    "day_end": "Tagesende",
    "midnight": "Mitternacht",
    "source": "Quelle",
    "none": "keine",
    "not": "nicht {values}",
    "between": "{low} bis {high}",
    "known": "bekannt",
    "up_to": "{names}, Daten bis {time}",
    "no_source": "keine Zeilen",
    "change": "Veränderung: {name}",
    "growth": "Wachstum: {name}",
    "share": "Anteil: {name}",
    "mean": "Üblich: {name}",
    "sum": "Summe: {name}",
    "ratio": "Verhältnis: {name}",
    "per_day": "Pro Tag: {name}",
    "effect": "Wirkung: {name}",
    "rest": "Alles Übrige: {name}",
    "by_count": "Mehr oder weniger Verkäufe: {name}",
    "by_days": "Andere Verkaufstage: {name}",
    "by_pace": "Mehr oder weniger Verkäufe an gleichen Tagen: {name}",
    "by_items": "Mehr oder weniger Artikel je Verkauf: {name}",
    "by_average": "Höherer oder niedrigerer Durchschnittsbon: {name}",
    "by_price_mix": "Preise und Sortiment: {name}",
    "by_price": "Andere Preise: {name}",
    "by_mix": "Andere Auswahl an Produkten: {name}",
    "like_changes": "Frühere Veränderungen wie diese: {name}",
    "as_large": "Frühere Veränderungen, die mindestens so groß waren: {name}",
    "difference": "Unterschied",
    "mean_of": "Mittel aus {n}",
    "sum_of": "Summe aus {n}",
    "whole": "Von allem",
    "days": "Tage",
    "rows_one": "1 Zeile",
    "rows_many": "{n} Zeilen",
    "rest_one": "1 frühere Zeile",
    "rest_many": "{n} frühere Zeilen",
    "more_items": "{name} + {n} weitere",
    "version": "{name}, Fassung {version}",
    "changed": "Als die Zahl genannt wurde, war sie {then}. Ihre Bücher haben sich geändert: jetzt ist sie {now}.",
    "redefined": "Seit die Zahl genannt wurde, haben sich Zeitzone, Tagesende oder unsere Definition geändert. "
    "Dies ist die Zahl nach den heutigen Regeln.",
    "also": "Außerdem gibt es {others}. Verschiedene Währungen werden nie zusammengezählt.",
}
_WORDS: Mapping[str, Mapping[str, str]] = {"en": _EN, "de": _DE}

_GREW_EN = (
    "I multiplied the logarithmic mean of both totals by the logarithm of how {} grew. "
    "All factors together make the whole change."
)
_GREW_DE = (
    "Ich habe das logarithmische Mittel beider Summen mit dem Logarithmus des Wachstums {} malgenommen. "
    "Alle Faktoren zusammen ergeben die ganze Veränderung."
)
# How each number was computed, as one would tell it.
HOW: Mapping[str, Mapping[str, str]] = {
    "en": {
        "gross_sales": "I added every sale of the period.",
        "refunds": "I added everything that was given back in the period.",
        "net_sales": "I added every sale of the period and took away every refund.",
        "sales_count": "I counted every order or receipt of the period that had something sold on it, each once.",
        "average_sale": "I added every sale of the period and divided by how many there were.",
        "units": "I added the quantities of all lines that were sold.",
        "units_per_sale": "I added the quantities of all lines that were sold and divided by the number of sales.",
        "refund_rate": "I divided everything that was given back by everything that was sold.",
        "customers": "I counted each customer with a sale in the period once.",
        "new_customers": "I counted the customers whose very first sale falls in the period.",
        "returning_customers": "I counted the customers of the period who had already bought before it began.",
        "biggest_sale": "I added up each order or receipt of the period and took the highest.",
        "trading_days": "I counted the days of the period with at least one sale.",
        "idle_days": "I counted the days with at least one sale and took them from the days of the period.",
        "tips": "I added every tip of the period.",
        "fees": "I added every fee of the period.",
        "taxes": "I added every tax that the sources state for the period.",
        "payouts": "I added every payout that was sent in the period.",
        "declined": "I counted every declined attempt of the period.",
        "change": "I took the second number from the first.",
        "growth": "I took the second number from the first and divided by the second.",
        "share": "I divided the part by the whole.",
        "ratio": "I divided the first number by the second.",
        "mean": "I added the numbers and divided by how many there are.",
        "sum": "I added the numbers.",
        "per_day": "I divided the number by the days of the period.",
        "effect": "I multiplied the average by how many more there were.",
        "rest": "I took the named parts from the whole change.",
        "by_count": _GREW_EN.format("the number of sales"),
        "by_days": "Of what the number of sales makes, I took what follows from having traded on other days, weekday "
        "by weekday.",
        "by_pace": "Of what the number of sales makes, I took what is left once the days of trade are taken out.",
        "by_items": _GREW_EN.format("the items per sale"),
        "by_average": _GREW_EN.format("the average sale"),
        "by_price_mix": _GREW_EN.format("the price of an average item"),
        "by_price": "Of what the price of an average item makes, I took what follows from the same products at other "
        "prices, product by product.",
        "by_mix": "Of what the price of an average item makes, I took what is left once prices are taken out: other "
        "products, new ones, ones that are gone.",
        "like_changes": "I moved both periods back step by step, as far as your books reach, and counted the changes.",
        "as_large": "I moved both periods back step by step, as far as your books reach, and counted the changes that "
        "were at least as large, up or down.",
    },
    "de": {
        "gross_sales": "Ich habe alle Verkäufe des Zeitraums zusammengezählt.",
        "refunds": "Ich habe alles zusammengezählt, was im Zeitraum zurückgezahlt wurde.",
        "net_sales": "Ich habe alle Verkäufe des Zeitraums zusammengezählt und alle Erstattungen abgezogen.",
        "sales_count": "Ich habe jede Bestellung und jeden Bon mit einem Verkauf im Zeitraum einmal gezählt.",
        "average_sale": "Ich habe alle Verkäufe des Zeitraums zusammengezählt und durch ihre Anzahl geteilt.",
        "units": "Ich habe die Mengen aller verkauften Positionen zusammengezählt.",
        "units_per_sale": "Ich habe die verkauften Mengen zusammengezählt und durch die Zahl der Verkäufe geteilt.",
        "refund_rate": "Ich habe das Erstattete durch alles Verkaufte geteilt.",
        "customers": "Ich habe jeden Kunden mit einem Kauf im Zeitraum einmal gezählt.",
        "new_customers": "Ich habe die Kunden gezählt, deren allererster Kauf im Zeitraum liegt.",
        "returning_customers": "Ich habe die Kunden des Zeitraums gezählt, die schon davor gekauft hatten.",
        "biggest_sale": "Ich habe jede Bestellung und jeden Bon zusammengezählt und den höchsten Betrag genommen.",
        "trading_days": "Ich habe die Tage mit mindestens einem Verkauf gezählt.",
        "idle_days": "Ich habe die Tage mit einem Verkauf gezählt und von den Tagen des Zeitraums abgezogen.",
        "tips": "Ich habe alle Trinkgelder des Zeitraums zusammengezählt.",
        "fees": "Ich habe alle Gebühren des Zeitraums zusammengezählt.",
        "taxes": "Ich habe alle Steuern zusammengezählt, die die Quellen für den Zeitraum ausweisen.",
        "payouts": "Ich habe alle Auszahlungen zusammengezählt, die im Zeitraum gesendet wurden.",
        "declined": "Ich habe alle abgelehnten Versuche des Zeitraums gezählt.",
        "change": "Ich habe die zweite Zahl von der ersten abgezogen.",
        "growth": "Ich habe die zweite Zahl von der ersten abgezogen und durch die zweite geteilt.",
        "share": "Ich habe den Teil durch das Ganze geteilt.",
        "ratio": "Ich habe die erste Zahl durch die zweite geteilt.",
        "mean": "Ich habe die Zahlen zusammengezählt und durch ihre Anzahl geteilt.",
        "sum": "Ich habe die Zahlen zusammengezählt.",
        "per_day": "Ich habe die Zahl durch die Tage des Zeitraums geteilt.",
        "effect": "Ich habe den Durchschnitt mit der Veränderung der Anzahl malgenommen.",
        "rest": "Ich habe die genannten Teile von der ganzen Veränderung abgezogen.",
        "by_count": _GREW_DE.format("der Anzahl der Verkäufe"),
        "by_days": "Von der Wirkung der Anzahl habe ich den Teil genommen, der von anderen Verkaufstagen kommt, "
        "Wochentag für Wochentag.",
        "by_pace": "Von der Wirkung der Anzahl habe ich genommen, was ohne die anderen Verkaufstage bleibt.",
        "by_items": _GREW_DE.format("der Artikel je Verkauf"),
        "by_average": _GREW_DE.format("des Durchschnittsbons"),
        "by_price_mix": _GREW_DE.format("des Preises je Artikel"),
        "by_price": "Von der Wirkung des Preises je Artikel habe ich den Teil genommen, der von anderen Preisen "
        "derselben Produkte kommt, Produkt für Produkt.",
        "by_mix": "Von der Wirkung des Preises je Artikel habe ich genommen, was ohne andere Preise bleibt: andere, "
        "neue und weggefallene Produkte.",
        "like_changes": "Ich habe beide Zeiträume Schritt für Schritt zurückgeschoben, so weit Ihre Bücher reichen, "
        "und die Veränderungen gezählt.",
        "as_large": "Ich habe beide Zeiträume Schritt für Schritt zurückgeschoben, so weit Ihre Bücher reichen, "
        "und die Veränderungen gezählt, die mindestens so groß waren, nach oben oder unten.",
    },
}


def say(language: str, key: str, **values: object) -> str:
    """Return a phrase in that language, English where it is not known."""
    return _WORDS.get(language.split("-")[0], _EN)[key].format(**values)


def count(language: str, key: str, number: int, shown: str) -> str:
    """Return a phrase for a number of things: "1 sale", "58 sales"."""
    return say(language, f"{key}_one") if number == 1 else say(language, f"{key}_many", n=shown)


def how(language: str, key: str) -> str:
    """Return how a metric, or a way to derive one, is computed, told in the first person."""
    return HOW.get(language.split("-")[0], HOW["en"])[key]
