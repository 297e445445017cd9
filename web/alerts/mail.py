"""E-mail: a message as text and HTML that one click unsubscribes from (RFC 8058), and its way to the server."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from hashlib import sha256

from crawler.settings import AlertSettings, Settings
from crawler.store.outbox import Kind, Message
from crawler.store.saved import Saved
from web.alerts import addresses, telling
from web.alerts.failures import SendError

SECONDS = 30.0  # for each step of the conversation
REFUSED = 500  # a reply from here on says that it will be the same another time (RFC 5321, 4.2.1)


def mail(message: Message, saved: Saved, settings: Settings) -> EmailMessage:
    """The same message every time: who gets it twice, since nobody knew whether it had arrived, can tell by its id."""
    written = EmailMessage(policy=SMTP)
    written["From"] = settings.alerts.sender
    written["To"] = saved.wishes.target
    written["Subject"] = telling.subject(message, saved)
    written["Date"] = format_datetime(message.created_at, usegmt=True)
    written["Message-ID"] = message_id(message, saved, settings)
    written["Auto-Submitted"] = "auto-generated"  # RFC 3834: no reply of an absent person comes back
    if message.kind is not Kind.CONFIRM:
        written["List-Id"] = f"<{saved.id}.alerts.{_domain(settings)}>"
        written["List-Unsubscribe"] = f"<{addresses.unsubscribe(settings, saved)}>"
        written["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    written.set_content(telling.rendered("mail.txt", message, saved, settings))
    written.add_alternative(telling.rendered("mail.html", message, saved, settings), subtype="html")
    written["Content-Language"] = saved.wishes.language  # of all parts
    return written


def message_id(message: Message, saved: Saved, settings: Settings) -> str:
    made = sha256(f"{saved.secret} {message.id}".encode()).hexdigest()[:16]
    return f"<alert.{message.id}.{made}@{_domain(settings)}>"


def send(written: EmailMessage, settings: AlertSettings) -> None:
    """Hands it to the server. Raises SendError."""
    try:
        with _connected(settings) as server:
            server.send_message(written)
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        raise SendError(_said("refuses the address", code, said), final=code >= REFUSED) from error
    except smtplib.SMTPAuthenticationError as error:  # the settings are to be mended, then it goes on
        raise SendError(_said("refuses user and password", error.smtp_code, error.smtp_error)) from error
    except smtplib.SMTPResponseException as error:
        final = isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= REFUSED
        raise SendError(_said("does not take it", error.smtp_code, error.smtp_error), final=final) from error
    except (smtplib.SMTPException, OSError) as error:
        raise SendError(f"The mail server {settings.smtp_host} can't be used: {error}.") from error


def _connected(settings: AlertSettings) -> smtplib.SMTP:
    context = ssl.create_default_context()
    if settings.smtp_security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(
            settings.smtp_host, settings.smtp_port, timeout=SECONDS, context=context
        )
    else:
        server = smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=SECONDS)
    try:
        if settings.smtp_security == "starttls":
            server.starttls(context=context)
        if settings.smtp_user:
            server.login(settings.smtp_user, settings.smtp_password)
    except BaseException:
        server.close()
        raise
    return server


def _said(what: str, code: int, said: bytes | str) -> str:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return f"The mail server {what}: {code} {' '.join(words.split())}"


def _domain(settings: Settings) -> str:
    return parseaddr(settings.alerts.sender)[1].rpartition("@")[2] or "localhost"
