"""The forms of those who write: news, an event, a step."""

from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField

from sgo_pfdo.blueprints.common.files.uploads import picture_hint
from sgo_pfdo.blueprints.common.forms.base import PfdoForm, version_in
from sgo_pfdo.blueprints.common.forms.fields import one_line
from sgo_pfdo.blueprints.common.forms.records import RecordForm, area, day, flag, line
from sgo_pfdo.plain import signs
from sgo_pfdo.publications.rules.records import EVENT, NEWS

MARKUP_HINT = (
    "Не больше 10 000 знаков. Между абзацами – пустая строка. Можно выделить <b>жирным</b>, <i>курсивом</i>, сделать "
    'список <ul><li>…</li></ul> и ссылку <a href="https://…">сюда</a>.'
)
LONGEST_REASON = 1000


class NewsForm(RecordForm):
    """A piece of news."""

    beside = frozenset({"picture", "no_picture", "alt", "programme"})

    title = line(NEWS, "title", "Не больше 255 знаков.")
    short = TextAreaField(NEWS["short"].label, description="Одно-два предложения для списка. Не больше 500 знаков.")
    body = area(NEWS, "body", MARKUP_HINT)
    picture = FileField("Картинка")
    no_picture = BooleanField("Убрать картинку")
    alt = StringField(
        "Что на картинке", description="Одной фразой, для тех, кто не видит картинку.", filters=[one_line]
    )
    all_region = flag("Показывать семьям всех муниципалитетов")

    def about(self, *, has_picture: bool) -> None:
        """Say how pictures may be; what is not there cannot be taken away."""
        self.picture.description = picture_hint()
        if has_picture:
            self.picture.label.text = "Другая картинка"
        else:
            del self.no_picture


class EventForm(NewsForm):
    """An event."""

    day_from = day(EVENT, "day_from")
    time_from = line(EVENT, "time_from", "Например 15:00.")
    day_to = day(EVENT, "day_to", "Если мероприятие идёт несколько дней.")
    time_to = line(EVENT, "time_to", "Можно оставить пустым.")
    place = line(EVENT, "place", "Адрес и зал: их увидят семьи.")
    age_min = line(EVENT, "age_min", "В годах, например 7. Можно оставить пустым.")
    age_max = line(EVENT, "age_max", "Включительно.")
    places = line(EVENT, "places", "Если число мест ограничено.")
    entry_until = day(EVENT, "entry_until", "Последний день, когда можно сказать, что вы придёте.")
    programme = SelectField("Программа", validate_choice=False, description="Если мероприятие о ней.")


class StepForm(PfdoForm):
    """A press of a button that takes a step."""

    step = StringField()
    """What the button that was pressed says it does."""
    reason = TextAreaField(
        "Что исправить", filters=[lambda typed: signs.cleaned(typed or "").strip()], description="Это прочитает автор."
    )
    seen = HiddenField()

    @property
    def seen_version(self) -> int:
        """The version that was shown."""
        return version_in(self.seen)
