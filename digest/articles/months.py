"""Names of months and weekdays in the languages whose full dates are read."""

from __future__ import annotations

from typing import Final

from digest.articles.words import words

_MONTHS: Final = (
    "january jan janvier janv enero ene januar jänner janeiro gennaio januari ocak января يناير",
    "february feb février févr fevrier febrero februar feber fevereiro fev febbraio februari şubat февраля فبراير شباط",
    "march mar mars marzo märz marz mär março marco maart mart марта مارس آذار اذار",
    "april apr avril avr abril abr aprile nisan апреля أبريل ابريل إبريل نيسان",
    "may mai mayo maio maggio mei mayıs мая مايو أيار ايار",
    "june jun juin junio juni junho giugno haziran июня يونيو حزيران",
    "july jul juillet juil julio juli julho luglio temmuz июля يوليو تموز",
    "august aug août aout agosto augustus ağustos августа أغسطس اغسطس آب",
    "september sep sept septembre septiembre setiembre setembro settembre eylül сентября سبتمبر أيلول ايلول",
    "october oct octobre octubre oktober okt outubro ottobre ekim октября أكتوبر اكتوبر",
    "november nov novembre noviembre novembro kasım ноября نوفمبر",
    "december dec décembre déc decembre diciembre dic dezember dez dezembro dicembre aralık декабря ديسمبر",
)
MONTHS: Final = {name: number for number, names in enumerate(_MONTHS, 1) for name in names.split()}
"""casefolded name without a stop -> 1..12"""

ENGLISH_MONTHS: Final = words(
    """
    january jan february feb march mar april apr may june jun july jul august aug september sep sept october oct
    november nov december dec
    """
)

WEEKDAYS: Final = {
    name: number
    for number, names in enumerate(
        (
            "monday mon lundi lunes montag segunda segunda-feira lunedì الاثنين الإثنين",
            "tuesday tue tues mardi martes dienstag terça terça-feira martedì الثلاثاء",
            "wednesday wed mercredi miércoles mittwoch quarta quarta-feira mercoledì الأربعاء الاربعاء",
            "thursday thu thur thurs jeudi jueves donnerstag quinta quinta-feira giovedì الخميس",
            "friday fri vendredi viernes freitag sexta sexta-feira venerdì الجمعة",
            "saturday sat samedi sábado samstag sonnabend sabato السبت",
            "sunday sun dimanche domingo sonntag domenica الأحد الاحد",
        )
    )
    for name in names.split()
}
"""casefolded name -> 0 (Monday) .. 6, as datetime.weekday() counts"""

ENGLISH_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
