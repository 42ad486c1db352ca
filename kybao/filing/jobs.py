"""The jobs of this room."""

from datetime import timedelta

from kybao.filing.uploading import KIND, forget_ended, given_up, read_upload
from kybao.working.kinds import Kind, add_kind

# Given up after the second try: a file that takes its reader along twice is told of.
add_kind(Kind(KIND, read_upload, lease=timedelta(seconds=30), waits=(timedelta(seconds=2),), given_up=given_up))
add_kind(Kind("filing.forget_ended", forget_ended, every=timedelta(hours=1)))
