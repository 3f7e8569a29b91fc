"""What a family does on the evening of 31 August, for Locust: ``python -m bench.load`` starts it.

Each visit is another family: sign in, the page, «Получить сертификат», the page again, two papers.
"""

import os
import re
from itertools import count

from locust import FastHttpUser, task

PASSWORD = os.environ["LOAD_PASSWORD"]
PAGE = "/settings/certificate"
FAMILIES = count(1)


class Family(FastHttpUser):
    """Somebody at a browser, who never waits before the next press."""

    network_timeout = connection_timeout = 60.0

    @task
    def visit(self) -> None:
        """Come as a family that has not been here yet."""
        self.client.cookiejar.clear()
        token = field("csrf_token", self.read("/sign-in", "sign-in form", "csrf_token"))
        login = f"family-{next(FAMILIES)}"
        self.press("/sign-in", "sign in", login=login, password=PASSWORD, csrf_token=token)
        page = self.read(PAGE, "page before", "Получить сертификат")
        child, token = field("child", page), field("csrf_token", page)
        self.press(f"{PAGE}/issue", "issue", expected="done=issued", child=child, csrf_token=token)
        self.read(PAGE, "page after", "Не активирован")
        self.read(f"{PAGE}/certificate.pdf", "certificate, PDF", "%%EOF")
        self.read(f"{PAGE}/credentials.pdf", "credentials, PDF", "%%EOF")

    def read(self, path: str, name: str, expected: str) -> str:
        """Fetch what must say something; an answer that does not is an error."""
        with self.client.get(path, name=name, catch_response=True, allow_redirects=False) as answer:
            text = (answer.content or b"").decode(errors="replace")
            if answer.status_code != 200 or expected not in text:
                answer.failure(f"{answer.status_code}, {len(text)} characters without «{expected}»")
        return text

    def press(self, path: str, name: str, *, expected: str = "", **fields: str) -> None:
        """Send a form; an answer that does not lead on, or not where it should, is an error."""
        with self.client.post(path, fields, name=name, catch_response=True, allow_redirects=False) as answer:
            if answer.status_code in {302, 303} and expected in answer.headers.get("Location", ""):
                answer.success()
            else:
                answer.failure(f"{answer.status_code} instead of a redirect {expected}")


def field(name: str, page: str) -> str:
    """Read what a form of a page holds."""
    found = re.search(rf'name="{name}"[^>]* value="([^"]+)"', page)
    return found[1] if found else ""
