"""Error pages in the portal's layout and in words that help."""

from flask import Flask, current_app, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DatabaseError, DataError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException, InternalServerError, SecurityError

from school_portal.models import db

TEXTS = {
    400: ("Страница устарела", "Вернитесь назад, обновите страницу и повторите действие."),
    403: ("Нет доступа", "Эта страница открыта не для вашей учётной записи."),
    404: ("Страница не найдена", "Возможно, адрес набран с ошибкой или раздел для вас не подключён."),
    405: ("Страница не найдена", "Этот адрес нельзя открыть напрямую. Перейдите к нему с главной страницы."),
    413: ("Слишком много данных", "Вернитесь назад и отправьте меньше данных."),
    503: ("Портал сейчас занят", "Подождите минуту и повторите действие. Ничего не потеряно."),
}
RETRY_AFTER = {"Retry-After": "60"}
BROKEN = ("Что-то сломалось", "Ошибка на нашей стороне, мы уже о ней знаем. Попробуйте ещё раз через несколько минут.")


def register(app: Flask) -> None:
    """Give the application its error pages."""
    app.register_error_handler(HTTPException, show_error)
    app.register_error_handler(InternalServerError, show_broken)
    for error in (DatabaseError, PoolTimeoutError):
        app.register_error_handler(error, show_busy)


def show_error(error: HTTPException) -> ResponseReturnValue:
    """Show what happened; answers that already carry a response, such as redirects, pass through."""
    if error.response is not None or error.code is None:
        return error
    if isinstance(error, SecurityError):  # a made-up Host: no address can be made, so the layout cannot either
        return TEXTS[400][0], 400, {"Content-Type": "text/plain; charset=utf-8"}
    heading, advice = TEXTS.get(error.code, ("Не получилось", "Вернитесь назад и попробуйте ещё раз."))
    return render_template("error.html", heading=heading, advice=advice), error.code, dict(error_headers(error))


def error_headers(error: HTTPException) -> list[tuple[str, str]]:
    """Keep the headers that belong to an error, such as Allow and Retry-After."""
    return [(name, value) for name, value in error.get_headers() if name.lower() != "content-type"]


def show_broken(_: InternalServerError) -> ResponseReturnValue:
    """Show the last page there is."""
    return page_without_database(*BROKEN), 500


def show_busy(error: Exception) -> ResponseReturnValue:
    """Ask to come again when the database is away, locked or broken; what we asked wrongly stays our own mistake."""
    if isinstance(error, DataError | IntegrityError | ProgrammingError):
        raise error
    return page_without_database(*TEXTS[503]), 503, RETRY_AFTER


def page_without_database(heading: str, advice: str) -> str:
    """Render a page that asks the database nothing, not even who is signed in."""
    db.session.rollback()
    return current_app.jinja_env.get_template("error.html").render(heading=heading, advice=advice)
