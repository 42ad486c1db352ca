"""The jobs of this room."""

from datetime import timedelta

from kybao.reminding.mail import given_up, send_mail
from kybao.reminding.notices import follow_history
from kybao.reminding.scheduling import send_due
from kybao.reminding.sending import MAIL
from kybao.working.kinds import Kind, add_kind

_PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120))

add_kind(Kind(MAIL, send_mail, waits=_PAUSES, given_up=given_up))
add_kind(Kind("reminding.send_due", send_due, every=timedelta(minutes=5)))
add_kind(Kind("reminding.follow_history", follow_history, every=timedelta(seconds=10)))
