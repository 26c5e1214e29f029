"""Open layouts: shop systems and the tills of North America."""

import random
from datetime import date
from decimal import Decimal

from tests.cases.exports import catalogs
from tests.cases.exports.books import Book, Export, Place, counts, refunded, sold
from tests.cases.exports.layouts import Layouts, titles
from tests.cases.exports.numbers import dollars, plain, token
from tests.cases.exports.shops import Shop, rounded
from tests.cases.exports.written import Csv

SHOPS = Layouts()


@SHOPS.of("shop system of a Brazilian shop: centavos, epoch milliseconds")
def vendas_centavos() -> Export:
    header = titles(
        "pedido_id;criado_em;status;itens;subtotal_centavos;desconto_centavos;frete_centavos;"
        "total_centavos;estornado_centavos;forma_pagamento;cupom"
    )
    place = Place("BRL", "BR", "America/Sao_Paulo", "pt")
    chance, book = random.Random(107), Book(place, "receipt")
    shop = Shop(
        107,
        place.zone,
        date(2026, 5, 4),
        catalogs.LOJA_BR,
        days=36,
        hours=(7, 24),
        closed=(),
        refunded=0,
        reduced=0,
        voided=0.06,
        methods=("pix", "cartao", "boleto"),
    )
    for receipt in shop.receipts():
        off = rounded(receipt.total / 10) if chance.random() < 0.15 else Decimal(0)
        freight, paid = Decimal(chance.choice(("0", "14.90", "22.50"))), receipt.total - off
        status = chance.choice(("cancelado", "expirado")) if receipt.kind == "void" else "pago"
        back = paid if receipt.kind == "sale" and chance.random() < 0.05 else Decimal(0)
        cells = [
            token(chance, 8, "abcdef0123456789"), int(receipt.at.timestamp() * 1000),
            "estornado" if back else status, sum(item.quantity for item in receipt.items),
            *(int(one * 100) for one in (receipt.total, off, freight, paid + freight, back)),
            chance.choice(shop.methods), "BEMVINDO10" if off else "",
        ]  # fmt: skip
        facts = (
            [sold(receipt.day, receipt.number, paid, before=receipt.total)]
            if receipt.kind == "sale"
            else []
        )
        book.row(cells, facts, [refunded(receipt.day, receipt.number, back)] if back else [])
    return book.closed("pedidos.csv.gz", header, Csv(end="\n", pack="gz"))


@SHOPS.of("bicycle shop, Lightspeed Retail sale lines")
def lightspeed_sale_lines() -> Export:
    header = titles(
        "Date;ID;Description;Qty;Retail;Subtotal;Discount;Subtotal w/ Discounts;Tax;"
        "Total w/ Tax;Cost;Margin"
    )
    place = Place("USD", "US", "America/Denver", "en")
    book = Book(place, "item")
    shop = Shop(108, place.zone, date(2026, 9, 29), catalogs.BIKES_US, days=30, voided=0)
    for count, receipt in enumerate(shop.receipts()):
        for item in receipt.items:
            cost = rounded(item.before * Decimal("0.55"))
            cells = [
                f"{receipt.at.month}/{receipt.at.day}/{receipt.at:%Y %I:%M %p}", receipt.number,
                item.good.name, item.quantity, dollars(item.good.price), dollars(item.before),
                dollars(item.off), dollars(item.total), dollars(item.tax_on_top),
                dollars(item.total + item.tax_on_top), dollars(cost), dollars(item.total - cost),
            ]  # fmt: skip
            if count == 45 and item is receipt.items[0]:
                book.bad(["13/32/2026", *cells[1:]], "bad_date")
            else:
                book.row(cells, counts(receipt, item))
    signed = (-fact.amount if fact.is_refund else fact.amount for fact in book.facts)
    summed = sum(signed, Decimal(0))
    book.row(["", "", "Totals", "", "", "", "", dollars(summed), "", "", "", ""])
    return book.closed("sale_lines.csv", header, Csv(quotes_all=True))


@SHOPS.of("Clover, orders export: tax on top, tip beside")
def clover_orders() -> Export:
    header = titles(
        "Order Date;Order ID;Order Number;Order Employee Name;Note;Currency;Tax Amount;Tip;"
        "Service Charge;"
        "Discount;Order Total;Payments Total;Payment Note;Refunds Total;Tender;Order Payment State"
    )
    place = Place("USD", "US", "America/Chicago", "en")
    chance, book = random.Random(109), Book(place, "receipt")
    shop = Shop(
        109,
        place.zone,
        date(2026, 4, 6),
        catalogs.BIKES_US,
        days=40,
        refunded=0,
        tipped=0.3,
        voided=0.04,
    )
    for receipt in shop.receipts():
        opened = receipt.kind == "void"
        due = receipt.total + receipt.tax_on_top
        cells = [
            f"{receipt.at:%d-%b-%Y %I:%M %p}",
            token(chance, 13, "ABCDEFGHJKMNPQRSTVWXYZ0123456789"), "", receipt.staff, "", "USD",
            plain(receipt.tax_on_top), plain(receipt.tip), "0.00", plain(-receipt.off), plain(due),
            "0.00" if opened else plain(due + receipt.tip), "", "0.00",
            "" if opened else receipt.method.title(), "Open" if opened else "Paid",
        ]  # fmt: skip
        book.row(cells, counts(receipt))
    return book.closed("Orders-20260406_20260515.csv", header, Csv(quotes_all=True))
