"""In which encoding a file is written is found out from a few of its words."""

import pytest

from connectors.uploads.opening.charset import guess
from edge.lib.errors import FileUnreadable
from tests.connectors.uploads.opening.read import read

WORDS = {
    "cp1252": [
        "Käsekuchen;Brötchen;Größe",
        "Café crème;Thé glacé",
        "Número;España;Año",
        "Cartão;Promoção",
        "12,50 €",
        "£12.50",
    ],
    "iso8859-15": ["12,50 €;Käse", "Prix: 3 €"],
    "cp858": ["Brötchen;Käse;Größe", "Café;crème", "Año;Niño"],
    "mac_roman": ["Käse;Brötchen;Müller", "Café crème"],
    "cp1250": [
        "Łódź;żółty;Sprzedaż;Płatność",
        "Částka;Způsob;příjem",
        "Összeg;Fizetés;kártyás;hűtő;őszi",
    ],
    "iso8859-2": ["Sprzedaż;Płatność kartą;środa", "Částka;Způsob;židle;šunka"],
    "cp852": ["Sprzedaż;Płatność kartą;środa", "Částka;Způsob;příjem"],
    "cp1254": ["Satış;Müşteri;Ürün adı;İade;Ödeme;Şube"],
    "cp1251": ["Дата;Сумма;Наименование;Кофе латте", "Київ;Сума;Назва товару"],
    "koi8-u": ["Дата;Сумма;Наименование;Кофе латте"],
    "iso8859-5": ["Дата;Сумма;Наименование;Кофе латте"],
    "cp866": ["Дата;Сумма;Наименование;Кофе латте"],
    "cp1253": ["Ημερομηνία;Ποσό;Περιγραφή;Καφές"],
    "cp1257": [
        "Suma;Prekė;Kiekis;Mokėjimo būdas;Pardavėjas;Grąža;Šiandien",
        "Datums;Maksājums;Pārdošana;šķiņķis",
    ],
    "cp1255": ["תאריך;סכום;קפה"],
    "cp1256": ["التاريخ;المبلغ;قهوة"],
    "cp874": ["วันที่;จำนวนเงิน;กาแฟ"],
    "cp932": ["日付;金額;商品名;コーヒー", "売上;現金"],
    "euc_jp": ["日付;金額;商品名;コーヒー"],
    "gb18030": ["日期;金额;商品名称;咖啡;现金", "订单编号,数量"],
    "big5hkscs": ["日期;金額;商品名稱;咖啡;現金", "訂單編號"],
    "cp949": ["날짜;금액;상품명;커피;현금"],
}


@pytest.mark.parametrize(
    ("encoding", "words"), [(name, one) for name, several in WORDS.items() for one in several]
)
def test_words_tell_their_encoding(encoding, words):
    data = words.encode(encoding)

    assert data.decode(guess([data])) == words


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "cp850"],
)
def test_a_whole_file_is_read_in_its_encoding(tmp_path, encoding):
    text = "Datum;Artikel;Betrag\n2026-01-01;Käsekuchen groß;3,00\n2026-01-02;Brötchen;1,00\n"

    dialect, rows = read(text.encode(encoding), tmp_path)

    assert dialect.columns == ("Datum", "Artikel", "Betrag")
    assert [row[2] for row in rows] == ["Käsekuchen groß", "Brötchen"]


@pytest.mark.parametrize(("most", "few"), [("utf-8", "cp1252"), ("cp1252", "utf-8")])
def test_lines_of_two_encodings_are_each_read_in_their_own(tmp_path, most, few):
    lines = [f"2026-01-{n:02};Käse und Brötchen {n};3,00\n" for n in range(1, 29)]
    data = b"Datum;Artikel;Betrag\n" + b"".join(
        line.encode(few if n in (3, 17) else most) for n, line in enumerate(lines)
    )

    _dialect, rows = read(data, tmp_path)

    assert [row[2] for row in rows] == [f"Käse und Brötchen {n}" for n in range(1, 29)]


def test_letters_late_in_a_large_file_are_found(tmp_path):
    data = b"Datum;Artikel;Betrag\n" + b"2026-01-01;Tee;3,00\n" * 300_000

    _dialect, rows = read(data + "2026-01-02;Käse;1,00\n".encode("cp1252"), tmp_path)

    assert rows[-1] == [300_002, "2026-01-02", "Käse", "1,00"]


def test_bytes_of_no_text_are_refused_wherever_they_stand(tmp_path):
    with pytest.raises(FileUnreadable):
        read(
            b"Datum;Betrag\n" + b"2026-01-01;3,00\n" * 300_000 + b"2026-01-01;\x003,00\n", tmp_path
        )
