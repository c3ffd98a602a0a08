"""Every rule of counting in the words of a resident: for /yontemler and for a result."""

from dataclasses import dataclass

from kernel.i18n import N_


@dataclass(frozen=True)
class Method:
    """`summary` is one sentence; `steps` is how it is counted, in order."""

    rule: str
    name: str
    summary: str
    ballot: str
    steps: tuple[str, ...]
    good_for: str
    beware: str


@dataclass(frozen=True)
class Family:
    key: str
    title: str
    text: str
    methods: tuple[Method, ...]


_ONE = Method(
    rule="plurality",
    name=N_("Tek seçim"),
    summary=N_("Herkes bir seçenek işaretler; en çok oy alan kazanır."),
    ballot=N_("Tek bir seçenek işaretlersiniz."),
    steps=(
        N_("Her seçeneğin oyu sayılır."),
        N_("En çok oy alan kazanır. Birden çok yer varsa sıradakiler de girer."),
        N_(
            "Kural salt çoğunluk istiyorsa ve kimse yarıyı geçmediyse ilk iki seçenek ikinci "
            "oylamaya kalır."
        ),
    ),
    good_for=N_("İki seçenek arasında karar vermek için."),
    beware=N_("Seçenek çoksa benzer seçenekler birbirinin oyunu böler."),
)
_APPROVAL = Method(
    rule="approval",
    name=N_("Onay oylaması"),
    summary=N_("Herkes uygun bulduğu bütün seçenekleri işaretler; en çok işaretlenen kazanır."),
    ballot=N_("Uygun bulduğunuz her seçeneği işaretlersiniz."),
    steps=(
        N_("Bir oy, işaretlediği her seçeneğe bir puan verir."),
        N_("En çok puan alan kazanır. Birden çok yer varsa sıradakiler de girer."),
    ),
    good_for=N_("Çoğunluğun kabul edebileceği seçeneği bulmak için."),
    beware=N_("Hangisini daha çok istediğinizi söyleyemezsiniz."),
)
_SCORE = Method(
    rule="score",
    name=N_("Puanlama"),
    summary=N_("Herkes her seçeneğe puan verir; toplam puanı en yüksek olan kazanır."),
    ballot=N_("Her seçeneğe sıfırdan en yüksek puana kadar bir puan verirsiniz."),
    steps=(
        N_("Bir seçeneğe verilen bütün puanlar toplanır. Puan verilmeyen seçenek sıfır alır."),
        N_("Toplamı en yüksek olan kazanır."),
    ),
    good_for=N_("Ne kadar istediğinizi de söylemek için."),
    beware=N_("Hep en yüksek ya da en düşük puanı verenlerin etkisi artar."),
)
_AVERAGE = Method(
    rule="average",
    name=N_("Ortalama puan"),
    summary=N_(
        "Bir seçeneğin puanı, ona puan verenlerin ortalamasıdır; ortalaması en yüksek olan kazanır."
    ),
    ballot=N_("Fikriniz olan seçeneklere puan verirsiniz, ötekileri boş bırakırsınız."),
    steps=(
        N_(
            "Puanlar toplanır, puan veren sayısına bölünür. Kesirler yuvarlanmadan karşılaştırılır."
        ),
        N_("Çok az kişinin puan verdiği seçenek sıralamaya girmez. Sınır oylamadan önce yazılır."),
        N_("Ortalaması en yüksek olan kazanır."),
    ),
    good_for=N_("Herkesin her seçeneği bilmediği uzun listeler için."),
    beware=N_("Az kişinin çok sevdiği seçenek öne çıkabilir; bu yüzden bir alt sınır gerekir."),
)
_STAR = Method(
    rule="star",
    name=N_("Puan ve ikili karşılaştırma (STAR)"),
    summary=N_(
        "En yüksek toplamı alan iki seçenek karşılaştırılır; daha çok kişinin yeğlediği kazanır."
    ),
    ballot=N_("Her seçeneğe sıfırdan beşe kadar puan verirsiniz."),
    steps=(
        N_("Puanlar toplanır. En yüksek iki toplam finale kalır."),
        N_("Her oy, finaldeki iki seçenekten hangisine daha çok puan verdiyse ona yazılır."),
        N_("Daha çok oy alan kazanır."),
    ),
    good_for=N_("Hem sevilen hem çoğunluğun yeğlediği seçeneği bulmak için."),
    beware=N_("İki aşama olduğu için anlatması biraz uzun sürer."),
)
_QUADRATIC = Method(
    rule="quadratic",
    name=N_("Karesel oylama"),
    summary=N_("Herkesin eşit kredisi vardır; bir seçeneğe verilen oyun bedeli oyun karesidir."),
    ballot=N_("Kredinizi dağıtırsınız: bir oy 1, iki oy 4, üç oy 9 kredi tutar."),
    steps=(
        N_("Oyların karelerinin toplamı kredinizi geçemez. Artan kredi yanar."),
        N_("Her seçeneğe verilen oylar toplanır; toplamı en yüksek olan kazanır."),
    ),
    good_for=N_("Bir konuyu çok önemseyenlerin sesini ölçülü biçimde duyurmak için."),
    beware=N_(
        "Kimlik denetimi zayıfsa ikinci hesap açan çok kazanır. Yalnız güçlü doğrulamayla "
        "kullanılır."
    ),
)
_IRV = Method(
    rule="irv",
    name=N_("Elemeli sıralama"),
    summary=N_("Seçenekler sıralanır; her turda sonuncu elenir, oyları sıradaki tercihe geçer."),
    ballot=N_("Seçenekleri en çok istediğinizden başlayarak sıralarsınız."),
    steps=(
        N_("Her oy, kalan seçenekler arasındaki ilk tercihine yazılır."),
        N_("Kimse kalan oyların yarısını geçmediyse en az oy alan elenir."),
        N_("Elenenin oyları sıradaki tercihlerine geçer. Tercihi kalmayan oy biter."),
        N_("Bir seçenek kalan oyların yarısını geçince kazanır."),
    ),
    good_for=N_("Tek bir kazanan için, benzer seçenekler birbirini bölmesin diye."),
    beware=N_(
        "Herkesin ikinci tercihi olan uzlaşma seçeneği erken elenebilir. Sonuçta bunu da "
        "gösteririz."
    ),
)
_SCHULZE = Method(
    rule="schulze",
    name=N_("Schulze yöntemi"),
    summary=N_(
        "Seçenekler ikişer ikişer karşılaştırılır; herkesi doğrudan ya da dolaylı yenen kazanır."
    ),
    ballot=N_("Seçenekleri sıralarsınız. Sıralamadıklarınız en sonda eşit sayılır."),
    steps=(
        N_("Her ikili için, birini ötekinin önüne koyan oylar sayılır."),
        N_("Bir yenginin gücü, kazanan yandaki oy sayısıdır."),
        N_("Dolaylı yolda en zayıf halka sayılır; iki seçenek arasında en güçlü yol aranır."),
        N_("Hiçbir seçeneğe karşı yolu daha zayıf olmayan kazanır."),
    ),
    good_for=N_("Uzlaşma seçeneğini bulmak için; Debian başkanını böyle seçer."),
    beware=N_("Hesabı elle yapmak uzun sürer; bu yüzden bütün karşılaştırmaları yayımlarız."),
)
_RANKED_PAIRS = Method(
    rule="ranked-pairs",
    name=N_("Sıralı çiftler"),
    summary=N_("İkili yengiler en güçlüsünden başlayarak kesinleşir; döngü kuran atlanır."),
    ballot=N_("Seçenekleri sıralarsınız. Sıralamadıklarınız en sonda eşit sayılır."),
    steps=(
        N_("Her ikili için, birini ötekinin önüne koyan oylar sayılır."),
        N_("Yengiler güçlüden zayıfa dizilir."),
        N_("Sırayla kesinleştirilir. Öncekilerle çelişip döngü kuran yengi atlanır."),
        N_("Kesinleşen hiçbir yengide kaybetmeyen kazanır."),
    ),
    good_for=N_("Bütün seçenekleri baştan sona sıralamak için."),
    beware=N_("Eşit güçte yengiler varsa sırayı kura belirler; her kullanımı yazılır."),
)
_MINIMAX = Method(
    rule="minimax",
    name=N_("En küçük yenilgi"),
    summary=N_("En ağır yenilgisi en hafif olan seçenek kazanır."),
    ballot=N_("Seçenekleri sıralarsınız. Sıralamadıklarınız en sonda eşit sayılır."),
    steps=(
        N_("Her ikili için, birini ötekinin önüne koyan oylar sayılır."),
        N_("Her seçeneğin en ağır yenilgisi bulunur."),
        N_("En ağır yenilgisi en hafif olan kazanır. Hiç yenilmeyen varsa odur."),
    ),
    good_for=N_("Kısa listelerde, kolay denetlenen bir uzlaşma için."),
    beware=N_("Seçenek çoksa, çoğunluğun sona koyduğu bir seçenek kazanabilir."),
)
_BORDA = Method(
    rule="borda",
    name=N_("Borda sayımı"),
    summary=N_("Sıralamadaki yer puana çevrilir; puanı en yüksek olan kazanır."),
    ballot=N_("Seçenekleri sıralarsınız."),
    steps=(
        N_("Son sıra sıfır puandır; bir üst sıra bir puan fazladır."),
        N_(
            "Sıralanmayan seçenekler kalan puanları eşit paylaşır ya da sıfır alır. Hangisi "
            "olduğu baştan yazılır."
        ),
        N_("Puanı en yüksek olan kazanır."),
    ),
    good_for=N_("Herkesin sıralamasını bütünüyle hesaba katmak için."),
    beware=N_("Sıralamayı bilerek çarpıtanlara açıktır."),
)
_STV = Method(
    rule="stv",
    name=N_("Devredilebilir tek oy"),
    summary=N_(
        "Kotayı geçen seçilir, fazla oyu sıradaki tercihlere geçer; yerler oyla orantılı dolar."
    ),
    ballot=N_("Adayları en çok istediğinizden başlayarak sıralarsınız."),
    steps=(
        N_(
            "Kota hesaplanır: geçerli oy, yer sayısının bir fazlasına bölünür; sonucun tam "
            "kısmına bir eklenir."
        ),
        N_(
            "Kotaya ulaşan seçilir. Fazlası, bütün oyları eşit oranda küçültülerek sıradaki "
            "tercihlere geçer."
        ),
        N_("Fazla yoksa en az oy alan elenir, oyları o günkü değeriyle sıradaki tercihe geçer."),
        N_("Yerler dolana kadar sürer."),
    ),
    good_for=N_("Kurul ve komite seçimlerinde azınlıkların da temsil edilmesi için."),
    beware=N_("Aşamaları çoktur; bu yüzden her aşamanın tablosunu yayımlarız."),
)
_GREEDY = Method(
    rule="greedy",
    name=N_("Oy sırasıyla bütçe"),
    summary=N_("Projeler aldıkları oya göre dizilir; parası yeten alınır, yetmeyen atlanır."),
    ballot=N_("Uygun bulduğunuz projeleri işaretlersiniz."),
    steps=(
        N_("Projeler oy sırasına dizilir. Eşit oyda ucuz olan önce gelir."),
        N_("Sırayla bakılır: kalan para yetiyorsa proje alınır, yetmiyorsa sıradakine geçilir."),
    ),
    good_for=N_("Kolay anlatılan, elle denetlenen bir bütçe oylaması için."),
    beware=N_("Kalabalık bir mahalle bütün parayı alabilir; ötekilere hiç kalmaz."),
)
_NO_SKIP = Method(
    rule="greedy-no-skip",
    name=N_("Atlamadan oy sırasıyla bütçe"),
    summary=N_("Projeler oy sırasıyla alınır; ilk sığmayan projede durulur."),
    ballot=N_("Uygun bulduğunuz projeleri işaretlersiniz."),
    steps=(
        N_("Projeler oy sırasına dizilir. Eşit oyda ucuz olan önce gelir."),
        N_("Sırayla alınır. Parası yetmeyen ilk projede sayım durur, kalan para artar."),
    ),
    good_for=N_("Az oylu ucuz bir projenin çok oylu projeyi geçmesi istenmiyorsa."),
    beware=N_("Para artabilir."),
)
_THRESHOLD = Method(
    rule="greedy-threshold",
    name=N_("Barajlı bütçe"),
    summary=N_("Yalnız barajı geçen projeler, oy sırasıyla alınır."),
    ballot=N_("Uygun bulduğunuz projeleri işaretlersiniz."),
    steps=(
        N_("Barajın altında kalan projeler ayrılır."),
        N_("Kalanlar oy sırasıyla alınır; parası yetmeyen atlanır."),
    ),
    good_for=N_("Çok az kişinin istediği projeye para ayrılmasın diye."),
    beware=N_("Baraj yüksekse para artar."),
)
_RATIO = Method(
    rule="greedy-ratio",
    name=N_("Lira başına oyla bütçe"),
    summary=N_("Her lirası en çok oy getiren proje önce alınır."),
    ballot=N_("Uygun bulduğunuz projeleri işaretlersiniz."),
    steps=(
        N_("Her projenin oyu maliyetine bölünür. Kesirler yuvarlanmadan karşılaştırılır."),
        N_("Bu orana göre sırayla bakılır: parası yeten alınır, yetmeyen atlanır."),
    ),
    good_for=N_("Çok sayıda küçük proje yapılsın isteniyorsa."),
    beware=N_("Büyük projelerin şansı azalır."),
)
_EQUAL_SHARES = Method(
    rule="equal-shares",
    name=N_("Eşit paylar"),
    summary=N_("Bütçe oy verenlere eşit bölünür; proje, onu isteyenlerin paylarıyla alınır."),
    ballot=N_("Uygun bulduğunuz projeleri işaretlersiniz."),
    steps=(
        N_("Para, oy verenlere eşit paylara bölünür."),
        N_(
            "Bir proje ancak onu işaretleyenlerin kalan payları maliyetini karşılıyorsa alınabilir."
        ),
        N_(
            "Her adımda, ödenen liraya karşı en çok destek bulan proje alınır; bedelini "
            "destekleyenleri öder."
        ),
        N_(
            "Kimsenin payı yetmeyince sayım biter. Kural öngörüyorsa paylar birer lira artırılıp "
            "sayım yeniden yapılır."
        ),
    ),
    good_for=N_("Paranın bütün mahallelere ve gruplara, oylarıyla orantılı ulaşması için."),
    beware=N_(
        "Çok oy alan bir proje, destekçileri paylarını başka projelere harcadığı için "
        "alınmayabilir."
    ),
)
_SPLIT = Method(
    rule="proportional-split",
    name=N_("Oranla bölüştürme"),
    summary=N_("Para, bütçe başlıklarına aldıkları oyla orantılı bölünür."),
    ballot=N_("Önemli bulduğunuz başlıkları işaretlersiniz."),
    steps=(
        N_("Her başlığın oyu sayılır."),
        N_("Toplam para oylarla çarpılıp bütün oylara bölünür; kuruşun altı kesilir."),
        N_("Artan kuruşlar, kesilen parçası en büyük olanlara birer birer verilir."),
    ),
    good_for=N_("Bir toplamı konular arasında paylaştırmak için."),
    beware=N_("Kazanan ya da kaybeden yoktur; az oy alan başlık da pay alır."),
)

FAMILIES: tuple[Family, ...] = (
    Family(
        "secim",
        N_("İşaretleyerek seçmek"),
        N_("Bir ya da birkaç seçeneği işaretlersiniz; sıraları önemli değildir."),
        (_ONE, _APPROVAL),
    ),
    Family(
        "puan",
        N_("Puan vermek"),
        N_("Seçeneklere sayı verirsiniz."),
        (_SCORE, _AVERAGE, _STAR, _QUADRATIC),
    ),
    Family(
        "siralama",
        N_("Sıralamak"),
        N_("Seçenekleri en çok istediğinizden başlayarak dizersiniz."),
        (_IRV, _SCHULZE, _RANKED_PAIRS, _MINIMAX, _BORDA, _STV),
    ),
    Family(
        "butce",
        N_("Bütçe"),
        N_("Para sınırlıdır; projelerin maliyeti de hesaba girer."),
        (_GREEDY, _NO_SKIP, _THRESHOLD, _RATIO, _EQUAL_SHARES, _SPLIT),
    ),
)

METHODS: dict[str, Method] = {m.rule: m for family in FAMILIES for m in family.methods}
