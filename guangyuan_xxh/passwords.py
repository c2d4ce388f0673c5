"""Django's Chinese catalogue lacks the words of this one rule."""

from django.contrib.auth.password_validation import MinimumLengthValidator


class ChineseMinimumLength(MinimumLengthValidator):
    def get_error_message(self) -> str:
        return f"密码太短，至少需要 {self.min_length} 个字符。"

    def get_help_text(self) -> str:
        return f"密码至少 {self.min_length} 个字符。"
