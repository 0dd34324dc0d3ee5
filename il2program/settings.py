"""The one settings file; everything a site may change comes from the environment.

Without `PRODUCTION=1` the program is *embedded*: SQLite, a file queue and generated secrets
under `var/`, for one machine. With it, the safe settings hold and a missing secret refuses to start.
What each variable does is told in README.md.
"""

import secrets
from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from il2program import wires
from il2program.accounts import configured
from il2program.generated import made_once

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
env.read_env(BASE_DIR / ".env")

PRODUCTION = env.bool("PRODUCTION", False)
VAR_DIR = Path(env.str("VAR_DIR", str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)


def required(name: str) -> str:
    """The value of an environment variable that production cannot do without."""
    value: str = env.str(name, "")
    if not value:
        raise ImproperlyConfigured(f"PRODUCTION=1 needs {name} in the environment. Nothing was started.")
    return value


def generated_secret(name: str) -> str:
    """A secret of the embedded program, made once and kept in `var/` for its owner only."""
    return made_once(VAR_DIR / name, lambda: secrets.token_urlsafe(50).encode()).decode()


def secret(name: str) -> str:
    """A secret from the environment; embedded, one that was generated."""
    if not PRODUCTION:
        return env.str(name, "") or generated_secret(name.lower())
    key = required(name)
    if len(key) < 50 or len(set(key)) < 5 or key.startswith("django-insecure"):
        raise ImproperlyConfigured(f"{name} is too weak: use at least 50 random characters. Nothing was started.")
    return key


def trail_key() -> str:
    key = secret("TRAIL_KEY")
    if key == SECRET_KEY:
        raise ImproperlyConfigured("TRAIL_KEY must be another secret than SECRET_KEY. Nothing was started.")
    return key


def trail_key_fallbacks() -> list[str]:
    keys: list[str] = env.list("TRAIL_KEY_FALLBACKS", default=[])
    if TRAIL_KEY in keys or len(set(keys)) < len(keys):
        raise ImproperlyConfigured("TRAIL_KEY_FALLBACKS names each earlier key once, and not TRAIL_KEY.")
    return keys


def allowed_hosts() -> list[str]:
    if not PRODUCTION:
        named: list[str] = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
        return named
    hosts = [host.strip() for host in required("ALLOWED_HOSTS").split(",")]
    if "*" in hosts:
        raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts, not '*'. Nothing was started.")
    return hosts


SECRET_KEY = secret("SECRET_KEY")
# Keys that SECRET_KEY had before: what they closed, such as the secrets of second factors, still opens.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
DEBUG = False if PRODUCTION else env.bool("DEBUG", False)
ALLOWED_HOSTS = allowed_hosts()

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "auditlog",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "health_check",
    "il2program.apps.ProgramConfig",
    "il2program.audit",
    "il2program.submissions",
    "il2program.outbox",
    "il2program.accounts",
    "il2program.signatures",
    "patients",
    "eligibility",
    "cycles",
    "il2program.pathway",
    "il2program.documents",
    "il2program.demo",
]

MIDDLEWARE = [
    "il2program.accounts.middleware.AddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "il2program.bounds.BoundsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "il2program.audit.middleware.TrailMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "il2program.accounts.middleware.PresenceMiddleware",
    "il2program.accounts.middleware.LoginMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "il2program.urls"
WSGI_APPLICATION = "il2program.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = CRISPY_TEMPLATE_PACK = "bootstrap5"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "il2program.context.program",
            ],
            "builtins": ["il2program.templatetags.program"],
        },
    },
]

# Data -------------------------------------------------------------------------------------------

DATABASES = {"default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'il2program.sqlite3'}")}
SQLITE = DATABASES["default"]["ENGINE"].endswith("sqlite3")
if PRODUCTION and SQLITE:
    raise ImproperlyConfigured("PRODUCTION=1 needs DATABASE_URL to name a PostgreSQL database. Nothing was started.")
# Servers on a network that nobody else is on, to which nothing need be encrypted.
PRIVATE_HOSTS: list[str] = env.list("PRIVATE_HOSTS", default=[])
if PRODUCTION:
    wires.refuse_clear_database(DATABASES["default"], PRIVATE_HOSTS)
# Reconnecting for each request costs six times a page; without the health check every worker
# answers one error after the database was restarted.
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", 600)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if SQLITE:
    DATABASES["default"].setdefault("OPTIONS", {}).update(
        timeout=20,
        transaction_mode="IMMEDIATE",
        init_command="PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA recursive_triggers=ON;",
    )

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# Time and language ------------------------------------------------------------------------------

LANGUAGE_CODE = "en-us"
TIME_ZONE = env.str("TIME_ZONE", "America/Los_Angeles")
USE_TZ = True
USE_I18N = True
DATE_FORMAT, TIME_FORMAT, DATETIME_FORMAT = "D j M Y", "H:i", "D j M Y H:i"
FORMAT_MODULE_PATH = ["il2program.formats"]

# People -----------------------------------------------------------------------------------------

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "il2program.accounts.passwords.LengthValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "full_name", "email"]},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "il2program.accounts.passwords.GuessableValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "worklist"
ACCOUNT_ADAPTER = "il2program.accounts.adapter.StaffAdapter"
ACCOUNT_FORMS = {"login": "il2program.accounts.forms.entrance.LoginForm"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
# Counted by django-axes in the database: what a process counts for itself, another one does not know.
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False
BEHIND_PROXY = env.bool("BEHIND_PROXY", False)

# Without a callable django-axes never finds the name that allauth's form carries, and never locks.
AXES_USERNAME_CALLABLE = "il2program.accounts.lockout.typed_username"
AXES_HANDLER = "il2program.accounts.lockout.Handler"
AXES_LOCKOUT_CALLABLE = "il2program.accounts.lockout.locked_page"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
# Trying on while locked does not lock for longer: nobody can keep somebody else out for ever.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True  # the trail says who logged in
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

SECOND_FACTOR_ROLES = configured.known_roles(env.list("SECOND_FACTOR_ROLES", default=[]))
MFA_ADAPTER = "il2program.accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "activate_totp": "il2program.accounts.forms.entrance.ActivateAppForm",
    "add_webauthn": "il2program.accounts.forms.passkeys.AddForm",
    "authenticate_webauthn": "il2program.accounts.forms.passkeys.AuthenticateForm",
    "login_webauthn": "il2program.accounts.forms.passkeys.LoginForm",
    "reauthenticate_webauthn": "il2program.accounts.forms.passkeys.ReauthenticateForm",
    "authenticate": "il2program.accounts.forms.entrance.AuthenticateForm",
    "reauthenticate": "il2program.accounts.forms.entrance.ReauthenticateForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True

OIDC_SERVER_URL = env.str("OIDC_SERVER_URL", "")
OIDC_MATCH = configured.known_claim(env.str("OIDC_MATCH", "email"))
SOCIALACCOUNT_ADAPTER = "il2program.accounts.adapter.SignOnAdapter"
SOCIALACCOUNT_PROVIDERS = configured.single_sign_on(
    url=OIDC_SERVER_URL,
    client=env.str("OIDC_CLIENT_ID", ""),
    secret=env.str("OIDC_CLIENT_SECRET", ""),
    name=env.str("OIDC_NAME", "the hospital's single sign-on"),
    production=PRODUCTION,
)

# Browser ----------------------------------------------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF, *configured.origins(OIDC_SERVER_URL)],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    },
}
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
# Locked after so many minutes without use; over after a shift and its hand-over, whatever happens.
IDLE_MINUTES = env.int("IDLE_MINUTES", 15)
SESSION_HOURS = env.int("SESSION_HOURS", 13)
SESSION_COOKIE_AGE = SESSION_HOURS * 3600
# What is half typed into a form is kept for so long.
DRAFT_HOURS = env.int("DRAFT_HOURS", 24)
CSRF_FAILURE_VIEW = "il2program.submissions.views.refused_token"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
if PRODUCTION:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_HSTS_SECONDS = 63_072_000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    if BEHIND_PROXY:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Mail and work in the background ----------------------------------------------------------------

if PRODUCTION:
    vars().update(env.email_url("EMAIL_URL", default="smtp://localhost:25"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(VAR_DIR / "mail")
# A mail server that says nothing holds up the others' reminders no longer than this.
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "il2program@localhost")
PUBLIC_URL = env.str("PUBLIC_URL", "http://localhost:8000").rstrip("/")

CELERY_BROKER_URL = required("CELERY_BROKER_URL") if PRODUCTION else env.str("CELERY_BROKER_URL", "filesystem://")
if PRODUCTION:
    wires.refuse_clear_broker(CELERY_BROKER_URL, PRIVATE_HOSTS)
CELERY_BROKER_USE_SSL = wires.encryption(CELERY_BROKER_URL)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
if CELERY_BROKER_URL == "filesystem://":
    (VAR_DIR / "queue" / "processed").mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(VAR_DIR / "queue"),
        "data_folder_out": str(VAR_DIR / "queue"),
        "control_folder": str(VAR_DIR / "queue" / "control"),
        "processed_folder": str(VAR_DIR / "queue" / "processed"),
        "store_processed": False,
    }
CELERY_TASK_SERIALIZER = CELERY_RESULT_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")
# No date lives in the broker: these sweeps read what is due from the database, and may be lost,
# doubled or late without harm.
CELERY_BEAT_SCHEDULE = {
    "outbox": {"task": "il2program.outbox.tasks.sweep", "schedule": 10.0, "options": {"expires": 10}},
    "bookings": {"task": "cycles.tasks.replan_all", "schedule": 900.0, "options": {"expires": 900}},
    "sessions": {
        "task": "il2program.accounts.tasks.forget_ended_sessions",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "submissions": {"task": "il2program.submissions.tasks.forget", "schedule": 3600.0, "options": {"expires": 3600}},
    "previews": {"task": "patients.tasks.forget_previews", "schedule": 600.0, "options": {"expires": 600}},
    "reminders": {"task": "cycles.tasks.remind", "schedule": 300.0, "options": {"expires": 300}},
    "trail": {"task": "il2program.audit.tasks.seal", "schedule": 900.0, "options": {"expires": 900}},
    "prints": {"task": "il2program.documents.tasks.make_prints", "schedule": 5.0, "options": {"expires": 5}},
    # A sheet is never older than half an hour, even if one run is lost.
    "downtime": {
        "task": "il2program.documents.tasks.keep_downtime_sheets",
        "schedule": 840.0,
        "options": {"expires": 840},
    },
    "originals": {"task": "il2program.documents.tasks.seal", "schedule": 60.0, "options": {"expires": 60}},
}

# The program ------------------------------------------------------------------------------------

HOSPITAL_NAME = env.str("HOSPITAL_NAME", "Example Hospital")
UNIT_PHONE = env.str("UNIT_PHONE", "")
BEDS = env.list("BEDS", default=["A1", "A2", "A3", "A4", "B1", "B2", "B3", "B4"])
DELIVERABLE_ML_PER_VIAL = env.str("DELIVERABLE_ML_PER_VIAL", "1.2")
FILES_PER_MINUTE = env.int("FILES_PER_MINUTE", 40)
# Days for which the results of each period count before an admission; a result is valid through its last day.
VALID_DAYS = {
    "blood_tests": env.int("VALID_DAYS_BLOOD_TESTS", 14),
    "pregnancy_test": env.int("VALID_DAYS_PREGNANCY_TEST", 7),
    "hepatitis_and_hiv": env.int("VALID_DAYS_HEPATITIS_AND_HIV", 90),
    "examination": env.int("VALID_DAYS_EXAMINATION", 14),
    "body_scan": env.int("VALID_DAYS_BODY_SCAN", 28),
    "brain_imaging": env.int("VALID_DAYS_BRAIN_IMAGING", 42),
    "ecg": env.int("VALID_DAYS_ECG", 28),
    "heart_and_lung": env.int("VALID_DAYS_HEART_AND_LUNG", 90),
    "history": env.int("VALID_DAYS_HISTORY", 28),
}
if min(VALID_DAYS.values()) < 1:
    raise ImproperlyConfigured("Each VALID_DAYS_… must be at least 1 day. Nothing was started.")
# The pre-dose gate: whose criteria hold a dose, and how old what it reads may be.
HOLD_PROFILE = env.str("HOLD_PROFILE", "bedside")
OLDEST_BEDSIDE_MINUTES = env.int("OLDEST_BEDSIDE_MINUTES", 60)
OLDEST_URINE_MINUTES = env.int("OLDEST_URINE_MINUTES", 60)
OLDEST_LABORATORY_HOURS = env.int("OLDEST_LABORATORY_HOURS", 24)
WEIGHT_COUNTS_FROM = env.str("WEIGHT_COUNTS_FROM", "06:00")
# When the shifts of the ward begin; its day begins with the first.
SHIFT_STARTS = sorted(env.list("SHIFT_STARTS", default=["07:00", "19:00"]))
REMIND_DAYS_BEFORE = env.int("REMIND_DAYS_BEFORE", 7)

# PDFs for hours without the program, readable by their owner only. In production: a folder on another disk or share
# that the ward's computers can open without this server.
DOWNTIME_DIR = Path(env.str("DOWNTIME_DIR", str(VAR_DIR / "downtime")))

AUDITLOG_LOGENTRY_MODEL = "audit.TrailEntry"
# The library's own table would stay empty, and point at people from outside the models.
MIGRATION_MODULES = {"auditlog": None}
# Authenticates each line of the trail. Each key is kept as long as the trail is: without it none of its lines
# passes. SECRET_KEY may change at any time.
TRAIL_KEY = trail_key()
# Keys that TRAIL_KEY had before, the newest first: what was written under them still passes.
TRAIL_KEY_FALLBACKS = trail_key_fallbacks()
# The head of the chain of seals, outside the database: shows that the end of the trail was cut off.
TRAIL_HEAD = Path(env.str("TRAIL_HEAD", str(VAR_DIR / "trail-head")))

# Key and certificate that seal signed forms: PEM or PKCS#12, from the hospital's authority. Embedded: one
# self-made file in var/. The file of the certificate may hold the key too.
SEAL_CERTIFICATE = required("SEAL_CERTIFICATE") if PRODUCTION else env.str("SEAL_CERTIFICATE", "")
SEAL_KEY, SEAL_PASSWORD = env.str("SEAL_KEY", ""), env.str("SEAL_PASSWORD", "")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
}
