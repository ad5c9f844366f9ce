import type { MessageTexts } from "../language.ts";

export const messages: MessageTexts = {
  "time.clock": "{time} UTC",
  "time.moment": "{date} um {time} UTC",
  "mail.asked": "Angefordert am {moment}.",
  "mail.asked_device": "Angefordert am {moment}, mit {browser} auf {system}.",
  "mail.asked_place": "Angefordert am {moment}, nahe {place} (geschätzt).",
  "mail.asked_both": "Angefordert am {moment}, mit {browser} auf {system}, nahe {place} (geschätzt).",
  "mail.not_you": "Wenn Sie das nicht angefordert haben, müssen Sie nichts tun.",
  "mail.stop": "So stoppen Sie es:",
  "mail.code.subject": "{code} ist Ihr Code für {app}",
  "mail.code.subject_codeless": "Ihr Code für {app}",
  "mail.code.heading": "Ihr Code für {app} ist",
  "mail.code.preview": {
    one: "Er funktioniert {n} Minute lang. Geben Sie ihn niemals weiter.",
    other: "Er funktioniert {n} Minuten lang. Geben Sie ihn niemals weiter.",
  },
  "mail.code.use": {
    one: "Geben Sie ihn auf der geöffneten Seite ein. Er funktioniert {n} Minute lang, bis {until}.",
    other: "Geben Sie ihn auf der geöffneten Seite ein. Er funktioniert {n} Minuten lang, bis {until}.",
  },
  "mail.code.link": "Oder öffnen Sie diese Seite und drücken Sie auf „Bestätigen“:",
  "mail.code.keep": "Geben Sie diesen Code niemals weiter. Niemand von {app} wird Sie danach fragen.",
  "mail.link.subject": "Bestätigen Sie Ihre E-Mail für {app}",
  "mail.link.heading": "Bestätigen Sie Ihre E-Mail-Adresse",
  "mail.link.preview_minutes": {
    one: "Der Link funktioniert {n} Minute lang. Geben Sie ihn niemals weiter.",
    other: "Der Link funktioniert {n} Minuten lang. Geben Sie ihn niemals weiter.",
  },
  "mail.link.preview_hours": {
    one: "Der Link funktioniert {n} Stunde lang. Geben Sie ihn niemals weiter.",
    other: "Der Link funktioniert {n} Stunden lang. Geben Sie ihn niemals weiter.",
  },
  "mail.link.use":
    "Jemand hat {app} diese Adresse genannt. Wenn Sie das waren, öffnen Sie diese Seite und drücken Sie auf „Bestätigen“:",
  "mail.link.button": "E-Mail-Adresse bestätigen",
  "mail.link.lifetime_minutes": {
    one: "Der Link funktioniert {n} Minute lang, bis {until}.",
    other: "Der Link funktioniert {n} Minuten lang, bis {until}.",
  },
  "mail.link.lifetime_hours": {
    one: "Der Link funktioniert {n} Stunde lang, bis {until}.",
    other: "Der Link funktioniert {n} Stunden lang, bis {until}.",
  },
  "mail.link.keep": "Geben Sie diesen Link niemals weiter.",
  "mail.stranger.subject": "Kein Konto bei {app} nutzt diese Adresse",
  "mail.stranger.heading": "Kein Konto bei {app} nutzt diese E-Mail-Adresse",
  "mail.stranger.preview": "Sie müssen nichts tun.",
  "mail.stranger.what":
    "Jemand hat {app} gebeten, diese E-Mail-Adresse zu bestätigen. Kein Konto nutzt sie, also gibt es nichts zu bestätigen.",
  "mail.stranger.if_you": "Wenn Sie das waren, versuchen Sie es mit der Adresse, mit der Sie sich angemeldet haben.",
  "sms.code": {
    one: "{code} ist Ihr Code für {app}. Er funktioniert {n} Minute lang. Nicht weitergeben.",
    other: "{code} ist Ihr Code für {app}. Er funktioniert {n} Minuten lang. Nicht weitergeben.",
  },
  "sms.code_nameless": {
    one: "{code} ist Ihr Code. Er funktioniert {n} Minute lang. Nicht weitergeben.",
    other: "{code} ist Ihr Code. Er funktioniert {n} Minuten lang. Nicht weitergeben.",
  },
  "sms.link_minutes": {
    one: "Bestätigen Sie Ihre Nummer für {app}. Öffnen Sie diese Seite und drücken Sie auf Bestätigen: {link} Sie funktioniert {n} Minute lang. Nicht weitergeben.",
    other:
      "Bestätigen Sie Ihre Nummer für {app}. Öffnen Sie diese Seite und drücken Sie auf Bestätigen: {link} Sie funktioniert {n} Minuten lang. Nicht weitergeben.",
  },
  "sms.link_hours": {
    one: "Bestätigen Sie Ihre Nummer für {app}. Öffnen Sie diese Seite und drücken Sie auf Bestätigen: {link} Sie funktioniert {n} Stunde lang. Nicht weitergeben.",
    other:
      "Bestätigen Sie Ihre Nummer für {app}. Öffnen Sie diese Seite und drücken Sie auf Bestätigen: {link} Sie funktioniert {n} Stunden lang. Nicht weitergeben.",
  },
  "sms.stranger":
    "Jemand hat {app} gebeten, diese Nummer zu bestätigen. Kein Konto nutzt sie. Wenn Sie das nicht waren, müssen Sie nichts tun.",
  "sms.stranger_nameless":
    "Jemand hat uns gebeten, diese Nummer zu bestätigen. Kein Konto nutzt sie. Wenn Sie das nicht waren, müssen Sie nichts tun.",
  "call.code.greeting": "Guten Tag. Hier ist {app} mit dem Code, den Sie angefordert haben.",
  "call.code.press": "Um ihn zu hören, drücken Sie eine beliebige Taste.",
  "call.code.opening": "Ihr Code lautet:",
  "call.code.again": "Noch einmal:",
  "call.code.repeat": "Um ihn noch einmal zu hören, drücken Sie die 1.",
  "call.code.closing": "Wenn Sie ihn nicht angefordert haben, legen Sie auf. Auf Wiederhören.",
  "call.stopped": "Dieser Code funktioniert nicht mehr. Fordern Sie einen neuen an.",
  "call.stranger":
    "Guten Tag. Hier ist {app}. Jemand hat uns gebeten, diese Nummer zu bestätigen. Kein Konto nutzt sie. Wenn Sie das nicht waren, müssen Sie nichts tun. Auf Wiederhören.",
};
