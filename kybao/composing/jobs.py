"""The jobs of this room."""

from datetime import timedelta

from kybao.composing.paper.keeping_up import keep_outputs
from kybao.working.kinds import Kind, add_kind

add_kind(Kind("composing.keep_outputs", keep_outputs, every=timedelta(minutes=2)))
