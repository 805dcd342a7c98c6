"""Which mail domains belong to everybody and so prove no employer. Pure: no Django."""

from brokerage.kit.mail.domains import ascii_domain, registrable_domain

_EVERYBODYS = """
    gmail.com googlemail.com outlook.com outlook.de outlook.fr hotmail.com hotmail.de hotmail.fr
    hotmail.co.uk live.com live.de live.co.uk live.nl msn.com yahoo.com yahoo.de yahoo.fr
    yahoo.co.uk ymail.com rocketmail.com icloud.com me.com mac.com aol.com gmx.de gmx.net gmx.at
    gmx.ch gmx.com web.de t-online.de freenet.de posteo.de mailbox.org arcor.de proton.me
    protonmail.com pm.me tutanota.com tuta.io fastmail.com hey.com zoho.com mail.com mail.ru
    yandex.ru yandex.com orange.fr wanadoo.fr free.fr laposte.net sfr.fr libero.it virgilio.it
    alice.it tin.it btinternet.com sky.com virginmedia.com telenet.be skynet.be ziggo.nl
    kpnmail.nl bluewin.ch wp.pl o2.pl onet.pl interia.pl seznam.cz qq.com 163.com 126.com
    naver.com daum.net mailinator.com guerrillamail.com yopmail.com 10minutemail.com att.net
    comcast.net sbcglobal.net telefonica.net terra.es tiscali.it verizon.net
"""
PUBLIC_MAIL = frozenset(_EVERYBODYS.split())


def domain_of(email: str) -> str:
    """The part after the @ in lower-case ASCII, without a trailing dot; "" for what is no address."""
    return ascii_domain(email.rpartition("@")[2])


def is_work_domain(domain: str) -> bool:
    """Whether mail at `domain` says who somebody works for."""
    owner = registrable_domain(domain)
    return bool(owner) and PUBLIC_MAIL.isdisjoint({domain, owner})
