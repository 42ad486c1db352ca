"""Django's settings, all from the environment (see docs/settings.md for the table).

`KYBAO_DATA` is the folder of everything that Kybao keeps: the database, the secret key and the outputs.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import dj_database_url

BASE_DIR = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("KYBAO_DATA") or BASE_DIR / "var").resolve()


def _secret_key() -> str:
    """The key of this installation: made once, kept in the data folder, readable by its owner alone."""
    if key := os.environ.get("KYBAO_SECRET_KEY"):
        return key
    path = DATA_DIR / "secret-key"
    if not path.exists():
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(f".{os.getpid()}")
        temporary.touch(mode=0o600)
        temporary.write_text(secrets.token_urlsafe(50))
        temporary.replace(path)
    return path.read_text().strip()


SECRET_KEY = _secret_key()
DEBUG = os.environ.get("KYBAO_DEBUG") == "1"
ALLOWED_HOSTS = [host for host in os.environ.get("KYBAO_HOSTS", "localhost,127.0.0.1,[::1]").split(",") if host]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "kybao.registry",
    "kybao.people",
    "kybao.working",
    "kybao.filing",
    "kybao.composing",
    "kybao.reminding",
    "kybao.exchange",
    "kybao.consolidated",
    "kybao.demonstrating",
    "kybao.searching",
    "kybao.desk",  # before allauth, whose pages it gives its own look and language
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]
MIDDLEWARE = [
    "kybao.desk.measuring.Measured",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "kybao.desk.sessions.SessionLimits",
    "kybao.desk.gate.OpenToOnlookers",
    "kybao.desk.gate.SignInRequired",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "kybao.desk.security.ContentSecurityPolicy",
    "kybao.desk.excel.exporting.Exports",
]
ROOT_URLCONF = "kybao.urls"
WSGI_APPLICATION = "kybao.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "kybao.desk.access.viewer",
                "kybao.demonstrating.marking.ribbon",
            ]
        },
    }
]

DATABASES = {"default": dj_database_url.config(default=f"sqlite:///{DATA_DIR / 'kybao.sqlite3'}", conn_max_age=60)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # WAL lets readers go on while one writes; IMMEDIATE makes a writer wait at the start instead of failing midway.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "vi"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
WHITENOISE_USE_FINDERS = True

X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True

# Behind a proxy that speaks HTTPS: cookies go over it alone, and the proxy's word on it is believed.
HTTPS = os.environ.get("KYBAO_HTTPS") == "1"
TRUSTED_PROXY = os.environ.get("KYBAO_PROXY") or ("127.0.0.1" if HTTPS else "")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = int(os.environ.get("KYBAO_HSTS_SECONDS") or 0) if HTTPS else 0
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []

# Signing in
AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "full_name", "email")},
    },
    {"NAME": "kybao.people.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:home"
INVITATION_DAYS = int(os.environ.get("KYBAO_INVITATION_DAYS") or 7)
SESSION_IDLE_SECONDS = 60 * int(os.environ.get("KYBAO_SESSION_IDLE_MINUTES") or 60)
SESSION_COOKIE_AGE = 3600 * int(os.environ.get("KYBAO_SESSION_HOURS") or 12)

ACCOUNT_ADAPTER = "kybao.desk.sign_in.Accounts"
ACCOUNT_FORMS = {
    "login": "kybao.desk.forms.SignIn",
    "change_password": "kybao.desk.forms.ChangePassword",
    "reauthenticate": "kybao.desk.forms.ConfirmPassword",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True  # to the end of SESSION_COOKIE_AGE
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "20/m/ip,5/10m/key",  # five wrong passwords or codes close an account for ten minutes
    "reauthenticate": "10/m/user",
    "change_password": "5/m/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = 0  # waitress has put the client's address in place already
MFA_ADAPTER = "kybao.desk.sign_in.SecondFactors"
MFA_FORMS = {
    "authenticate": "kybao.desk.forms.EnterCode",
    "reauthenticate": "kybao.desk.forms.ConfirmCode",
    "activate_totp": "kybao.desk.forms.ActivateSecondFactor",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Kybao"
MFA_TOTP_TOLERANCE = 1

# An account of the office's own identity provider (OpenID Connect) opens the Kybao account with the same verified address.
OIDC_SERVER = os.environ.get("KYBAO_OIDC_SERVER", "")
SOCIALACCOUNT_ADAPTER = "kybao.desk.sign_in.OutsideAccounts"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "co-quan",
                "name": os.environ.get("KYBAO_OIDC_NAME") or "tài khoản cơ quan",
                "client_id": os.environ.get("KYBAO_OIDC_CLIENT", ""),
                "secret": os.environ.get("KYBAO_OIDC_SECRET", ""),
                "settings": {"server_url": OIDC_SERVER},
            }
        ]
        if OIDC_SERVER
        else [],
    }
}

# A signing token in the machine that Kybao runs on: the maker's PKCS#11 library, the token's label, the certificate's label.
PKCS11_MODULE = os.environ.get("KYBAO_PKCS11_MODULE", "")
PKCS11_TOKEN = os.environ.get("KYBAO_PKCS11_TOKEN", "")
PKCS11_CERTIFICATE = os.environ.get("KYBAO_PKCS11_CERTIFICATE", "")

# Mail: without a server the links that would be sent are shown to be passed on by hand.
EMAIL_HOST = os.environ.get("KYBAO_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("KYBAO_SMTP_PORT") or 587)
EMAIL_HOST_USER = os.environ.get("KYBAO_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("KYBAO_SMTP_PASSWORD", "")
EMAIL_USE_SSL = EMAIL_PORT == 465
EMAIL_USE_TLS = EMAIL_PORT == 587
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("KYBAO_SMTP_FROM") or EMAIL_HOST_USER or "kybao@localhost"

# Letters say where Kybao is reached.
_FIRST_HOST = (
    f"http{'s' if HTTPS else ''}://{ALLOWED_HOSTS[0]}" if os.environ.get("KYBAO_HOSTS") else "http://localhost:8017"
)
SITE_ADDRESS = (os.environ.get("KYBAO_ADDRESS") or _FIRST_HOST).rstrip("/")

# Watching: who else than this machine may ask how Kybao is, and how much room there must be on the disk.
MONITOR_TOKEN = os.environ.get("KYBAO_MONITOR_TOKEN", "")
LEAST_FREE_MB = int(os.environ.get("KYBAO_LEAST_FREE_MB") or 500)

# What reading one file that came in may use, in a process of its own.
READ_MEMORY_MB = int(os.environ.get("KYBAO_READ_MEMORY_MB") or 2048)
READ_SECONDS = int(os.environ.get("KYBAO_READ_SECONDS") or 180)

# Counts of failed sign-ins are kept in the database: they outlive a restart, and all processes share them.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "people_limits"},
}
