"""Error pages in the portal's layout and in words that help."""

from flask import Flask, current_app, render_template
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException, InternalServerError

from school_portal.models import db

TEXTS = {
    400: ("Страница устарела", "Вернитесь назад, обновите страницу и повторите действие."),
    403: ("Нет доступа", "Эта страница открыта не для вашей учётной записи."),
    404: ("Страница не найдена", "Возможно, адрес набран с ошибкой или раздел для вас не подключён."),
    405: ("Страница не найдена", "Этот адрес нельзя открыть напрямую. Перейдите к нему с главной страницы."),
    413: ("Слишком много данных", "Вернитесь назад и отправьте меньше данных."),
    503: ("Портал сейчас занят", "Подождите минуту и повторите действие. Ничего не потеряно."),
}
BROKEN = ("Что-то сломалось", "Ошибка на нашей стороне, мы уже о ней знаем. Попробуйте ещё раз через несколько минут.")


def register(app: Flask) -> None:
    """Give the application its error pages."""
    app.register_error_handler(HTTPException, show_error)
    app.register_error_handler(InternalServerError, show_broken)


def show_error(error: HTTPException) -> ResponseReturnValue:
    """Show what happened; answers that already carry a response, such as redirects, pass through."""
    if error.response is not None or error.code is None:
        return error
    heading, advice = TEXTS.get(error.code, ("Не получилось", "Вернитесь назад и попробуйте ещё раз."))
    return render_template("error.html", heading=heading, advice=advice), error.code, dict(error_headers(error))


def error_headers(error: HTTPException) -> list[tuple[str, str]]:
    """Keep the headers that belong to an error, such as Allow and Retry-After."""
    return [(name, value) for name, value in error.get_headers() if name.lower() != "content-type"]


def show_broken(_: InternalServerError) -> ResponseReturnValue:
    """Show the last page there is: it must not ask the database, which may be what is broken."""
    db.session.rollback()
    heading, advice = BROKEN
    page = current_app.jinja_env.get_template("error.html").render(heading=heading, advice=advice)
    return page, 500
