"""Month names, in full and as they are shortened in datelines, in the languages of the sources."""

from __future__ import annotations

# A paragraph a language, twelve entries in the order of the year; variants (cases, abbreviations, spellings) are parted
# by "/", and "_" is a blank inside a name.
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

يناير/كانون_الثاني فبراير/شباط مارس/آذار أبريل/ابريل/نيسان مايو/أيار/ماي يونيو/حزيران يوليو/تموز/يوليوز
أغسطس/اغسطس/آب/غشت سبتمبر/أيلول/شتنبر أكتوبر/اكتوبر/تشرين_الأول نوفمبر/تشرين_الثاني/نونبر ديسمبر/كانون_الأول/دجنبر
"""

MONTHS: dict[str, int] = {
    variant.replace("_", " "): number
    for language in _NAMES.strip().split("\n\n")
    for number, variants in enumerate(language.split(), start=1)
    for variant in variants.split("/")
}
"""From a lower-case name to 1 .. 12."""
