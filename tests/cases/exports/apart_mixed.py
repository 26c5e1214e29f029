"""Layouts kept apart in which money that is no sale of goods stands among the sales."""

import random
from datetime import date, timedelta
from decimal import Decimal

from tests.cases.exports import catalogs_apart as catalogs
from tests.cases.exports.books import Book, Export, Place, counts, refunded
from tests.cases.exports.layouts import Layouts, titles
from tests.cases.exports.numbers import comma, plain, token
from tests.cases.exports.shops import Shop, rounded
from tests.cases.exports.written import Csv, Xlsx

APART_MIXED = Layouts()


@APART_MIXED.of("French ordering till: tip and delivery inside the total (Zelty-like)")
def commandes_pourboire() -> Export:
    header = titles(
        "Id;N° commande;Créée le;Clôturée le;Statut;Mode;Sous-total articles TTC;"
        "Frais de livraison;"
        "Pourboire;Total encaissé;Moyen de paiement;Montant remboursé"
    )
    place = Place("EUR", "FR", "Europe/Paris", "fr")
    chance, book = random.Random(551), Book(place, "receipt")
    shop = Shop(
        551, place.zone, date(2026, 5, 4), catalogs.BISTRO_FR, closed=(), hours=(11, 23),
        tipped=0.3, reduced=0, refunded=0, voided=0.05,
    )  # fmt: skip
    for receipt in shop.receipts():
        off = receipt.kind == "void"
        delivery = Decimal(chance.choice(("0.00", "0.00", "2.50")))
        whole = receipt.total + delivery + receipt.tip
        back = receipt.items[0].total if not off and chance.random() < 0.05 else Decimal(0)
        when = f"{receipt.at:%d/%m/%Y %H:%M}"
        cells = [
            token(chance, 8, "0123456789"), receipt.number, when, when, "Annulée" if off else "Terminée",
            "Livraison" if delivery else "Sur place", comma(receipt.total), comma(delivery),
            comma(receipt.tip), comma(whole), receipt.method, comma(back),
        ]  # fmt: skip
        gone = [refunded(receipt.day, receipt.number, back)] if back else []
        book.row(cells, counts(receipt), gone)
    return book.closed("commandes.csv", header, Csv(separator=";"))


@APART_MIXED.of(
    "payment platform, settlement details: debit and credit apart, fees and payouts (Adyen-like)"
)
def settlement_details() -> Export:
    header = titles(
        "Company Account;Merchant Account;Psp Reference;Merchant Reference;Payment Method;"
        "Creation Date;"
        "TimeZone;Type;Modification Reference;Gross Currency;Gross Debit (GC);Gross Credit (GC);"
        "Exchange Rate;Net Currency;Net Debit (NC);Net Credit (NC);Commission (NC);Batch Number"
    )
    place = Place("EUR", "NL", "Europe/Amsterdam", "en")
    chance, book, net, batch = random.Random(552), Book(place, "payment"), Decimal(0), 71
    shop = Shop(
        552,
        place.zone,
        date(2026, 3, 19),
        catalogs.BLOEMEN_NL,
        days=34,
        closed=(),
        voided=0,
        refunded=0.06,
    )

    def line(at, kind, reference, amount, fee):
        debit, credit = (plain(-amount), "") if amount < 0 else ("", plain(amount))
        rest = amount - fee
        out, into = (plain(-rest), "") if rest < 0 else ("", plain(rest))
        paid = kind in ("Settled", "Refunded")
        return [
            "Flowers", "FlowersNL", token(chance, 16, "ABCDEFGHJKLMNPQRSTVWXZ23456789"), reference,
            "ideal" if paid else "", f"{at:%Y-%m-%d %H:%M:%S}", at.tzname(), kind, token(chance, 16), "EUR",
            debit if paid else "", credit if paid else "", "1" if paid else "", "EUR", out, into,
            plain(fee) if paid else "", batch,
        ]  # fmt: skip

    for count, receipt in enumerate(shop.receipts()):
        refund = receipt.kind == "refund"
        fee = Decimal("0.00") if refund else Decimal("0.32")
        net += receipt.total - fee
        kind = "Refunded" if refund else "Settled"
        book.row(
            line(receipt.at, kind, f"order-{receipt.number}", receipt.total, fee), counts(receipt)
        )
        if count % 45 == 44:
            later = receipt.at + timedelta(hours=1)
            book.row(line(later, "Fee", "Transaction Fees", Decimal("-4.95"), Decimal(0)))
            net -= Decimal("4.95")
            book.row(line(later, "MerchantPayout", f"TX{batch}", -net, Decimal(0)))
            net, batch = Decimal(0), batch + 1
    return book.closed("settlement_detail_report.csv", header, Csv(end="\n"))


@APART_MIXED.of("hotel bar's workbook: the tip inside what was paid")
def bar_receipts() -> Export:
    header = [
        "Receipt",
        "Closed at",
        "Covers",
        "Food & drink",
        "Discount",
        "Net due",
        "Service tip",
        "Total paid",
        "Paid by",
        "State",
    ]
    place = Place("GBP", "GB", "Europe/London", "en")
    chance, book = random.Random(553), Book(place, "receipt")
    shop = Shop(
        553,
        place.zone,
        date(2026, 1, 30),
        catalogs.BISTRO_FR,
        hours=(11, 23),
        tipped=0.5,
        refunded=0,
        voided=0.05,
    )
    for receipt in shop.receipts():
        cells = [
            receipt.number, receipt.at, chance.randint(1, 6), receipt.before, receipt.off, receipt.total,
            receipt.tip, receipt.total + receipt.tip, receipt.method, "Voided" if receipt.kind == "void" else "Closed",
        ]  # fmt: skip
        book.row(cells, counts(receipt))
    return book.closed("Bar receipts.xlsx", header, Xlsx("Receipts", [["The Anchor"], []]))


@APART_MIXED.of("Polish card terminal: tip beside, fee, what will be paid out (SumUp-like)")
def terminal_pl() -> Export:
    header = titles(
        "Data;Identyfikator transakcji;Rodzaj transakcji;Status;Kwota;Napiwek;Prowizja;"
        "Do wypłaty;Waluta;Sprzedawca"
    )
    place = Place("PLN", "PL", "Europe/Warsaw", "pl")
    chance, book = random.Random(554), Book(place, "payment")
    shop = Shop(
        554, place.zone, date(2026, 6, 1), catalogs.ROWERY_PL, reduced=0, tipped=0.2, voided=0.06
    )
    kinds = {"sale": "Sprzedaż", "refund": "Zwrot", "void": "Sprzedaż"}
    for receipt in shop.receipts():
        done = receipt.kind != "void"
        fee = rounded(receipt.total * Decimal("0.0149")) if receipt.kind == "sale" else Decimal(0)
        tip = receipt.tip if done else Decimal(0)
        cells = [
            f"{receipt.at:%d.%m.%Y %H:%M}", "T" + token(chance, 9, "ABCDEFGH23456789"), kinds[receipt.kind],
            "Zakończona" if done else "Nieudana", comma(receipt.total), comma(tip), comma(fee),
            comma(receipt.total + tip - fee) if done else "0,00", "PLN", receipt.staff,
        ]  # fmt: skip
        book.row(cells, counts(receipt))
    return book.closed("transakcje.csv", header, Csv(separator=";", encoding="utf-8-sig"))
