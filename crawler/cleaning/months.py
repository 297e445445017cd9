"""Month names, in full and as they are shortened in datelines, in the languages of the sources."""

from __future__ import annotations

from .calendars import numbered

# A paragraph a language, twelve entries in the order of the year; variants (cases, abbreviations, spellings) are parted
# by "/", and "_" is a blank inside a name. Croatian "listopada" is missing: the month after it has that name elsewhere.
_NAMES = """
january/jan february/feb march/mar april/apr may june/jun july/jul august/aug september/sept/sep october/oct
november/nov december/dec

januar/jänner/jän februar/feber märz/maerz/mrz april mai juni juli august september oktober/okt november dezember/dez

janvier/janv février/fevrier/févr/fév mars avril/avr mai juin juillet/juil août/aout septembre octobre novembre
décembre/decembre/déc

enero/ene febrero marzo abril/abr mayo junio julio agosto/ago septiembre/setiembre/set octubre noviembre diciembre/dic

gennaio/genn/gen febbraio/febbr marzo aprile maggio/mag giugno/giu luglio/lug agosto settembre/sett ottobre/ott
novembre dicembre

janeiro fevereiro/fev março/marco abril maio/mai junho julho agosto setembro outubro/out novembro dezembro

января/январь/янв февраля/февраль/фев/февр марта/март/мар апреля/апрель/апр мая/май июня/июнь/июн июля/июль/июл
августа/август/авг сентября/сентябрь/сен/сент октября/октябрь/окт ноября/ноябрь/ноя/нояб декабря/декабрь/дек

січня/січень лютого/лютий березня/березень квітня/квітень травня/травень червня/червень липня/липень серпня/серпень
вересня/вересень жовтня/жовтень листопада грудня/грудень

januari februari maart/mrt april mei juni juli augustus september oktober november december

januari februari mars april maj juni juli augusti/aug september oktober november december

januar februar marts april maj juni juli august september oktober november december/des/desember

tammikuuta/tammikuu helmikuuta/helmikuu maaliskuuta/maaliskuu huhtikuuta/huhtikuu toukokuuta/toukokuu
kesäkuuta/kesäkuu heinäkuuta/heinäkuu elokuuta/elokuu syyskuuta/syyskuu lokakuuta/lokakuu marraskuuta/marraskuu
joulukuuta/joulukuu

stycznia/styczeń lutego/luty marca/marzec kwietnia/kwiecień maja/maj czerwca/czerwiec lipca/lipiec sierpnia/sierpień
września/wrzesień października/październik listopada/listopad grudnia/grudzień

ledna/leden února/únor března/březen dubna/duben května/květen června/červen července/červenec srpna/srpen září
října/říjen listopadu prosince/prosinec

ianuarie/ian februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie

ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık

január február március április május június július augusztus szeptember október november december

ιανουαρίου/ιανουάριος φεβρουαρίου/φεβρουάριος μαρτίου/μάρτιος απριλίου/απρίλιος μαΐου/μαΐος/μάιος ιουνίου/ιούνιος
ιουλίου/ιούλιος αυγούστου/αύγουστος σεπτεμβρίου/σεπτέμβριος οκτωβρίου/οκτώβριος νοεμβρίου/νοέμβριος
δεκεμβρίου/δεκέμβριος

januari februari maret april mei juni juli agustus september oktober/okt november desember/des

қаңтар/қаң ақпан/ақп наурыз/нау сәуір/сәу мамыр/мам маусым/мау шілде/шіл тамыз/там қыркүйек/қыр қазан/қаз қараша/қар
желтоқсан/жел

yanvar fevral mart aprel may iyun iyul avgust sentabr/sentyabr oktabr/oktyabr noyabr dekabr

январь/январ февраль/феврал март апрель/апрел май июнь/июн июль/июл август сентябрь/сентябр октябрь/октябр
ноябрь/ноябр декабрь/декабр

yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr noyabr dekabr

студзеня/студзень лютага/люты сакавіка/сакавік красавіка/красавік мая/май чэрвеня/чэрвень ліпеня/ліпень жніўня/жнівень
верасня/верасень кастрычніка/кастрычнік лістапада/лістапад снежня/снежань

януари/яну февруари/фев март/мар април/апр май юни юли август/авг септември/сеп октомври/окт ноември/ное декември/дек

јануар/јануара фебруар/фебруара март/марта април/априла мај/маја јун/јуна јул/јула август/августа септембар/септембра
октобар/октобра новембар/новембра децембар/децембра

januar/januara februar/februara mart/marta april/aprila maj/maja jun/juna jul/jula avgust/avgusta septembar/septembra
oktobar/oktobra novembar/novembra decembar/decembra

siječnja/siječanj veljače/veljača ožujka/ožujak travnja/travanj svibnja/svibanj lipnja/lipanj srpnja/srpanj
kolovoza/kolovoz rujna/rujan listop studenoga/studenog/studeni prosinca/prosinac

januarja/januar februarja/februar marca/marec aprila/april maja/maj junija/junij julija/julij avgusta/avgust
septembra/september oktobra/oktober novembra/november decembra/december

januára/január februára/február marca/marec apríla/apríl mája/máj júna/jún júla/júl augusta/august septembra/september
októbra/október novembra/november decembra/december

jaanuar/jaan veebruar/veebr märts aprill mai juuni juuli august september oktoober november detsember/dets

janvāris/janvārī februāris/februārī marts/martā aprīlis/aprīlī maijs/maijā jūnijs/jūnijā jūlijs/jūlijā
augusts/augustā septembris/septembrī oktobris/oktobrī novembris/novembrī decembris/decembrī

sausio/sausis vasario/vasaris kovo/kovas balandžio/balandis gegužės/gegužė birželio/birželis liepos/liepa
rugpjūčio/rugpjūtis rugsėjo/rugsėjis spalio/spalis lapkričio/lapkritis gruodžio/gruodis

tháng_1/tháng_một tháng_2/tháng_hai tháng_3/tháng_ba tháng_4/tháng_tư tháng_5/tháng_năm tháng_6/tháng_sáu
tháng_7/tháng_bảy tháng_8/tháng_tám tháng_9/tháng_chín tháng_10/tháng_mười tháng_11 tháng_12

जनवरी फ़रवरी/फरवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर/सितम्बर अक्टूबर/अक्तूबर नवंबर/नवम्बर दिसंबर/दिसम्बर

জানুয়ারি/জানুয়ারী ফেব্রুয়ারি/ফেব্রুয়ারী মার্চ এপ্রিল মে জুন জুলাই আগস্ট/অগাস্ট সেপ্টেম্বর অক্টোবর নভেম্বর ডিসেম্বর

ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר

იანვარი/იანვარს თებერვალი/თებერვალს მარტი/მარტს აპრილი/აპრილს მაისი/მაისს ივნისი/ივნისს ივლისი/ივლისს
აგვისტო/აგვისტოს სექტემბერი/სექტემბერს ოქტომბერი/ოქტომბერს ნოემბერი/ნოემბერს დეკემბერი/დეკემბერს

հունվարի/հունվար փետրվարի/փետրվար մարտի/մարտ ապրիլի/ապրիլ մայիսի/մայիս հունիսի/հունիս հուլիսի/հուլիս օգոստոսի/օգոստոս
սեպտեմբերի/սեպտեմբեր հոկտեմբերի/հոկտեմբեր նոյեմբերի/նոյեմբեր դեկտեմբերի/դեկտեմբեր

ژانویه/ژانویهٔ فوریه مارس آوریل/اپریل مه/مهٔ ژوئن/جون ژوئیه/جولای اوت/آگوست سپتامبر اکتبر نوامبر دسامبر

جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر

يناير/كانون_الثاني فبراير/شباط مارس/آذار أبريل/ابريل/نيسان مايو/أيار/ماي يونيو/حزيران يوليو/تموز/يوليوز
أغسطس/اغسطس/آب/غشت سبتمبر/أيلول/شتنبر أكتوبر/اكتوبر/تشرين_الأول نوفمبر/تشرين_الثاني/نونبر ديسمبر/كانون_الأول/دجنبر
"""

MONTHS: dict[str, int] = {
    name.replace("_", " "): number for year in _NAMES.strip().split("\n\n") for name, number in numbered(year)
}
"""From a lower-case name to 1 .. 12."""
