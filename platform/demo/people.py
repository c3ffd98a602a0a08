"""Sign-ins of the demo, shown on the sign-in page in demo mode only."""

from kernel.i18n import N_

PASSWORD = "degirmen-47-cinar"

SIGN_INS: list[tuple[str, str]] = [
    (N_("Öneri yazan hemşehri (Gülten Aksoy)"), "gulten@cinarli.example"),
    (N_("Komşu (Kerem Yalçın)"), "kerem@cinarli.example"),
    (N_("Kuruluş temsilcisi (Defne Uslu)"), "defne@cinarli.example"),
    (N_("Yönetici"), "yonetici@cinarli.example"),
    (N_("Danışma sorumlusu"), "danisma@cinarli.example"),
    (N_("Kent konseyi görevlisi"), "kentkonseyi@cinarli.example"),
    (N_("Moderatör"), "moderator@cinarli.example"),
    (N_("Birim görevlisi (Fen İşleri)"), "fen@cinarli.example"),
    (N_("Birim görevlisi (Park ve Bahçeler)"), "park@cinarli.example"),
    (N_("Birim görevlisi (Ulaşım Hizmetleri)"), "ulasim@cinarli.example"),
    (N_("İmza makamı"), "imza@cinarli.example"),
    (N_("Masa görevlisi"), "masa@cinarli.example"),
    (N_("Denetçi"), "denetci@cinarli.example"),
    (N_("Program ekibi (Ebru Alkan)"), "program@katiliyoruz.example"),
    (N_("Program değerlendiricisi (Levent Taşkın)"), "levent@katiliyoruz.example"),
    (N_("Program değerlendiricisi (Nihal Oran)"), "nihal@katiliyoruz.example"),
    (N_("Program danışmanı (Feride Soylu)"), "feride@katiliyoruz.example"),
    (N_("Programın ortağı (Selin Uçar)"), "selin@birlik.example"),
]
