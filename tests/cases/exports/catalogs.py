"""What the invented shops sell, in their own languages."""

from tests.cases.exports.shops import goods

TEA_UK = goods("""
    TEA-ASM|Assam, loose 100 g|Tea|7.50|20
    TEA-EGR|Earl Grey "No. 4"|Tea|8.25|20
    TEA-GRN|Sencha|Tea|9.00|20
    POT-04|Teapot, four cups|Pots|34.00|20
    CUP-BL|Cup – blue|Pots|12.50|20
    TIN-S|Tin, small|Extras|3.95|20
""")
BIKES_US = goods("""
    TUB-700|Tube 700x25|Parts|8.99|8.25
    BRK-PAD|Brake pads, pair|Parts|14.50|8.25
    LUBE-4|Chain lube 4 oz|Care|11.00|8.25
    HLM-M|Helmet, M|Gear|64.95|8.25
    BIK-CTY|City bike 21"|Bikes|1249.00|8.25
    SRV-TUNE|Tune-up|Service|85.00|8.25
""")
BAR_DE = goods("""
    11|Helles 0,5 l|Bier|4.90|19
    12|Weißbier 0,5 l|Bier|5.20|19
    13|Apfelschorle groß|Alkoholfrei|4.30|19
    21|Käsespätzle|Küche|13.80|7
    22|Schweinsbraten|Küche|17.90|7
    23|Brezn|Küche|1.90|7
""")
LIBRAIRIE_FR = goods("""
    9782070360024|Roman de poche|Livres|8.90|5.5
    9782070368228|Essai, broché|Livres|21.50|5.5
    9782211200001|Album jeunesse « Ours »|Jeunesse|13.90|5.5
    PAP-12|Carte postale|Papeterie|1.50|20
    PAP-40|Carnet à spirale|Papeterie|9.80|20
    JEU-7|Jeu de société|Jeux|34.90|20
""")
BAR_ES = goods("""
    CAF|Café con leche|Bebidas|1.60|10
    CAN|Caña|Bebidas|2.20|10
    TOR|Pincho de tortilla|Tapas|3.50|10
    RAC|Ración de jamón|Raciones|18.00|10
    MEN|Menú del día|Menús|14.90|10
    AGU|Agua mineral|Bebidas|1.80|10
""")
FERRAMENTA_IT = goods("""
    F001|Viti autofilettanti (100 pz)|Ferramenta|6.40|22
    F014|Martello|Utensili|18.90|22
    F020|Vernice bianca 5 l|Colori|42.00|22
    F033|Metro a nastro|Utensili|7.20|22
    F051|Lampadina LED|Elettrico|4.50|22
    F077|Piantina basilico|Verde|2.80|10
""")
PIEKARNIA_PL = goods("""
    1001|Chleb żytni|Pieczywo|7.20|5
    1002|Bułka maślana|Pieczywo|2.40|5
    1010|Sernik (porcja)|Ciasta|14.50|8
    1011|Pączek z różą|Ciasta|5.90|8
    1020|Kawa czarna|Napoje|11.00|8
    1030|Torba płócienna|Inne|29.00|23
""")
KAAS_NL = goods("""
    K10|Jonge kaas 500 g|Kaas|8.95|9
    K11|Oude kaas, stuk|Kaas|12.40|9
    K20|Mosterd grof|Kruiden|3.75|9
    K31|Kaasschaaf|Huis|14.95|21
    K32|Snijplank beuken|Huis|27.50|21
    K40|Tas|Huis|0.25|21
""")
PASTEL_PT = goods("""
    P1|Pastel de nata|Pastelaria|1.30|13
    P2|Pão de Deus|Pastelaria|1.75|13
    P3|Tosta mista|Snacks|4.20|13
    P4|Galão|Cafetaria|1.60|13
    P5|Bolo de anos 1 kg|Encomendas|24.90|13
    P6|Água 0,5 l|Bebidas|1.20|13
""")
LOJA_BR = goods("""
    CAM-P|Camiseta P|Roupas|59.90|0
    CAM-G|Camiseta G|Roupas|64.90|0
    BON-1|Boné preto|Acessórios|49.00|0
    CHI-38|Chinelo 38|Calçados|34.50|0
    CAL-40|Calça jeans|Roupas|189.90|0
    MEI-3|Meias (3 pares)|Roupas|29.90|0
""")
KVETINY_CS = goods("""
    R1|Růže červená|Řezané|59.00|12
    R2|Tulipán|Řezané|29.50|12
    K1|Orchidej v květináči|Hrnkové|349.00|12
    K2|Fíkus|Hrnkové|489.00|12
    Z1|Zemina 20 l|Zahrada|129.90|21
    D1|Dárkové balení|Služby|45.00|21
""")
FIKA_SV = goods("""
    1|Bryggkaffe|Dryck|35.00|12
    2|Kanelbulle|Bakverk|32.00|12
    3|Räksmörgås|Mat|129.00|12
    4|Prinsesstårta, bit|Bakverk|58.00|12
    5|Mugg|Butik|149.00|25
    6|Kaffebönor 500 g|Butik|119.00|12
""")
MARKET_TR = goods("""
    869001|Çay 1 kg|Gıda|189.90|1
    869002|Beyaz peynir|Gıda|245.50|1
    869003|Zeytin, yeşil|Gıda|132.75|1
    869004|Bulaşık deterjanı|Temizlik|89.90|20
    869005|Şampuan|Temizlik|119.00|20
    869006|Kağıt havlu (12'li)|Temizlik|1159.00|20
""")
KONBINI_JA = goods("""
    4901001|おにぎり 鮭|食品|160|8
    4901002|緑茶 500ml|飲料|150|8
    4901003|幕の内弁当|食品|598|8
    4901004|雑誌|書籍|720|10
    4901005|ビニール傘|雑貨|1280|10
    4901006|電池 単3|雑貨|498|10
""")
SALON_AU = goods("""
    CUT-W|Women's cut|Service|95.00|10
    CUT-M|Men's cut|Service|48.00|10
    COL-F|Full colour|Service|165.00|10
    BLO|Blow dry|Service|55.00|10
    SHA-1|Shampoo, 250 ml|Product|32.50|10
    OIL-1|Hair oil|Product|41.00|10
""")
PIZZA_UK = goods("""
    MAR|Margherita|Pizza|9.50|20
    DIA|Diavola|Pizza|11.75|20
    CAP|Capricciosa|Pizza|12.25|20
    GAR|Garlic bread|Sides|4.75|20
    COL|Cola 330 ml|Drinks|1.95|20
    TIR|Tiramisù|Desserts|5.50|20
""")
APTEKA_RU = goods("""
    00123|Чай травяной|Чай|249.00|20
    00124|Мёд липовый, 500 г|Мёд|620.50|10
    00125|Крем для рук|Косметика|189.90|20
    00126|Витамины «Зима»|Здоровье|1349.00|10
    00127|Пластырь|Здоровье|75.00|10
    00128|Мыло ручной работы|Косметика|310.00|20
""")
TUNIS = goods("""
    A1|Thé à la menthe|Boissons|2.500|7
    A2|Café filtre|Boissons|3.200|7
    A3|Brik à l'œuf|Plats|6.750|7
    A4|Couscous agneau|Plats|24.900|7
    A5|Makroudh (6)|Pâtisserie|8.400|7
    A6|Citronnade|Boissons|4.125|7
""")
