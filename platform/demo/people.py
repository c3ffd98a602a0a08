"""Sign-ins of the demo, shown on the sign-in page in demo mode only."""

PASSWORD = "degirmen-47-cinar"

SIGN_INS: list[tuple[str, str]] = [
    ("Öneri yazan hemşehri (Gülten Aksoy)", "gulten@cinarli.example"),
    ("Komşu (Kerem Yalçın)", "kerem@cinarli.example"),
    ("Kuruluş temsilcisi (Defne Uslu)", "defne@cinarli.example"),
    ("Yönetici", "yonetici@cinarli.example"),
    ("Danışma sorumlusu", "danisma@cinarli.example"),
    ("Kent konseyi görevlisi", "kentkonseyi@cinarli.example"),
    ("Moderatör", "moderator@cinarli.example"),
    ("Birim görevlisi (Fen İşleri)", "fen@cinarli.example"),
    ("Birim görevlisi (Park ve Bahçeler)", "park@cinarli.example"),
    ("Birim görevlisi (Ulaşım Hizmetleri)", "ulasim@cinarli.example"),
    ("İmza makamı", "imza@cinarli.example"),
    ("Masa görevlisi", "masa@cinarli.example"),
    ("Denetçi", "denetci@cinarli.example"),
]
