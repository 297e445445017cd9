"""Every number that ranks, in one place; docs/relevance.md has the experiment that chose each."""

from __future__ import annotations

from types import MappingProxyType

# BM25F (Robertson, Zaragoza and Taylor 2004): of a word's frequency in each field, and how much long fields are damped
K1 = 1.4
FIELD_WEIGHTS = MappingProxyType({
    "title": 6.0,
    "text": 1.0,
    "organisation": 1.0,
    "people": 0.5,
    "organisations": 0.5,
    "places": 0.5,
    "topics": 0.5,
    "reference": 3.0,
    "notes": 1.0,
    "said": 1.0,
    "speaker": 1.0,
    "beside": 1.0,
    "words": 1.0,
})  # fmt: skip
DAMPING = MappingProxyType({"title": 0.4, "text": 0.5, "notes": 0.5, "words": 0.5})  # 0 for other fields

AS_TYPED = 0.2  # share of a word's score that only its form as typed has; the rest is for its stem
STOP_WORD = 0.2  # of a stop word in a long query; short ones leave them out

# What else a word may stand for
JOINED = 0.5  # "counter terrorism" for "counterterrorism", and the other way round
COMPOUND = 0.5  # the parts of "Terrorismusbekämpfung", wherever they stand
COMPOUND_WITH = 0.3  # "Terrorismusbekämpfung" for "Bekämpfung"
MISSPELT = 0.5  # near words of one that stands nowhere
SOUND = 0.7  # a name in another script or spelling
PLACE = 0.7  # a city's name in another language
ACRONYM = 0.3  # a full name for its acronym, and the other way round

# Dates in a query ("October 2019")
DATE = 1.0  # what being of that month adds, times the month's rarity
DATE_WORD = 0.2  # of the words that say it

# Short queries, of up to `SHORT` words without stop words, are for something known
SHORT = 4
SHORT_RARITY = 0.6  # exponent of the inverse document frequency: each word counts nearly as much as any other
NEAR = 0.2  # what two neighbouring words of the query add that stand near each other
NEAR_WINDOW = 8  # words

# Long ones are about a subject: feedback (RM3, Lavrenko and Croft 2001; Abdul-Jaleel et al. 2004)
FEEDBACK_FROM = 5  # words without stop words
FEEDBACK_FLAT = 0.6  # the tenth release scores more than this share of the first: none stands out
FEEDBACK_RELEASES = 5
FEEDBACK_TERMS = 30
FEEDBACK_COMMON = 0.1  # share of the releases that a term may stand in
FEEDBACK = 0.3  # share of the score
RERANKED = 2_000  # the first releases, for which nearness, feedback and newness are looked at

# Newer releases first, where a query leaves it open when
RECENT = 0.2  # what the newest release of all gets
RECENT_HALF = 365.0  # days that halve it

# Similar releases: the words of one that tell most of it, as a query
SIMILAR_WORDS = 40
SIMILAR_NAMED = 2  # times that a word of the title or of a name counts beside those in the text
SIMILAR_COMMON = 0.1  # share of the releases that a word may stand in
SIMILAR_DATE = 0.1  # what being of the same day adds, of what all words rare as they are would
SIMILAR_HALF = 14.0  # days that halve it

# Releases of one event (docs/entities.md): what each number of a pair is worth, fitted on judged pairs
EVENT_WORTH = MappingProxyType({
    "one": -1.627,
    "telling": 3.724,  # square root of the cosine of the telling words
    "first": 2.205,  # the same of the words of title and first lines
    "apart": -1.682,  # days
    "unwritten": -3.075,  # each title has a word that the other does not write, with `EVENT_OWN` or more
    "titles": 0.899,  # the share of each title that stands in the beginning of the other; the smaller one
    "amounts": -2.959,  # each begins with amounts that the other does not have
    "names": -0.412,  # logarithm of one more than the names of its own that each begins with
    "yearly": -2.856,  # both begin with a day that comes every year
    "each": -2.567,  # each title tells of what somebody gets whom the other does not name
    "overview": -0.810,  # one goes through many things
})  # fmt: skip
EVENT = 0.8  # the likelihood from which on two releases tell of one event
EVENT_NEAR = 0.75  # below which a third release does not make two into one event
EVENT_OWN = 6.6  # inverse document frequency of a title's rarest word: who does not write it may tell of another thing
EVENT_TELLING = 100  # words of a release that tell most of it
EVENT_TITLED = 2  # times that a word of the title counts beside those of the text
EVENT_DAYS = 2  # days between releases of one event
EVENT_NAMED_DAYS = 30  # from its publication to a day that a release names, and may be of
EVENT_CANDIDATES = 24  # releases that are looked at
EVENT_QUERY = 16  # words that they are looked for by
EVENT_RAREST = 9.5  # how rare a word is that stands in one release alone
EVENT_TITLE = 1.5  # times that a word of the title counts beside one of the beginning
# The same in two languages: what each kind of shared evidence counts, times how rare it is
EVENT_POINTS = 9.0  # that make one event
EVENT_KIND = 3.0  # from which on a kind of evidence counts as one
EVENT_PEOPLE = 1.0
EVENT_BODIES = 0.5
EVENT_CITY = 0.4
EVENT_WORDS = 30.0  # times the cosine of title and beginning
EVENT_DAY = 1.5  # less for each day between them
