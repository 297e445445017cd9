"""Stop words: the words of each language that say how a sentence is built and not what it is about.

Articles, pronouns, prepositions, conjunctions, auxiliary verbs and the words that questions begin with; lists of our
own, closed classes only. The index keeps all of them, so that phrases survive; a query's ranking may leave them out
(docs/relevance.md). They are written as people write them, and compared folded.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache

from indexer.analysis.folding import fold

_WORDS = {
    "ar": """
        في من إلى على عن مع هذا هذه ذلك تلك التي الذي الذين هو هي هم كان كانت يكون تكون أن إن لا لم لن ما ماذا متى
        أين كيف كم هل أي أو ثم بين بعد قبل عند كل قد حول خلال منذ حتى بعض غير إذا لكن أيضا كما بها به لها له فيها
        فيه منها منه عليها عليه وقد وكان وكانت وفي ومن وهو وهي والتي والذي لماذا مما بما التى الى
        """,
    "bg": """
        и в във на от за с със до по при че се е са бе беше ще да не но или като кой коя кое кои какво какъв кога
        къде как защо колко този тази това тези той тя то те аз ти ние вие си го я ги му им след преди между над под
        през ли
        """,
    "cs": """
        a i v ve na z ze s se si do od po pro při za nad pod o u k ke že je jsou byl byla bylo byli být bude který
        která které kteří co kdo kdy kde jak proč kolik jaký jaká jaké ten ta to ti tyto tento tato jeho její jejich
        on ona oni my vy já ale nebo ani jako než by aby
        """,
    "da": """
        og i på af til for med at som en et den det de der er var blev har havde vil kan skal ikke fra om ved under
        over efter mellem hvad hvem hvor hvornår hvordan hvorfor hvilken hvilket hvilke jeg du han hun vi I sig sin
        sit sine eller men også så når
        """,
    "de": """
        der die das des dem den ein eine einer eines einem einen und oder aber in im an am auf aus bei beim bis
        durch für gegen mit nach ohne über um unter von vom vor zu zum zur zwischen ist sind war waren sein wird
        werden wurde wurden worden hat haben hatte hatten kann können soll sollen nicht auch als wie dass wenn ob so
        sich er sie es wir ihr ich du ihm ihn ihnen ihre ihrer ihren ihrem sein seine seiner seinen seinem dieser
        diese dieses diesem diesen was wer wem wen wo wann warum wieso welche welcher welches welchem welchen
        wieviel viele hier dort noch nur mehr sowie
        """,
    "el": """
        ο η το οι τα του της των τον την τους τις στο στη στην στον στους στις στα και ή αλλά σε από για με προς
        κατά μετά πριν μεταξύ είναι ήταν έχει έχουν είχε θα να δεν μην που πως πώς ποιος ποια ποιο ποιοι ποιες ποιον
        ποιους τι πού πότε γιατί πόσο πόσα πόσοι πόσες αυτός αυτή αυτό αυτοί αυτές αυτά ένας μια ένα μία έναν ως
        όπως ότι αν
        """,
    "en": """
        a an the and or but nor of in on at by to for from with without into onto upon about over under between
        among through during before after since until against is are was were be been being am do does did done
        doing has have had having will would shall should can could may might must not no this that these those it
        its he him his she her hers they them their theirs we us our ours you your yours i me my mine who whom whose
        which what when where why how if then than as so such there here also too very all any both each some many
        much more most other own same just only
        """,
    "es": """
        el la los las un una unos unas y e o u pero de del a al en por para con sin sobre entre desde hasta hacia
        según durante ante tras es son era eran fue fueron ser sido está están estaba ha han había haber se su sus
        le les lo me te nos mi tu que qué quien quién quienes quiénes cual cuál cuales cuáles cuando cuándo donde
        dónde como cómo cuanto cuánto cuántos cuánta cuántas por porque no sí más muy también ya este esta esto
        estos estas ese esa eso esos esas aquel aquella
        """,
    "et": """
        ja ning või aga et on oli olid ei ka kui kes mis mida kus millal kuidas miks see need selle nende ta nad
        tema mina sina meie teie oma üks juba veel ainult pärast enne vahel kuni
        """,
    "fa": """
        و در به از که این آن را با برای است بود شد می شود شده های ها یک تا بر هم نیز اما یا اگر چه چی کی کجا چرا
        چگونه چند کدام او ما شما آنها خود باید بین پس پیش هر همه هیچ دیگر بوده اند کرد کرده کند
        """,
    "fi": """
        ja tai mutta että on oli ovat olivat ei ole ollut se ne hän he minä sinä me te tämä nämä tuo joka jotka
        jonka joita mitä mikä mitkä kuka ketkä missä milloin miten miksi kuinka myös kun jos niin kuin sekä jo vielä
        vain ennen jälkeen kanssa mukaan sen niiden hänen heidän
        """,
    "fr": """
        le la les l un une des du de d et ou mais ni à a au aux en dans par pour sur sous avec sans entre vers chez
        depuis pendant avant après contre est sont était étaient être été fut furent ont avait avaient avoir eu se s
        ce cet cette ces c il elle ils elles on nous vous je tu me te lui leur leurs son sa ses mon ma mes notre nos
        votre vos y que qu qui quoi dont où quand comment pourquoi combien quel quelle quels quelles lequel laquelle
        ne n pas plus si comme aussi très tout tous toute toutes
        """,
    "he": """
        של את על עם אל מן לא כי גם או אם הוא היא הם הן זה זאת אלה אני אתה אנחנו היה היתה היו יש אין מה מי איפה מתי
        איך למה כמה איזה כל רק עוד כדי לפני אחרי בין אשר
        """,
    "hi": """
        का के की में से को पर ने और या है हैं था थे थी थीं हो होता होती होते हुआ हुई हुए गया गई गए कर करने किया जाता
        जाती यह ये वह वे इस उस इन उन इसके उसके उनके जो जिस जिसने क्या कौन कब कहाँ कहां कैसे क्यों कितने कितना कितनी
        किस किसने किसे किन एक भी ही तो तक नहीं लिए साथ बाद द्वारा अपने अपनी अपना रूप किसी सा सी
        """,
    "hr": """
        i u na od do za s sa o po pri iz kod je su bio bila bilo biti će da ne ali ili kao koji koja koje tko što
        kada gdje kako zašto koliko ovaj ova ovo taj ta to on ona oni mi vi ja se svoj njegov njihov
        """,
    "hu": """
        a az egy és vagy de hogy is nem van volt voltak lesz meg el ki mi mit miért mikor hol hogyan mennyi hány
        melyik aki ami amely ez azt ezt ő ők én te mi ti csak már még után előtt között alatt
        """,
    "id": """
        yang dan di ke dari untuk pada dengan oleh dalam adalah ini itu atau tetapi tidak akan telah sudah juga
        sebagai karena apa siapa kapan mana bagaimana mengapa berapa ia dia mereka kami kita saya anda nya para
        antara setelah sebelum bahwa
        """,
    "it": """
        il lo la i gli le l un uno una e ed o ma di del dello della dei degli delle a al allo alla ai agli alle da
        dal dalla dai in nel nello nella nei negli nelle con su sul sulla sui per tra fra è sono era erano essere
        stato stata ha hanno aveva avere si suo sua suoi sue loro mi ti ci vi che chi cui quale quali quando dove
        come perché quanto quanti quanta quante non più anche questo questa questi queste quello quella
        """,
    "lt": """
        ir ar bet kad yra buvo bus ne iš į su be apie prie po per už kas ką kuris kuri kurie kada kur kaip kodėl
        kiek šis ši tai tas ta jis ji jie mes jūs aš savo jo jos jų
        """,
    "lv": """
        un vai bet ka ir bija būs ne no uz ar bez par pie pēc pirms kas ko kurš kura kuri kad kur kā kāpēc cik šis
        šī tas tā viņš viņa viņi mēs jūs es savu
        """,
    "nb": """
        og i på av til for med at som en et ei den det de er var ble blir har hadde vil kan skal ikke fra om ved
        under over etter mellom hva hvem hvor når hvordan hvorfor hvilken hvilket hvilke jeg du han hun vi dere seg
        sin sitt sine eller men også så
        """,
    "nl": """
        de het een en of maar van in op aan bij met voor door naar uit over onder tussen tot om te is zijn was waren
        wordt worden werd werden heeft hebben had hadden kan kunnen zal zullen niet ook als dat die dit deze wat wie
        waar wanneer waarom hoe welke welk hoeveel er hij zij ze wij we jij je ik u zich hun haar hem mijn ons onze
        nog
        """,
    "pl": """
        i w we na z ze do od po dla przy za nad pod o u że się jest są był była było byli być będzie nie ale lub
        oraz albo który która które którzy co kto kiedy gdzie jak dlaczego ile jaki jaka jakie ten ta to ci te tego
        tej on ona oni my wy ja jego jej ich czy jako przez
        """,
    "pt": """
        o a os as um uma uns umas e ou mas de do da dos das em no na nos nas por pelo pela pelos pelas para com sem
        sobre entre desde até é são era eram foi foram ser sido está estão tem têm tinha ter se seu sua seus suas
        lhe me te nos que quem qual quais quando onde como porque quanto quantos quanta quantas não mais também já
        este esta isto esse essa isso ao aos à às
        """,
    "ro": """
        și si sau dar în in la de pe cu din pentru prin despre între către după fără până sub este sunt era erau fi
        fost fiind a au am ai are aveau va vor se să nu mai că ce cine care când unde cum câți câte cât cărui căreia
        cărora al ale lui ei lor îl îi le un o unei unui unor acest această aceste acești acel acea el ea ele noi
        voi eu sa său dacă
        """,
    "ru": """
        и в во на с со к ко по из от до для о об при за над под у а но или что чтобы как так не ни же ли бы был была
        было были быть есть будет который которая которое которые которого которой которых кто кого кому чем что
        чего когда где куда почему зачем сколько какой какая какое какие каким какого каких чей чья этот эта это эти
        тот та те того этого он она оно они мы вы я ты его её их им ему ей нас вас себя свой свои также если после
        перед между через
        """,
    "sk": """
        a i v vo na z zo s so sa si do od po pre pri za nad pod o u k ku že je sú bol bola bolo boli byť bude ktorý
        ktorá ktoré čo kto kedy kde ako prečo koľko aký aká aké ten tá to tento táto jeho jej ich on ona oni my vy
        ja ale alebo
        """,
    "sl": """
        in v na z s iz od do za o po pri pod nad je so bil bila bilo biti bo da ne ali ki kot kdo kaj kdaj kje kako
        zakaj koliko kateri katera ta to ti on ona oni mi vi jaz se svoj njegov njihov
        """,
    "sr": """
        и у на од до за с са о по при из код је су био била било бити ће да не али или као који која које ко шта
        када где како зашто колико овај ова ово тај та то он она они ми ви ја се i u na od do za s sa o po pri iz
        kod je su bio bila bilo biti će da ne ali ili kao koji koja koje ko šta kada gde kako zašto koliko ovaj ova
        ovo taj ta to on ona oni
        """,
    "sv": """
        och i på av till för med att som en ett den det de är var blev blir har hade vill kan ska skall inte från om
        vid under över efter mellan vad vem vilka vilken vilket var när hur varför jag du han hon vi ni sig sin sitt
        sina eller men också så där här detta denna dessa
        """,
    "ta": """
        மற்றும் ஒரு என்று இந்த அந்த அது இது என என்ன யார் எப்போது எங்கே எப்படி ஏன் எத்தனை எந்த உள்ள ஆகும் இருந்து
        அல்லது அவர் அவர்கள்
        """,
    "tr": """
        ve ile veya ya da de bir bu şu o için gibi kadar sonra önce göre olarak olan oldu olduğu ise mi mı mu mü
        değil ne nedir neydi kim kimdir kime kimin nerede nereye nereden neden niçin nasıl kaç hangi hangisi ki ama
        çok daha en her ben sen biz siz onlar onun var yok
        """,
    "uk": """
        і й та в у на з із зі до від по для про при за над під а але або що щоб як так не ні же чи би був була було
        були бути є буде який яка яке які якого якої яких хто кого кому чим чого коли де куди чому скільки чий цей
        ця це ці той та те ті він вона воно вони ми ви я ти його її їх їм йому їй себе свій також якщо після перед
        між через
        """,
    "vi": """
        là và của có các những một cho được trong với không này đó khi để đến từ về ở ra vào như cũng đã sẽ đang bị
        bởi tại theo trên dưới giữa sau trước gì nào ai đâu sao thế bao nhiêu mấy hay hoặc nhưng mà thì nếu rằng
        """,
}  # fmt: skip
_SAME = {"no": "nb", "nn": "nb", "bs": "hr", "sh": "hr", "mo": "ro"}

LANGUAGES = frozenset(_WORDS)


@cache
def stop_words(language: str) -> frozenset[str]:
    """The stop words of a language (a primary subtag of BCP 47), folded; none where we have no list."""
    return frozenset(map(fold, _WORDS.get(_SAME.get(language, language), "").split()))


def likely_languages(words: Sequence[str], languages: Collection[str] = LANGUAGES) -> frozenset[str]:
    """The languages that a query's folded words may be in: those with the most of them among their stop words.

    None where no word is one, nor where a single word is one of several languages ("die" in "die hard").
    """
    counts = {language: sum(word in stop_words(language) for word in words) for language in languages}
    most = max(counts.values(), default=0)
    found = frozenset(language for language, count in counts.items() if count == most)
    return found if most > 1 or (most == 1 and len(found) == 1) else frozenset()


def content_words(words: Sequence[str], languages: Collection[str] = LANGUAGES) -> Sequence[str]:
    """A query's folded words without the stop words of the language that it seems to be in.

    Where several are as likely, words that are stop words in all of them. Nothing is taken from a query of stop words
    alone ("to be or not to be").
    """
    likely = likely_languages(words, languages)
    kept = [word for word in words if not likely or not all(word in stop_words(language) for language in likely)]
    return kept or words
