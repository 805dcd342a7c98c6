"""The well-known test cards and how each behaves; Luhn and form checks of a typed card."""

from dataclasses import dataclass

from payments.sandbox.errors import JSON


@dataclass(frozen=True)
class Card:
    """One test card. ``decline`` is (code, decline_code); ``threeds`` is when to authenticate."""

    number: str
    label: str
    decline: tuple[str, str] | None = None
    threeds: str = "never"  # never, unless_set_up, always
    after: str = ""  # what happens after the capture
    refund: str = ""  # how a refund behaves
    at_once: bool = False  # straight to the available balance
    attaches_then_declines: bool = False
    shown: bool = False  # offered on the checkout page
    country: str = "US"

    @property
    def brand(self) -> str:
        first = self.number[0]
        amex = self.number[:2] in ("34", "37")
        return (
            "amex"
            if amex
            else {"4": "visa", "5": "mastercard", "2": "mastercard"}.get(first, "discover")
        )

    @property
    def last4(self) -> str:
        return self.number[-4:]


def _declined(number: str, label: str, decline_code: str, *, shown: bool = False) -> Card:
    return Card(number, label, decline=("card_declined", decline_code), shown=shown)


CARDS = {
    card.number: card
    for card in (
        Card("4242424242424242", "Succeeds", shown=True),
        Card("4000000000003220", "Asks for 3-D Secure", threeds="always", shown=True),
        _declined("4000000000000002", "Is declined", "generic_decline", shown=True),
        _declined("4000000000009995", "Has insufficient funds", "insufficient_funds", shown=True),
        Card(
            "4000008400001629",
            "3-D Secure, then declined",
            threeds="always",
            decline=("card_declined", "generic_decline"),
            shown=True,
        ),
        Card("4000000000000259", "Succeeds, disputed later", after="fraudulent", shown=True),
        Card("5555555555554444", "Succeeds (Mastercard)"),
        Card("5200828282828210", "Succeeds (Mastercard debit)"),
        Card("378282246310005", "Succeeds (American Express)"),
        Card("6011111111111117", "Succeeds (Discover)"),
        Card("4000056655665556", "Succeeds (Visa debit)"),
        Card("4000002760000016", "Succeeds (Germany)", country="DE"),
        Card("4000008260000000", "Succeeds (United Kingdom)", country="GB"),
        _declined("4000000000009987", "Lost card", "lost_card"),
        _declined("4000000000009979", "Stolen card", "stolen_card"),
        _declined("4000000000006975", "Exceeds its velocity limit", "card_velocity_exceeded"),
        _declined("4100000000000019", "Blocked as fraudulent", "fraudulent"),
        Card("4000000000000069", "Expired", decline=("expired_card", "expired_card")),
        Card("4000000000000127", "Wrong CVC", decline=("incorrect_cvc", "incorrect_cvc")),
        Card(
            "4000000000000119", "Processing error", decline=("processing_error", "processing_error")
        ),
        Card("4000000000000341", "Attaches, then declines", attaches_then_declines=True),
        Card("4000002500003155", "3-D Secure unless set up", threeds="unless_set_up"),
        Card("4000002760003184", "3-D Secure always", threeds="always"),
        Card("4000003800000446", "Already set up", threeds="unless_set_up"),
        Card(
            "4000008260003178",
            "3-D Secure, then insufficient funds",
            threeds="always",
            decline=("card_declined", "insufficient_funds"),
        ),
        Card("4000000000002685", "Disputed: not received", after="product_not_received"),
        Card("4000000000001976", "Disputed: an inquiry", after="inquiry"),
        Card("4000000000005423", "Early fraud warning", after="early_fraud_warning"),
        Card("4000000404000079", "Disputed twice", after="multiple"),
        Card("4000000000007726", "Refund pending, then done", refund="pending"),
        Card("4000000000005126", "Refund done, then failed", refund="fails"),
        Card("4000000000000077", "Straight to the available balance", at_once=True),
    )
}

SHORTCUTS = {  # test payment methods that the API takes without a card form
    "pm_card_visa": "4242424242424242",
    "pm_card_mastercard": "5555555555554444",
    "pm_card_bypassPending": "4000000000000077",
    "pm_card_chargeDeclined": "4000000000000002",
    "pm_card_visa_chargeDeclined": "4000000000000002",
    "pm_card_chargeDeclinedInsufficientFunds": "4000000000009995",
    "pm_card_chargeCustomerFail": "4000000000000341",
    "pm_card_authenticationRequired": "4000002760003184",
    "pm_card_threeDSecure2Required": "4000000000003220",
    "pm_card_createDispute": "4000000000000259",
    "pm_card_createDisputeProductNotReceived": "4000000000002685",
    "pm_card_createDisputeInquiry": "4000000000001976",
    "pm_card_pendingRefund": "4000000000007726",
    "pm_card_refundFail": "4000000000005126",
}

MESSAGES = {
    "insufficient_funds": "Your card has insufficient funds.",
    "expired_card": "Your card has expired.",
    "incorrect_cvc": "Your card's security code is incorrect.",
    "processing_error": (
        "An error occurred while processing your card. Try again in a little bit."
    ),
    "card_velocity_exceeded": (
        "Your card was declined for making repeated attempts too frequently or exceeding its"
        " amount limit."
    ),
    "test_mode_live_card": (
        "Your card was declined. Your request was in test mode, but used a non test card."
    ),
    "authentication_required": (
        "Your card was declined. This transaction requires authentication."
    ),
}


def decline_message(decline_code: str) -> str:
    """Stripe's sentence for a decline."""
    return MESSAGES.get(decline_code, "Your card was declined.")


def luhn(number: str) -> bool:
    """Whether the check digit of a card number is right."""
    digits = [int(digit) for digit in reversed(number)]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def card_of(number: str) -> Card:
    """The test card of this number; a real-looking number is a card that test mode declines."""
    live = Card(number, "No test card", decline=("card_declined", "test_mode_live_card"))
    return CARDS.get(number, live)


def problem(number: str, month: int, year: int, cvc: str, today: tuple[int, int]) -> JSON | None:
    """What is wrong with a typed card: code, field and sentence; None if nothing is."""
    if not number.isdigit() or not 12 <= len(number) <= 19 or not luhn(number):
        return _wrong("incorrect_number", "number", "Your card number is invalid.")
    if not 1 <= month <= 12:
        return _wrong("invalid_expiry_month", "expiry", "Your card's expiry month is invalid.")
    if (year, month) < today or year > today[0] + 50:
        return _wrong("invalid_expiry_year", "expiry", "Your card's expiry date is in the past.")
    if not cvc.isdigit() or len(cvc) not in (3, 4):
        return _wrong("invalid_cvc", "cvc", "Your card's security code is invalid.")
    return None


def _wrong(code: str, field_name: str, message: str) -> JSON:
    return {"code": code, "field": field_name, "message": message}
