"""The calendar of a town, as its server tells it."""

from dataclasses import dataclass

from tests.parts.web_server import Asked, Say, answer

FRIDAY = (
    "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//a//b\n"
    "BEGIN:VEVENT\nUID:a\nDTSTART;VALUE=DATE:20260306\nSUMMARY:Zu: <b>Markt</b>\nEND:VEVENT\n"
    "BEGIN:VEVENT\nUID:b\nDTSTART:20260305T140000\nDTEND:20260305T150000\nSUMMARY:Chor\n"
    "END:VEVENT\nBEGIN:VEVENT\nUID:c\nDTSTART:never\nSUMMARY:Zu: Fest\nEND:VEVENT\n"
    "END:VCALENDAR\n"
)


@dataclass
class Town:
    """What it says from now on."""

    calendar: str = FRIDAY
    status: str = "200 OK"
    kind: str = "text/calendar"

    def serve(self, _: Asked, say: Say) -> None:
        """Answer."""
        body = self.calendar.replace("\n", "\r\n").encode()
        say(answer(body, self.status, Content_Type=self.kind))
