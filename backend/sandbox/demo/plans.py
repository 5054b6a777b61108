"""What is fixed in the months of one person: days away, items known to both systems, to-dos.

Weeks count from now, weekdays from Monday = 0.
"""

from __future__ import annotations

from dataclasses import dataclass

from backend.sandbox.demo.occasions import Category, Show


@dataclass(frozen=True, slots=True)
class Days:
    """Whole days of one person in one system."""

    subject: str
    week: int
    weekday: int
    days: int
    show: Show = "oof"
    category: Category = "Travel"
    place: str = ""
    private: bool = False

    @property
    def keeps_away(self) -> bool:
        """Whether nobody plans appointments on these days."""
        return self.show == "oof"


@dataclass(frozen=True, slots=True)
class Known:
    """An appointment that somebody typed into both systems."""

    subject: str
    week: int
    weekday: int
    hour: int
    minutes: int
    category: Category = "Internal"
    place: str = ""
    private: bool = False
    alarm: int | None = 15


@dataclass(frozen=True, slots=True)
class ToDo:
    """A line of a to-do list with its deadline."""

    title: str
    week: int
    weekday: int
    done: bool = False
    important: bool = False


OUTLOOK_DAYS: dict[str, tuple[Days, ...]] = {
    "linda": (
        Days("Nordic consulting conference", -5, 2, 2, place="Copenhagen, Bella Center"),
        Days("Client week in Oslo", -2, 0, 3, place="Oslo"),
        Days("Course: contract law for consultants", 3, 1, 2, place="BI Nydalen, Oslo"),
        Days("Holiday in Lofoten", 6, 0, 5, category="Holiday", place="Svolvær"),
        Days("Trade fair for shipping", 9, 1, 3, place="Lillestrøm"),
        Days("Week with the auditors", 11, 0, 5, "busy", "Finance", "Storgata 12"),
        Days("Winter holiday of the schools", 13, 0, 5, "free", "Personal"),
        Days("Skiing in Lyngen", 15, 3, 2, category="Holiday", private=True),
        Days("Home office", 1, 4, 1, "workingElsewhere", "Internal"),
        Days("Home office", 5, 2, 1, "workingElsewhere", "Internal"),
        Days("Mother's 70th birthday", 4, 5, 1, "free", "Personal", private=True),
    ),
    "julie": (
        Days("Visits in Bergen and Ålesund", -4, 1, 3, place="Bergen"),
        Days("Trade fair for seafood", 2, 1, 3, place="Bergen, Grieghallen"),
        Days("Course: negotiation", 7, 3, 2, place="Trondheim"),
        Days("Holiday with the family", 8, 0, 5, category="Holiday", place="Gran Canaria"),
        Days("Visits in Bodø", 12, 1, 2, place="Bodø"),
        Days("Winter holiday of the schools", 13, 0, 5, "free", "Personal"),
        Days("Half marathon weekend", 17, 5, 2, "free", "Personal", "Tromsø", private=True),
        Days("Home office", 0, 4, 1, "workingElsewhere", "Internal"),
        Days("Home office", 4, 0, 1, "workingElsewhere", "Internal"),
        Days("Moving house", 19, 3, 2, category="Personal", private=True),
    ),
}

DIARY_DAYS: dict[str, tuple[Days, ...]] = {
    "linda": (
        Days("Stand at the shipping days", -3, 2, 2, place="Haugesund"),
        Days("Go-live weekend at Havbris Shipping", 2, 5, 2, "busy", "Project", "Bergen"),
        Days("Project week Polarlys Energi", 8, 1, 3, place="Bodø"),
        Days("Customer day", 10, 3, 1, "busy", "Customer", "Scandic Ishavshotel"),
        Days("Prices change", 5, 4, 1, "free", "Finance"),
        Days("Tender opens: municipality", 12, 2, 1, "free", "Customer"),
        Days("Support contract Fjellheim runs out", 16, 4, 1, "free", "Customer"),
        Days("Time off in lieu", 18, 4, 1, category="Holiday", private=True),
    ),
    "julie": (
        Days("Roadshow Oslo and Lillehammer", -1, 1, 2, place="Oslo"),
        Days("Pilot at Stavne Arkitekter", 5, 1, 3, place="Trondheim"),
        Days("Campaign week", 9, 0, 5, "busy", "Customer"),
        Days("Customer day", 10, 3, 1, "busy", "Customer", "Scandic Ishavshotel"),
        Days("Offer to Kystlinjen ends", 3, 4, 1, "free", "Customer"),
        Days("Newsletter goes out", 6, 1, 1, "free", "Customer"),
        Days("Visit from the Helsinki partner", 15, 2, 2, "busy", "Customer", "Storgata 12"),
        Days("Time off in lieu", 20, 0, 1, category="Holiday", private=True),
    ),
}

KNOWN: dict[str, tuple[Known, ...]] = {
    "linda": (
        Known("Board meeting", 1, 2, 13, 120, place="Fjord Room, Storgata 12"),
        Known("Signing with Havbris Shipping", 0, 3, 10, 60, "Customer", "Strandkaien 4, Bergen", alarm=60),
        Known("Review of the service agreement Polarlys Energi", 2, 0, 14, 60, "Customer", "Teams"),
        Known("Annual planning", 3, 3, 9, 180, place="Prestvannet", alarm=30),
        Known("Eye test", 4, 1, 8, 30, "Personal", "Synsam Storgata", private=True),
        Known("Handover of the archive", -1, 2, 15, 30, "Project", "2nd floor", alarm=None),
        Known("Talk at the business association", 7, 2, 16, 60, "Customer", "Næringsforeningen", alarm=60),
        Known("Insurance meeting", 5, 3, 13, 45, "Finance", "Teams"),
        Known("Price committee", 9, 4, 10, 60, "Finance", alarm=None),
    ),
    "julie": (
        Known("Demo day Bryggen Seafood", 1, 3, 10, 90, "Customer", "Bryggen 7, Bergen", alarm=60),
        Known("Forecast to the board", 0, 4, 9, 60, "Finance", alarm=30),
        Known("Contract talk Kystlinjen Logistikk", 2, 4, 13, 60, "Customer", "Teams"),
        Known("Photo for the website", 3, 0, 14, 30, place="Reception"),
        Known("Dentist check-up", 5, 0, 8, 45, "Personal", "Tannlegene Sentrum", private=True),
        Known("Evaluation of the pilot", -1, 3, 13, 60, "Project", "Teams", alarm=None),
        Known("Partner breakfast", 6, 3, 8, 90, "Customer", "Solvang Hotell", alarm=60),
        Known("Salary talk", 4, 3, 15, 45, "Hiring", private=True),
        Known("Newsletter: last proofs", 6, 0, 14, 30, "Customer", alarm=None),
    ),
}
#: an all-day item that everybody typed into both systems
KNOWN_DAY = Days("Company trip to Sommarøy", 20, 4, 1, place="Sommarøy Arctic Hotel")

TODOS: dict[str, tuple[ToDo, ...]] = {
    "linda": (
        ToDo("Send the minutes to Havbris Shipping", -5, 2, done=True),
        ToDo("Order new business cards", -4, 4, done=True),
        ToDo("Check the hours of the project Office move", -2, 1, done=True),
        ToDo("Answer the tender questions", -1, 4, done=True, important=True),
        ToDo("Offer for the second phase to Clara", 0, 4, important=True),
        ToDo("Read the draft of the service agreement", 1, 1),
        ToDo("Plan the holidays of the team", 1, 4),
        ToDo("Renew the domain nordlys.example", 2, 2),
        ToDo("Write the article for the newsletter", 3, 3),
        ToDo("Budget for the coming year", 4, 1, important=True),
        ToDo("Ask for references from Fjellheim Eiendom", 6, 2),
        ToDo("Update the price list", 8, 4),
        ToDo("Evaluate the trainees", 12, 3),
        ToDo("Prepare the yearly report", 15, 4),
    ),
    "julie": (
        ToDo("Thank-you note to Bryggen Seafood", -6, 3, done=True),
        ToDo("Offer to Solvang Hotell", -4, 1, done=True),
        ToDo("Call lists for the Spring campaign", -3, 4, done=True),
        ToDo("Correct the invoice address of Kystlinjen", -1, 1, done=True),
        ToDo("Send the contract to Siri", 0, 3, important=True),
        ToDo("Clean up the newsletter selection", 1, 0),
        ToDo("Pictures for the campaign page", 1, 3),
        ToDo("Follow up the seafood fair contacts", 3, 0, important=True),
        ToDo("Christmas cards to key contacts", 2, 4),
        ToDo("Register the new persons at Polarlys Energi", 4, 2),
        ToDo("Forecast for the first quarter", 5, 4),
        ToDo("Book the venue for the customer day", 6, 1),
        ToDo("Update the presentation", 9, 2),
        ToDo("Look for a new printer of leaflets", 14, 1),
    ),
}  # fmt: skip
