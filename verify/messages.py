"""Every sentence in English and in Turkish."""

from typing import Any

from verify.differences import Difference, shown

LANGUAGES = ("en", "tr")

MESSAGES: dict[str, tuple[str, str]] = {
    # what was checked
    "bundle": (
        "Election {election} in {folder}",
        "{folder} içindeki {election} numaralı oylama",
    ),
    "totals-only": (
        "Totals only: no ballot was opened and nothing was recounted. Election {election}"
        " in {folder}",
        "Yalnız toplamlar: hiçbir oy açılmadı, sayım yinelenmedi. {folder} içindeki {election}"
        " numaralı oylama",
    ),
    "ok-definition": (
        "definition: canonical, SHA-256 {hash}, the one the result names",
        "tanım: tek biçimli, SHA-256 {hash}, sonuçta yazanla aynı",
    ),
    "ok-heads": (
        "tree heads: {count} signatures by the log key of the definition",
        "imzalı özetler: tanımdaki defter anahtarıyla {count} imza",
    ),
    "ok-root": (
        "log: {leaves} leaves, root {root}, the one of the largest head",
        "defter: {leaves} kayıt, kök {root}, en büyük özettekiyle aynı",
    ),
    "ok-consistency": (
        "consistency: the log begins with the tree of each of the {count} heads",
        "tutarlılık: defter, {count} özetin her birindeki ağaçla başlıyor",
    ),
    "ok-leaves": (
        "leaves: {leaves} well formed; {ballots} web, {paper} paper, {void} void;"
        " no revision twice or missing",
        "kayıtlar: {leaves} kayıt düzgün; {ballots} çevrim içi, {paper} kâğıt, {void} iptal;"
        " eksik veya yinelenen sürüm yok",
    ),
    "ok-roll": (
        "roll counts: {web} voters on the web, with codes and assisted, {paper} on paper,"
        " as many as ballots that count",
        "seçmen sayıları: çevrim içi, kodla ve yardımla {web}, kâğıtla {paper} kişi;"
        " geçerli kayıt sayısıyla aynı",
    ),
    "ok-key": (
        "key: private and public half fit each other and the definition",
        "anahtar: gizli ve açık yarısı birbirine ve tanıma uyuyor",
    ),
    "ok-opened": (
        "ballots: {opened} opened, {counted} count, {superseded} were replaced, {void} are void",
        "oylar: {opened} oy açıldı, {counted} oy sayılır, {superseded} oy değiştirilmiş,"
        " {void} oy iptal",
    ),
    "ok-ballots": (
        "ballots.jsonl: the same {counted} ballots",
        "ballots.jsonl: aynı {counted} oy",
    ),
    "ok-recount": (
        "recount: {rule}, {valid} valid, {blank} blank, {invalid} invalid;"
        " all {keys} parts of the result are the same",
        "yeniden sayım: {rule}, {valid} geçerli, {blank} boş, {invalid} geçersiz;"
        " sonucun {keys} bölümü de aynı",
    ),
    "ok-totals": (
        "totals: the numbers of ballots in the result fit the log (not recounted)",
        "toplamlar: sonuçtaki oy sayıları deftere uyuyor (yeniden sayılmadı)",
    ),
    "ok-manifest": (
        "manifest: {files} files, each with the signed SHA-256",
        "dosya listesi: {files} dosya, her biri imzalı SHA-256 ile aynı",
    ),
    "settled": (
        "note: the council chose {chosen} between equal ones; no file can prove a decision",
        "not: eşitler arasından meclisin seçtiği: {chosen}; bunu dosyalar kanıtlayamaz",
    ),
    "all-agree": ("Everything agrees.", "Hepsi uyuyor."),
    "agree-totals-only": (
        "Everything that can be checked without the ballots agrees.",
        "Oylar olmadan denetlenebilenlerin hepsi uyuyor.",
    ),
    "ok": ("ok    ", "tamam "),
    "difference": ("DIFFERENCE", "UYUŞMAZLIK"),
    "line": ("line {line}", "satır {line}"),
    "unexpected": (
        "This program failed at something it did not expect ({kind}). Nothing is confirmed.",
        "Program beklemediği bir durumla karşılaştı ({kind}). Hiçbir şey doğrulanmadı.",
    ),
    # files
    "missing": ("the file is missing", "dosya yok"),
    "unreadable": ("the file cannot be read: {reason}", "dosya okunamıyor: {reason}"),
    "too-large": ("larger than {limit} bytes", "{limit} bayttan büyük"),
    "no-folder": ("there is no such folder", "böyle bir klasör yok"),
    "not-utf8": ("the text is no UTF-8", "metin UTF-8 değil"),
    "not-json": ("no strict JSON: {reason}", "kurallı JSON değil: {reason}"),
    "not-canonical": (
        "not in canonical form: expected {expected}, found {found}",
        "tek biçimli değil: beklenen {expected}, bulunan {found}",
    ),
    "not-gzip": (
        "no whole gzip file: {reason}",
        "bütün bir gzip dosyası değil: {reason}",
    ),
    "no-newline": ("the last line has no end", "son satır bitmemiş"),
    "keys": (
        "expected the names {expected}, found {found}",
        "beklenen adlar {expected}, bulunan {found}",
    ),
    "value": ("{name}: {found} cannot be", "{name}: {found} olamaz"),
    "mismatch": (
        "{name}: expected {expected}, found {found}",
        "{name}: beklenen {expected}, bulunan {found}",
    ),
    # definition and heads
    "definition-hash": (
        "the result names definition {found}, the file has {expected}",
        "sonuçta yazan tanım {found}, dosyanınki {expected}",
    ),
    "definition": (
        "no definition that can be counted: {reason}",
        "sayılabilir bir tanım değil: {reason}",
    ),
    "signature": (
        "{name}: the signature is not by the log key of the definition",
        "{name}: imza tanımdaki defter anahtarının değil",
    ),
    "no-heads": ("no tree head", "imzalı özet yok"),
    "head-order": (
        "head {number} stands in the wrong order or twice: by size, then by hour",
        "{number}. özet yanlış sırada veya iki kez: önce boyuta, sonra saate göre",
    ),
    "log-size": (
        "{found} leaves, but the largest signed head has {expected}",
        "{found} kayıt var, en büyük imzalı özette {expected}",
    ),
    "root": (
        "head of size {size}: the log has the root {expected}, the head {found}",
        "{size} boyutlu özet: defterin kökü {expected}, özettekinin {found}",
    ),
    # leaves
    "other-election": (
        "leaf of election {found}, expected {expected}",
        "{found} numaralı oylamanın kaydı, beklenen {expected}",
    ),
    "sealed-length": (
        "sealed ballot of {found} bytes, expected {expected}",
        "mühürlü oy {found} bayt, beklenen {expected}",
    ),
    "twice": (
        "tag {tag}, revision {revision} stands already in line {first}",
        "{tag} etiketinin {revision}. sürümü {first}. satırda zaten var",
    ),
    "gap": (
        "tag {tag}: revision {revision}, but no revision {missing}",
        "{tag} etiketi: {revision}. sürüm var, {missing}. sürüm yok",
    ),
    "paper-revision": (
        "tag {tag}: a paper ballot is revision 1 and can only be made void",
        "{tag} etiketi: kâğıt oy 1. sürümdür ve yalnız iptal edilebilir",
    ),
    "no-paper": (
        "a paper ballot, but the definition allows none",
        "kâğıt oy var, tanım buna izin vermiyor",
    ),
    # roll
    "roll-web": (
        "voters on the web, with codes and assisted: {found}, but {expected} tags count in the log",
        "çevrim içi, kodla ve yardımla oy veren: {found}, defterde geçerli etiket: {expected}",
    ),
    "roll-paper": (
        "voters on paper: {found}, but {expected} paper leaves count in the log",
        "kâğıtla oy veren: {found}, defterde geçerli kâğıt kaydı: {expected}",
    ),
    "roll-desks": (
        "paper ballots of all desks: {found}, but {expected} paper leaves count in the log",
        "masaların kâğıt oyları: {found}, defterde geçerli kâğıt kaydı: {expected}",
    ),
    "roll-eligible": (
        "{found} voters, but only {expected} may vote",
        "{found} oy veren var, oy hakkı olan {expected}",
    ),
    "roll-judged": (
        "{name} paper ballots of all desks: {found}, opened: {expected}",
        "masalara göre {name} kâğıt oy: {found}, açılan: {expected}",
    ),
    # opening
    "not-counted": (
        "the file is missing. While a vote is open it is not published: check receipts and tree"
        " heads with: python -m verify receipt, python -m verify heads",
        "dosya yok. Oylama sürerken yayımlanmaz: makbuzları ve günlük başlarını denetleyin:"
        " python -m verify receipt, python -m verify heads",
    ),
    "no-key": (
        "key.json and ballots.jsonl are not published, so no ballot can be opened and nothing"
        " recounted. If the election said so, check the rest with --totals-only",
        "key.json ve ballots.jsonl yayımlanmamış; oylar açılamaz, sayım yinelenemez. Oylamada"
        " böyle denmişse kalanı --totals-only ile denetleyin",
    ),
    "half-published": (
        "published without {missing}: a bundle has both or none",
        "{missing} olmadan yayımlanmış: ikisi birlikte bulunur",
    ),
    "promised-totals": (
        "the definition promises totals only, but the key is published",
        "tanım yalnız toplamları söz veriyor, anahtar ise yayımlanmış",
    ),
    "key-pair": (
        "the private half belongs to {expected}, not to {found}",
        "gizli yarının açık karşılığı {expected}, {found} değil",
    ),
    "key-definition": (
        "the definition's sealing key is {expected}, this one {found}",
        "tanımdaki mühür anahtarı {expected}, buradaki {found}",
    ),
    "cannot-open": (
        "the ballot does not open: sealed for another definition, tag or revision, or changed",
        "oy açılmıyor: başka bir tanım, etiket veya sürüm için mühürlenmiş ya da değiştirilmiş",
    ),
    "not-allowed": (
        "the rule does not allow this ballot: {reason}",
        "kural bu oya izin vermiyor: {reason}",
    ),
    "ballot-order": (
        "expected the ballot {expected}, found {found}",
        "beklenen oy {expected}, bulunan {found}",
    ),
    "uncountable": (
        "the count refuses these files: {reason}",
        "sayım bu dosyaları kabul etmiyor: {reason}",
    ),
    "result": (
        "{name}: counted {expected}, published {found}",
        "{name}: sayılan {expected}, yayımlanan {found}",
    ),
    # manifest
    "manifest-file": (
        "{name}: signed SHA-256 {expected}, found {found}",
        "{name}: imzalı SHA-256 {expected}, bulunan {found}",
    ),
    # receipts and heads
    "other-definition": (
        "made for definition {found}, here is {expected}",
        "{found} tanımı için yapılmış, buradaki {expected}",
    ),
    "no-receipt": (
        "neither a receipt nor a tree head",
        "ne makbuz ne imzalı özet",
    ),
    "receipt-counts": (
        "{name}: signed, in the log at line {number} ({steps} hashes up to the root),"
        " and it is the ballot that counts",
        "{name}: imzalı, defterin {number}. satırında (köke {steps} adım); sayılan oy bu",
    ),
    "receipt-replaced": (
        "{name}: signed, in the log at line {number} ({steps} hashes up to the root);"
        " a later ballot of the same voter replaced it",
        "{name}: imzalı, defterin {number}. satırında (köke {steps} adım); aynı seçmenin daha"
        " sonraki oyu bunun yerine geçti",
    ),
    "receipt-void": (
        "{name}: signed, in the log at line {number} ({steps} hashes up to the root);"
        " it was made void later",
        "{name}: imzalı, defterin {number}. satırında (köke {steps} adım); sonradan iptal edildi",
    ),
    "not-included": (
        "signed, but leaf {leaf} is NOT in the log of {size} leaves; promised by {promised}",
        "imzalı, ama {leaf} kaydı {size} kayıtlık defterde YOK; söz verilen zaman {promised}",
    ),
    "not-yet": (
        "signed; leaf {leaf} is not yet in the log of {size} leaves; promised by {promised}",
        "imzalı; {leaf} kaydı {size} kayıtlık defterde henüz yok; söz verilen zaman {promised}",
    ),
    "head-fits": (
        "{name}: head of size {size} is signed and the log begins with its tree",
        "{name}: {size} boyutlu özet imzalı ve defter onun ağacıyla başlıyor",
    ),
    "head-agrees": (
        "{name}: head of size {size} is signed and agrees with the others",
        "{name}: {size} boyutlu özet imzalı ve ötekilerle uyuşuyor",
    ),
    "two-heads": (
        "two signed heads that cannot both be true:\n    {one}\n    {other}",
        "ikisi birden doğru olamayacak iki imzalı özet:\n    {one}\n    {other}",
    ),
    "newer-head": (
        "this signed head has {size} leaves, the log only {found}: the log was cut, or your copy"
        " of it is older\n    {one}\n    {other}",
        "bu imzalı özet {size} kayıtlık, defter yalnız {found}: defter kesilmiş veya elinizdeki"
        " kopya daha eski\n    {one}\n    {other}",
    ),
    "not-compared": (
        "heads of {sizes} leaves were not compared: that needs the published log (give its folder)",
        "{sizes} kayıtlık özetler karşılaştırılmadı: yayımlanan defter gerekir (klasörünü verin)",
    ),
    "no-definition": (
        "no election.json given, so no signature can be checked (give the published folder)",
        "election.json verilmedi; imzalar denetlenemez (yayımlanan klasörü verin)",
    ),
    "summary": (
        "{good} of {all} agree.",
        "{all} belgeden {good} tanesi uyuyor.",
    ),
    # custodians
    "words-new": (
        "Your key in nine words. Write them on paper and keep it where only you get at it:",
        "Dokuz sözcükle anahtarınız. Kâğıda yazın ve yalnız sizin ulaşabileceğiniz yerde saklayın:",
    ),
    "public-line": (
        "The public half, for the election's page (this line is no secret):",
        "Oylama sayfasına yüklenecek açık yarı (bu satır gizli değildir):",
    ),
    "no-qr": (
        "(no QR code: the package segno is not installed)",
        "(karekod yok: segno paketi kurulu değil)",
    ),
    "ask-words": ("The nine words (not shown): ", "Dokuz sözcük (görünmez): "),
    "word-count": ("{found} words, expected {expected}", "{found} sözcük var, {expected} olmalı"),
    "word-shape": (
        "word {number}: no word of a key (letters {letters} alternate with {vowels})",
        "{number}. sözcük: anahtar sözcüğü değil ({letters} harfleri {vowels} ile art arda gelir)",
    ),
    "word-wrong": (
        "word {number} does not fit the others: a typing error there is the likeliest",
        "{number}. sözcük ötekilere uymuyor: büyük olasılıkla yazım hatası orada",
    ),
    "words-order": (
        "words {number} and {next} seem to be exchanged",
        "{number}. ve {next}. sözcük yer değiştirmiş görünüyor",
    ),
    "words-wrong": (
        "the check word (word {number}) does not fit: more than one error in the words",
        "denetim sözcüğü ({number}. sözcük) uymuyor: sözcüklerde birden çok hata var",
    ),
    "trial-answer": ("Trial answer: {answer}", "Deneme yanıtı: {answer}"),
    "halves": (
        "Your two halves. Give them to nobody before the election has ended:",
        "İki yarınız. Oylama bitmeden kimseye vermeyin:",
    ),
    "not-yours": (
        "half {pair} does not open with this key: wrong words, or an envelope for someone else",
        "{pair} yarısı bu anahtarla açılmıyor: sözcükler yanlış veya zarf başkasının",
    ),
}


def say(language: str, key: str, **facts: Any) -> str:
    template = MESSAGES[key][LANGUAGES.index(language)]
    return template.format(**{name: _fact(language, fact) for name, fact in facts.items()})


def _fact(language: str, fact: Any) -> str:
    if isinstance(fact, int) and not isinstance(fact, bool):
        return f"{fact:,}".replace(",", "," if language == "en" else ".")
    return shown(fact, most=None)


def tell(language: str, difference: Difference) -> str:
    """One sentence: file, line, what was expected."""
    where = [difference.file] if difference.file else []
    if difference.line is not None:
        where.append(say(language, "line", line=str(difference.line)))
    what = say(language, difference.key, **difference.facts)
    return f"{', '.join(where)}: {what}" if where else what
