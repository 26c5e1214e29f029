"""What the invented shops of the layouts kept apart sell, in their own languages."""

from tests.cases.exports.shops import goods

YARN_US = goods("""
    YRN-MER|Merino, worsted|Yarn|24.00|6.25
    YRN-ALP|Alpaca, lace|Yarn|31.50|6.25
    NDL-4|Needles US 4|Tools|9.75|6.25
    NDL-CIR|Circular 32"|Tools|18.00|6.25
    PAT-01|Pattern "Fjord"|Patterns|7.00|6.25
    KIT-HAT|Hat kit|Kits|45.00|6.25
""")
DINER_US = goods("""
    PAN|Pancakes|Food|11.50|7
    OML|Omelette|Food|13.25|7
    COF|Drip coffee|Drinks|3.50|7
    OJ|Orange juice|Drinks|4.75|7
    PIE|Cherry pie|Food|6.50|7
    BRG|Burger|Food|15.00|7
""")
SURF_NZ = goods("""
    WAX|Board wax|Care|8.90|15
    LEA-6|Leash 6'|Gear|59.00|15
    FIN-M|Fins, M|Gear|129.00|15
    TEE-L|Tee, L|Clothing|45.00|15
    CAP|Cap|Clothing|32.00|15
    ZNC|Zinc stick|Care|14.50|15
""")
GETRAENKE_DE = goods("""
    4001|Pils 20 x 0,5 l|Bier|17.99|19
    4002|Mineralwasser 12 x 1 l|Wasser|5.49|19
    4003|Apfelsaft 6 x 1 l|Saft|11.94|19
    4004|Limonade, Glas|Limo|0.99|19
    4005|Chips 175 g|Snacks|2.29|7
    4006|Salzstangen|Snacks|1.19|7
""")
SCHMUCK_DE = goods("""
    RING-01|Ring "Welle"|Ringe|49.00|19
    OHR-12|Ohrstecker, Silber|Ohrringe|29.90|19
    KETTE-3|Kette lang|Ketten|89.00|19
    ARM-7|Armband, Leder|Armbänder|24.50|19
    BOX|Geschenkbox|Extras|4.90|19
    PUTZ|Putztuch|Extras|3.50|19
""")
BISTRO_FR = goods("""
    1|Menu midi|Menus|16.90|10
    2|Steak-frites|Plats|19.50|10
    3|Salade niçoise|Plats|14.20|10
    4|Verre de vin|Boissons|5.80|20
    5|Café|Boissons|2.20|10
    6|Crème brûlée|Desserts|7.90|10
""")
TALLER_ES = goods("""
    S1|Revisión completa|Servicios|89.00|21
    S2|Cambio de aceite|Servicios|64.50|21
    R1|Filtro de aire|Recambios|18.75|21
    R2|Batería 60 Ah|Recambios|112.00|21
    R3|Escobillas (par)|Recambios|21.90|21
    R4|Bombilla H7|Recambios|7.60|21
""")
LIBRI_IT = goods("""
    L1|Romanzo tascabile|Libri|11.40|4
    L2|Guida della città|Libri|18.00|4
    L3|Fumetto|Libri|7.90|4
    C1|Quaderno A5|Cartoleria|4.50|22
    C2|Penna stilografica|Cartoleria|32.00|22
    C3|Biglietto d'auguri|Cartoleria|2.80|22
""")
ROWERY_PL = goods("""
    D01|Dętka 28"|Części|24.90|23
    D02|Łańcuch 8-rz.|Części|69.00|23
    D03|Kask dziecięcy|Akcesoria|119.99|23
    D04|Oświetlenie LED|Akcesoria|54.50|23
    D05|Przegląd|Serwis|150.00|8
    D06|Dzwonek|Akcesoria|19.90|23
""")
BLOEMEN_NL = goods("""
    B1|Tulpen, bos|Bloemen|6.95|9
    B2|Rozen, 10 stuks|Bloemen|12.50|9
    B3|Orchidee|Planten|17.95|9
    B4|Vaas glas|Huis|22.00|21
    B5|Kaart met tekst|Huis|2.50|21
    B6|Rouwstuk|Bloemen|65.00|9
""")
MERCEARIA_PT = goods("""
    M1|Azeite 0,75 l|Mercearia|8.99|6
    M2|Bacalhau (kg)|Peixe|14.50|6
    M3|Vinho tinto|Bebidas|6.75|13
    M4|Queijo da Serra|Queijos|18.90|6
    M5|Sabão artesanal|Casa|4.20|23
    M6|Broa de milho|Pão|2.60|6
""")
KAVARNA_CS = goods("""
    1|Espresso|Káva|55.00|12
    2|Cappuccino|Káva|72.00|12
    3|Větrník|Dorty|68.50|12
    4|Jablečný závin|Dorty|59.00|12
    5|Limonáda 0,4 l|Nápoje|79.90|12
    6|Hrnek|Zboží|249.00|21
""")
BUTIK_NORDIC = goods("""
    101|Strikkepinner|Hobby|89.00|25
    102|Garn, blå|Hobby|54.50|25
    103|Lysestake|Hjem|249.00|25
    104|Såpe|Hjem|69.00|25
    105|Pute, ull|Hjem|399.00|25
    106|Kort|Papir|35.00|25
""")
KIRPPIS_FI = goods("""
    1|Kahvi|Juomat|3.20|14
    2|Korvapuusti|Leivonnaiset|3.90|14
    3|Lohikeitto|Ruoka|13.50|14
    4|Villasukat|Käsityöt|28.00|25.5
    5|Saippua|Käsityöt|8.50|25.5
    6|Mehu|Juomat|2.80|14
""")
BOLT_HU = goods("""
    1|Kávé 250 g|Élelmiszer|2990|27
    2|Méz 500 g|Élelmiszer|3450|27
    3|Kézműves szappan|Kozmetika|1890|27
    4|Vászontáska|Egyéb|4200|27
    5|Lekvár, barack|Élelmiszer|2150|27
    6|Bögre|Egyéb|3790|27
""")
COFETARIE_RO = goods("""
    1|Cafea|Băuturi|12.50|9
    2|Plăcintă cu brânză|Patiserie|14.00|9
    3|Savarină|Prăjituri|18.50|9
    4|Limonadă|Băuturi|17.00|9
    5|Tort (porție)|Prăjituri|22.90|9
    6|Apă plată|Băuturi|8.00|9
""")
FOURNOS_EL = goods("""
    1|Ψωμί χωριάτικο|Αρτοποιία|2.40|13
    2|Τυρόπιτα|Σφολιάτες|2.80|13
    3|Καφές φραπέ|Ροφήματα|2.50|13
    4|Μπακλαβάς|Γλυκά|4.90|13
    5|Νερό 0,5 l|Ροφήματα|0.50|13
    6|Κουλούρι|Αρτοποιία|0.80|13
""")
KNYHY_UK = goods("""
    101|Кава мелена|Кава|245.00|20
    102|Чай липовий|Чай|89.50|20
    103|Мед, 0,5 л|Мед|180.00|20
    104|Горнятко «Їжак»|Посуд|320.00|20
    105|Листівка|Папір|25.00|20
    106|Печиво вівсяне|Солодке|64.90|20
""")
CAFE_KO = goods("""
    A1|아메리카노|음료|4500|10
    A2|카페라떼|음료|5000|10
    A3|치즈케이크|디저트|6800|10
    A4|크루아상|베이커리|4200|10
    A5|원두 200g|상품|18000|10
    A6|텀블러|상품|25000|10
""")
TEA_ZH = goods("""
    6901|龙井茶 100克|茶叶|128.00|13
    6902|铁观音|茶叶|88.00|13
    6903|紫砂壶|茶具|368.00|13
    6904|茶杯|茶具|35.50|13
    6905|绿豆糕|点心|22.80|13
    6906|桂花糕|点心|19.90|13
""")
KIRPYKLA_LT = goods("""
    1|Kirpimas|Paslaugos|25.00|21
    2|Dažymas|Paslaugos|65.00|21
    3|Šampūnas|Prekės|14.90|21
    4|Plaukų kaukė|Prekės|18.50|21
    5|Šukuosena|Paslaugos|40.00|21
    6|Šepetys|Prekės|9.90|21
""")
MESNICA_HR = goods("""
    1|Čevapi (kg)|Meso|11.90|13
    2|Kulen|Suhomesnato|24.50|13
    3|Špek|Suhomesnato|13.80|13
    4|Ajvar|Ostalo|5.40|25
    5|Pašteta|Ostalo|3.20|25
    6|Vrećica|Ostalo|0.30|25
""")
CHOCOLATE_CH = goods("""
    10|Pralinen 250 g|Schokolade|24.90|2.6
    11|Tafel Nuss|Schokolade|8.50|2.6
    12|Truffes (6)|Schokolade|15.20|2.6
    13|Geschenkdose|Extras|38.00|8.1
    14|Trinkschokolade|Getränke|7.40|2.6
    15|Kirschstängeli|Schokolade|19.80|2.6
""")
OUD_KW = goods("""
    O1|Bakhoor 50 g|Incense|8.500|0
    O2|Oud oil 3 ml|Oils|24.750|0
    O3|Rose water|Oils|3.250|0
    O4|Burner, brass|Gifts|17.900|0
    O5|Gift bag|Gifts|0.500|0
    O6|Musk tahara|Oils|5.125|0
""")
