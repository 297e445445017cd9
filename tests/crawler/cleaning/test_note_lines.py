"""The lines that begin notes, in many languages."""

from __future__ import annotations

import pytest

from crawler.cleaning.note_lines import is_about_line, is_contact_line, is_end_mark


@pytest.mark.parametrize(
    "line",
    [
        "Media contact",
        "Contact:",
        "Press contacts: Jane Doe",
        "Notes to editors",
        "Editor's note",
        "For further information, please contact Jane Doe",
        "Pressekontakt:",
        "Ansprechpartnerin",
        "Kontakt für die Presse",
        "Achtung Redaktionen!",
        "Weitere Auskünfte erteilt:",
        "Contact presse",
        "Contacto de prensa",
        "Contatti stampa:",
        "Assessoria de imprensa",
        "Контакты для СМИ:",
        "Для справки:",
        "联系方式：电话",
        "お問い合わせ",
        "للتواصل",
        "Contactos para la prensa",
        "Gabinete de prensa",
        "Notas para los editores",
        "Service de presse :",
        "Notes à la rédaction",
        "Contacto da imprensa",
        "Notas aos editores",
        "Contatti per i media",
        "Woordvoering",
        "Noot voor de redactie",
        "Kontaktuppgifter",
        "Kontakt dla mediów",
        "Rzecznik prasowy",
        "Контакты для прессы",
        "Контакты для журналистов:",
        "Примечания для редакторов",
        "Контакти для медіа",
        "Прес-служба",
        "للتواصل الصحفي",
        "للاستفسارات الإعلامية",
        "ملاحظات للمحررين",
        "اطلاعات تماس",
        "تماس با روابط عمومی",
        "媒体联系",
        "新聞聯絡人：",
        "编者注",
        "本件に関するお問い合わせ先",
        "報道関係者の問い合わせ先",
        "언론 문의",
        "담당자 연락처",
        "Basın iletişim",
        "Editörlere notlar",
    ],
)
def test_contact_lines(line: str) -> None:
    assert is_contact_line(line)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "Kontaktverbot gilt weiter",
        "Contact with wild animals",
        "Kontakte zwischen Mensch und Tier",
        "Media freedom",
        "Контакты с дикими животными",
        "للتواصل مع الجيران أهمية كبيرة",
        "联系实际",
        "Kontakt z naturą",
    ],
)
def test_no_contact_lines(line: str) -> None:
    assert not is_contact_line(line)


@pytest.mark.parametrize(
    "line",
    [
        "About the Harbour Office",
        "About us",
        "About the Harbour Office:",
        "Über die Hafenbehörde",
        "À propos de X",
        "À propos : Office international des ports, des phares et des voies navigables de la côte orientale (OIPPV)",
        "À propos de l’agence",
        "Acerca de: Oficina del Puerto",
        "Quiénes somos",
        "Sobre a Autoridade do Porto",
        "Informazioni sull’azienda",
        "Over het Havenbedrijf",
        "Om Hamnverket",
        "O Zarządzie Portu",
        "О компании",
        "Об Управлении порта",
        "Справка: Управление порта",
        "Про Адміністрацію порту",
        "Довідка",
        "نبذة: هيئة الميناء",
        "حول هيئة الميناء",
        "درباره سازمان بنادر",
        "درباره‌ی سازمان بنادر",
        "关于港务局",
        "關於港務局",
        "港务局简介",
        "関税局について",
        "会社概要",
        "항만청 소개",
        "항만청에 대하여",
        "Liman İdaresi hakkında",
    ],
)
def test_about_lines(line: str) -> None:
    assert is_about_line(line)


@pytest.mark.parametrize(
    "line",
    [
        "Over to you",
        "About time it came.",
        "Overall results",
        "Omens",
        "about x " * 30,
        "About 60 ships",
        "ОБЩИЕ СВЕДЕНИЯ",
        "О чём договорились",
    ],
)
def test_no_about_lines(line: str) -> None:
    assert not is_about_line(line)


@pytest.mark.parametrize("line", ["ENDS", "- Ende -", "###", "# # #", "-30-", "FIN", "* * *"])
def test_end_marks(line: str) -> None:
    assert is_end_mark(line)


@pytest.mark.parametrize("line", ["30", "The end of it", "", "Friends"])
def test_no_end_marks(line: str) -> None:
    assert not is_end_mark(line)
