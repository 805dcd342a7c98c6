"""The few phrases that answer by themselves, in the languages that people answer in."""

import re
from unicodedata import category, normalize

ANSWERS = {
    "agree": "yes|agree|agreed|i agree|yes please|yes i agree|i agree to be introduced|ok yes"
    "|yes i agree to be introduced",
    "not_now": "no|not now|no thanks|no thank you|not now thanks|not now thank you|nope|no not now"
    "|not interested|no not interested|im not interested|i am not interested|i decline|decline|declined"
    "|i do not agree|i dont agree|i disagree|not for me|i refuse|no i do not agree|no i dont agree"
    "|nein|nein danke|nicht jetzt|jetzt nicht|kein interesse|nein kein interesse|ich lehne ab"
    "|non|non merci|pas maintenant|pas intéressé|pas intéressée|je refuse"
    "|no gracias|ahora no|no me interesa|no estoy interesado|no estoy interesada"
    "|no grazie|non ora|non adesso|non mi interessa|nee|nee bedankt|nee dank je|nee dank u|niet nu"
    "|geen interesse|nej|nej tack|nej tak|inte nu|ikke nu|ikke nå|nei|nei takk|ei|ei kiitos|ei nyt"
    "|nie dziękuję|nie teraz|não|não obrigado|não obrigada|agora não|não tenho interesse"
    "|нет|нет спасибо|не сейчас|не интересно|ні|ні дякую|ne|ne děkuji|ne hvala|nem|nem köszönöm"
    "|nu mulțumesc|hayır|hayır teşekkürler|όχι|όχι ευχαριστώ|לא|לא תודה|لا|لا شكرا"
    "|いいえ|結構です|不|不要|不用|不用了|不 谢谢|不用 谢谢|아니요|아니오",
    "not_seller": "not this seller|not this one|not from this person",
    "never": "nobody ever|never|never again|stop|unsubscribe|remove me|never contact me again"
    "|do not contact me again|dont contact me again|do not contact me|dont contact me"
    "|niemals|nie wieder|kontaktieren sie mich nie wieder|jamais|plus jamais|nunca|nunca más|mai più"
    "|nooit|nooit meer|aldrig|никогда",
}
WORDS = {words: answer for answer, said in ANSWERS.items() for words in said.split("|")}
NO = frozenset({"not_now", "not_seller", "never"})
REPLIED = re.compile(
    r"^\s*(?:(?:re|aw|antw|sv|vs|ref|rif|res|odp|ynt|wg|fwd?|tr|回复|답장|答复)(?:\[\d+\])?\s*[:：]\s*)+",
    re.IGNORECASE,
)
#: Ways to refuse in the middle of other words; only for mail that may be about anything.
REFUSING = re.compile(
    r"\b(?:stop (?:it|this|writing|emailing|mailing|contacting)|unsubscribe|remove me|opt(?:ing)? out"
    r"|not interested|no longer interested|never (?:asked|agreed|consented|contact|write|met|heard)"
    r"|(?:do not|don.?t|did not|didn.?t) (?:contact|write|email|e-mail|mail|agree|consent|want)"
    r"|i object|objection|i refuse|i decline|withdraw|take back|revoke|delete my|erase (?:me|my)|gdpr"
    r"|leave me alone|harass\w*|spam|kein interesse|nicht interessiert|widerspr\w+|widerruf\w*|lösch\w+"
    r"|abmelden|unterlassen|pas intéress\w+|désabonn\w+|désinscri\w+|je m.?oppose|ne m.?écrivez|supprimez"
    r"|no me interesa|no me escrib\w+|me opongo|baja|non mi interessa|cancellate\w*|mi oppongo"
    r"|geen interesse|niet geïnteresseerd|ik maak bezwaar|afmelden|uitschrijven|inte intresserad"
    r"|nie jestem zainteresowan\w+|não tenho interesse|не пишите|не интересует|удалите)\b",
    re.IGNORECASE,
)


def phrase(line: str) -> str:
    """The answer that a line is, as a whole; "" if it asks, or holds anything but words and punctuation."""
    return WORDS.get(bare(line), "")


def bare(line: str) -> str:
    """The words of a line in small letters; "" where signs stand in it that are no writing."""
    line = normalize("NFC", line.strip().lstrip("\ufeff"))
    odd = [one for one in line if not one.isalnum() and category(one)[0] not in "PZCM"]
    hidden = [
        one for one in line if category(one) in {"Cf", "Cc", "Co", "Cn"} and one not in "\t\r\n"
    ]
    if odd or hidden or "?" in line or "？" in line:
        return ""
    return " ".join(re.findall(r"\w+", line.casefold().replace("'", "").replace("’", "")))


def bare_subject(subject: str) -> str:
    """A subject without the marks of a reply."""
    return REPLIED.sub("", subject)


def sounds_like_no(text: str) -> bool:
    """Whether a refusal or an objection stands anywhere in `text`, or is all of a line of it."""
    lines = text.splitlines()
    return REFUSING.search(text) is not None or any(phrase(line) in NO for line in lines)
