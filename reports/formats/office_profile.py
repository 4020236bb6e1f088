"""The settings that LibreOffice converts with: nothing is run, nothing fetched, nobody asked."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

# A proxy at a port where nobody listens. The settings on links stop what an ODT refers to, but not the pictures that a
# .doc links to: for those this is the only lock.
_NOWHERE = "127.0.0.1"
_DISCARD = 9
_SECURITY = "/org.openoffice.Office.Common/Security/Scripting"
_UPDATE = "/org.openoffice.Office.Writer/Content/Update"
_NETWORK = "/org.openoffice.Inet/Settings"
_RECOVERY = "/org.openoffice.Office.Recovery"

_SETTINGS: tuple[tuple[str, str, str], ...] = (
    (_SECURITY, "MacroSecurityLevel", "3"),
    (_SECURITY, "DisableMacrosExecution", "true"),
    (_SECURITY, "BlockUntrustedRefererLinks", "true"),
    (_SECURITY, "DisableActiveContent", "true"),
    (_SECURITY, "WarnSaveOrSendDoc", "false"),
    (_UPDATE, "Link", "0"),  # 0: never
    (_UPDATE, "Field", "false"),
    (_UPDATE, "Chart", "false"),
    ("/org.openoffice.Office.Java/VirtualMachine", "Enable", "false"),
    (_NETWORK, "ooInetProxyType", "2"),  # 2: by hand
    (_NETWORK, "ooInetHTTPProxyName", _NOWHERE),
    (_NETWORK, "ooInetHTTPProxyPort", str(_DISCARD)),
    (_NETWORK, "ooInetHTTPSProxyName", _NOWHERE),
    (_NETWORK, "ooInetHTTPSProxyPort", str(_DISCARD)),
    (_NETWORK, "ooInetFTPProxyName", _NOWHERE),
    (_NETWORK, "ooInetFTPProxyPort", str(_DISCARD)),
    (_NETWORK, "ooInetNoProxy", ""),
    (f"{_RECOVERY}/RecoveryInfo", "Enabled", "false"),
    (f"{_RECOVERY}/AutoSave", "Enabled", "false"),
    ("/org.openoffice.Setup/Office", "ooSetupInstCompleted", "true"),
    ("/org.openoffice.Setup/L10N", "ooSetupSystemLocale", "zh-CN"),  # the code page of old files that name none
    ("/org.openoffice.Office.Common/Misc", "FirstRun", "false"),
    ("/org.openoffice.Office.Common/Misc", "CrashReport", "false"),
)


def write_profile(folder: Path) -> None:
    """Makes a profile of these settings in ``folder``."""
    items = "".join(
        f'<item oor:path={quoteattr(path)}><prop oor:name={quoteattr(name)} oor:op="fuse">'
        f"<value>{escape(value)}</value></prop></item>"
        for path, name, value in _SETTINGS
    )
    target = folder / "user" / "registrymodifications.xcu"
    target.parent.mkdir(parents=True)
    target.write_text(
        '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry" '
        'xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"{items}</oor:items>",
        encoding="utf-8",
    )
