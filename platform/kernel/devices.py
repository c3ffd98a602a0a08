"""A browser in two words, so that people recognise their own among their open sessions."""

#: The first that fits; Chrome's name stands in nearly every other browser's string.
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "YaBrowser": "Yandex",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "Chrome": "Chrome",
    "CriOS": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


def name(user_agent: str) -> str:
    """ "Firefox, Android": enough to recognise one's own, empty when unknown."""
    parts = (
        next((name for sign, name in table.items() if sign in user_agent), "")
        for table in (BROWSERS, SYSTEMS)
    )
    return ", ".join(part for part in parts if part)
