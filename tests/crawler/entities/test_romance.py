"""What Romance languages show of bodies, towns and people. All names are invented where nothing else is said."""

import pytest

from crawler.entities.annotate import find
from crawler.entities.found import Entities
from crawler.records import Release


def entities(text: str, language: str) -> Entities:
    return find(Release("", "Nota", text, language=language))


def bodies(text: str, language: str) -> set[str]:
    return {
        text[slice(span.start - 6, span.end - 6)]
        for one in entities(text, language).organisations
        for span in one.spans
    }


def towns(text: str, language: str) -> set[str]:
    return {text[slice(span.start - 6, span.end - 6)] for one in entities(text, language).places for span in one.spans}


def people(text: str, language: str) -> set[str]:
    return {person.label for person in entities(text, language).people}


@pytest.mark.parametrize(
    ("text", "language", "names"),
    [
        (
            "Le Service départemental-lacustre d'incendie et de secours est intervenu.",
            "fr",
            {"Service départemental-lacustre d'incendie et de secours"},
        ),
        ("L'Agence régionale des lacs Orrine-Tallow prévient.", "fr", {"Agence régionale des lacs Orrine-Tallow"}),
        ("Le conseil départemental de la Tallonne a voté.", "fr", {"conseil départemental de la Tallonne"}),
        (
            "Le Centre d'étude et de valorisation des joncs ferme.",
            "fr",
            {"Centre d'étude et de valorisation des joncs"},
        ),
        ("L'ARS Pays du Tallow recrute.", "fr", {"ARS Pays du Tallow"}),
        ("Des dons vont à l'association des Amis de l'orgue Tallon.", "fr", {"association des Amis de l'orgue Tallon"}),
        ("La Ligue nationale de rame communiquera lundi.", "fr", {"Ligue nationale de rame"}),
        ("Il dirige la Haute Autorité des lacs d'Orrine.", "fr", {"Haute Autorité des lacs d'Orrine"}),
        ("Los agentes de la Comisaría Provincial de Orrinal llegaron.", "es", {"Comisaría Provincial de Orrinal"}),
        (
            "Lo dice el Juzgado de Lagos número 3 de Orrinal.",
            "es",
            {"Juzgado de Lagos número 3 de Orrinal"},
        ),
        (
            "La Consejería de Lagos, Ciencia y Riberas convoca ayudas.",
            "es",
            {"Consejería de Lagos, Ciencia y Riberas"},
        ),
        ("El Hospital Universitario La Orrina abre.", "es", {"Hospital Universitario La Orrina"}),
        (
            "Scrive il Dipartimento di Scienze fluviali, della pesca e delle relazioni fluviali.",
            "it",
            {"Dipartimento di Scienze fluviali, della pesca e delle relazioni fluviali"},
        ),
        ("La Banca di Orrina e del Tallone finanzia due borse.", "it", {"Banca di Orrina e del Tallone"}),
        ("Il Comune di Orrina nell'Emilia apre.", "it", {"Comune di Orrina nell'Emilia"}),
        ("Lavora alla ASL Orrina Tallone da anni.", "it", {"ASL Orrina Tallone"}),
        ("Decide o Tribunal Regional do Lago da 4ª Região.", "pt", {"Tribunal Regional do Lago da 4ª Região"}),
        ("Ajuda a Santa Casa da Orrinal.", "pt", {"Santa Casa da Orrinal"}),
        ("El Consell Comarcal de l'Orrinès convoca ajuts.", "ca", {"Consell Comarcal de l'Orrinès"}),
    ],
)
def test_a_kind_begins_a_name(text: str, language: str, names: set[str]) -> None:
    assert bodies(text, language) == names


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Le conseil d'administration se réunit mardi.", "fr"),
        ("Service de qualité, accueil chaleureux.", "fr"),
        ("Notre service client répond.", "fr"),
        ("El Consejo de Administración se reúne el lunes.", "es"),
        ("L'ufficio stampa comunica gli orari.", "it"),
        ("O conselho fiscal reúne hoje.", "pt"),
    ],
)
def test_what_any_body_has_is_none(text: str, language: str) -> None:
    assert not bodies(text, language)


def test_who_stands_behind_an_assembly_is_none_of_it() -> None:
    assert "Asamblea Juan Orrinés" not in bodies("El portavoz en la Asamblea Juan Orrinés dijo que no.", "es")


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("La mine est exploitée par la société Tallonne et Fils.", "fr", "Tallonne et Fils"),
        ("Compró la empresa canadiense Tallow Copper.", "es", "Tallow Copper"),
        ("La ejecuta la firma local Orrinsol Energía, S. L.", "es", "Orrinsol Energía, S. L."),
        ("Con la ayuda de las asociaciones Orrinal Vive y Mujeres con Lago, de aquí.", "es", "Mujeres con Lago"),
        ("È titolare della ditta Orrinservice F.lli Tallon s.n.c., di qui.", "it", "Orrinservice F.lli Tallon s.n.c."),
        ("La AFQA abrirá expediente.", "es", "AFQA"),
        ("Il controllo spetta alla BEQS da oggi.", "it", "BEQS"),
        ("E l'Orrinpae ha prelevato campioni.", "it", "Orrinpae"),
        ("Está financiada por Orrincaja y otros.", "es", "Orrincaja"),
        ("O ensaio tem o apoio da Orrincoop.", "pt", "Orrincoop"),
        ("Levée menée aux côtés de Tallonne Up, un fonds.", "fr", "Tallonne Up"),
        ("Ufficio stampa: Eo Orrino, Giulia Tallon, cell. 335 000", "it", "Eo Orrino"),
        ("Lo dice la Cgil in una nota.", "it", "Cgil"),
    ],
)
def test_what_stands_around_a_name_shows_a_body(text: str, language: str, name: str) -> None:
    assert name in bodies(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("La TVA augmente et le PIB recule.", "fr"),
        ("Ieri la Toscana ha votato.", "it"),
        ("Nato a Carbonia, visse lì.", "it"),
        ("Les Orrinais ont voté.", "fr"),
    ],
)
def test_regions_peoples_and_other_letters_are_no_bodies(text: str, language: str) -> None:
    assert not bodies(text, language)


@pytest.mark.parametrize(
    ("text", "language", "names"),
    [
        # Real towns, all small.
        ("Née à Guebwiller, elle vit entre Lézardrieux et Roscoff.", "fr", {"Guebwiller", "Lézardrieux", "Roscoff"}),
        ("Ofrecía casas en Conil, Tarifa y Zahara de los Atunes.", "es", {"Conil", "Tarifa", "Zahara de los Atunes"}),
        ("Viene de Nicaragua y vive en Getxo.", "es", {"Nicaragua", "Getxo"}),
        ("Trenta clienti fra Lugo, Cotignola e Imola.", "it", {"Lugo", "Cotignola", "Imola"}),
        ("Buscas em Estremoz, Borba e Vila Viçosa.", "pt", {"Estremoz", "Borba", "Vila Viçosa"}),
        # Not real.
        ("É natural de Orrinalva do Castelo.", "pt", {"Orrinalva do Castelo"}),
        ("Orrinago (BG), 18 settembre", "it", {"Orrinago"}),
        ("Vive in via Roma da anni.", "it", set()),
        ("Falou Jana Orrin dos Santos ontem.", "pt", set()),
        ("Su portavoz en Andalucía insiste.", "es", set()),
    ],
)
def test_towns(text: str, language: str, names: set[str]) -> None:
    assert towns(text, language) == names


def test_a_small_town_counts_in_its_language_only() -> None:
    assert not towns("They met in Lézardrieux.", "en")


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("Ecco la regista Dagmaw Tesfay, nata lì.", "it", "Dagmaw Tesfay"),
        ("O diretor do instituto, Esperon Kallat, explica a escolha.", "pt", "Esperon Kallat"),
        ("O presidente do sindicato, Luis Henrique Tallon, afirma que sim.", "pt", "Luis Henrique Tallon"),
        ("Ayer nombró gerente a José Ramón Tallón Parra, hasta ahora jefe.", "es", "José Ramón Tallón Parra"),
        ("Su portavoz en Andalucía, Drissa El Tallani, insiste.", "es", "Drissa El Tallani"),
        ("O bispo, D. Nuno Tallon, falou.", "pt", "Nuno Tallon"),
        ("Os outros são Rodrigo Tallon e mais um.", "pt", "Rodrigo Tallon"),
        ("C'est le maire, Éric Straumann, qui parle.", "fr", "Éric Straumann"),
    ],
)
def test_people(text: str, language: str, name: str) -> None:
    assert name in people(text, language)
