"""Rules of passwords whose words Django does not have in Vietnamese."""

from __future__ import annotations

from django.contrib.auth.password_validation import MinimumLengthValidator


class LongEnough(MinimumLengthValidator):
    def get_error_message(self) -> str:
        return f"Mật khẩu quá ngắn. Hãy dùng ít nhất {self.min_length} ký tự."
