"""Sales files as tills write them, small enough to check by hand."""

import gzip
import io
import zipfile

from connectors.models import UploadState
from connectors.uploads import decide
from connectors.uploads.intake import receive
from connectors.uploads.run import run
from edge.facts.models import HourRollup
from edge.merchants.tenancy import tenant_context

RETAIL = """InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
536365,85123A,WHITE HANGING HEART,6,2010-12-01 08:26:00,2.55,17850.0,United Kingdom
536365,71053,WHITE METAL LANTERN,6,2010-12-01 08:26:00,3.39,17850.0,United Kingdom
536366,22633,"HAND WARMER, UNION JACK",6,2010-12-01 08:28:00,1.85,,France
536366,22633,"HAND WARMER, UNION JACK",6,2010-12-01 08:28:00,1.85,,France
C536379,85123A,WHITE HANGING HEART,-1,2010-12-02 09:41:00,2.55,17850.0,United Kingdom
536400,PADS,PADS TO MATCH,1,2010-12-03 10:00:00,0.001,17851.0,United Kingdom
536401,71053,WHITE METAL LANTERN,5,2010-12-03 11:00:00,0.0,,United Kingdom
"""
PIZZA = """order_id,date,time,item,category,size,quantity,unit_price
1,2015-01-01,11:38:36,The Hawaiian Pizza,Classic,M,1,13.25
2,2015-01-01,11:57:40,The Classic Deluxe Pizza,Classic,M,1,16
2,2015-01-01,11:57:40,The Five Cheese Pizza,Veggie,L,1,18.5
3,2015-01-02,12:12:28,The Italian Supreme Pizza,Supreme,L,2,20.75
3,2015-01-02,12:12:28,The Hawaiian Pizza,Classic,L,1,16.5
4,2015-01-02,12:16:31,The Hawaiian Pizza,Classic,M,1,13.25
5,2015-01-02,12:21:30,The Hawaiian Pizza,Classic,S,1,10.5
6,2015-01-02,12:29:36,The Hawaiian Pizza,Classic,S,1,10.5
7,2015-01-02,12:50:37,The Hawaiian Pizza,Classic,S,1,10.5
8,2015-01-02,12:51:37,The Hawaiian Pizza,Classic,M,1,13.25
9,2015-01-02,12:52:01,The Hawaiian Pizza,Classic,M,1,13.25
10,2015-01-02,13:00:15,The Hawaiian Pizza,Classic,S,1,10.5
11,2015-01-02,13:02:59,The Hawaiian Pizza,Classic,M,1,13.25
12,2015-01-02,13:04:41,The Hawaiian Pizza,Classic,M,1,13.25
13,2015-01-02,13:11:55,The Hawaiian Pizza,Classic,L,1,16.5
14,2015-01-02,13:14:19,The Hawaiian Pizza,Classic,L,1,16.5
"""
# A German till's receipts: semicolons, decimal commas, day first, tips and a till total between.
RECEIPTS = """Datum;Uhrzeit;Belegnummer;Betrag;Trinkgeld;Zahlart;Bedienung
03.04.2026;08:14;2026-0001;1.072,00;1,00;bar;Mia
03.04.2026;09:02;2026-0002;38,00;;Karte;Jonas
Tagessumme;;;1.110,00;;;
04.04.2026;10:05;2026-0003;46,50;4,00;Karte;Mia
;10:58;2026-0004;38,00;;Karte;Mia
13.04.2026;12:10;2026-0005;-46,50;;Karte;Jonas
14.04.2026;12:30;2026-0006;abc;;Karte;Jonas
"""


def bring(merchant, text, *, name="sales.csv", loads=True, encoding="utf-8"):
    """Bring a file and take it as far as it goes by itself."""
    data = text if isinstance(text, bytes) else text.encode(encoding)
    upload = receive(merchant, io.BytesIO(data), name=name, by="a test", loads_when_sure=loads)
    return run(upload)


def load(merchant, text, **given):
    """Bring a file and load it as it is likeliest read."""
    upload = bring(merchant, text, **given)
    if upload.state == UploadState.READY:
        upload = run(decide.confirm(upload, by="a test", takes_likeliest=True))
    return upload


def make_workbook(rows):
    """Return the bytes of an XLSX with one sheet of texts and numbers."""

    def cell(value):
        if isinstance(value, int | float):
            return f"<c><v>{value}</v></c>"
        return f'<c t="inlineStr"><is><t>{value}</t></is></c>'

    sheet = "".join("<row>" + "".join(map(cell, row)) + "</row>" for row in rows)
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    files = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{relations}"><sheets>'
        '<sheet name="Sales" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{sheet}</sheetData></worksheet>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return out.getvalue()


def packed(text):
    return gzip.compress(text if isinstance(text, bytes) else text.encode())


def sums(merchant):
    """Return gross, refunds, sales and units over all days, in minor units."""
    with tenant_context(merchant):
        rows = HourRollup.objects.for_merchant(merchant).values_list(
            "gross_minor", "refund_minor", "sales", "units"
        )
        return tuple(float(sum(column)) for column in zip(*rows, strict=True)) or (0, 0, 0, 0)
