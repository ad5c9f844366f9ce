import type { MessageTexts } from "../language.ts";

export const messages: MessageTexts = {
  "time.clock": "{time} UTC",
  "time.moment": "{date}, {time} UTC",
  "mail.asked": "Data prośby: {moment}.",
  "mail.asked_device": "Data prośby: {moment}, {browser}, {system}.",
  "mail.asked_place": "Data prośby: {moment}, okolice: {place} (szacunkowo).",
  "mail.asked_both": "Data prośby: {moment}, {browser}, {system}, okolice: {place} (szacunkowo).",
  "mail.not_you": "Jeśli to nie Ty o to prosisz, nie musisz nic robić.",
  "mail.stop": "Aby to zatrzymać:",
  "mail.code.subject": "{code} to Twój kod {app}",
  "mail.code.subject_codeless": "Twój kod {app}",
  "mail.code.heading": "Twój kod {app} to",
  "mail.code.preview": {
    one: "Działa przez {n} minutę. Nikomu go nie podawaj.",
    few: "Działa przez {n} minuty. Nikomu go nie podawaj.",
    many: "Działa przez {n} minut. Nikomu go nie podawaj.",
    other: "Działa przez {n} minuty. Nikomu go nie podawaj.",
  },
  "mail.code.use": {
    one: "Wpisz go na otwartej stronie. Działa przez {n} minutę, do {until}.",
    few: "Wpisz go na otwartej stronie. Działa przez {n} minuty, do {until}.",
    many: "Wpisz go na otwartej stronie. Działa przez {n} minut, do {until}.",
    other: "Wpisz go na otwartej stronie. Działa przez {n} minuty, do {until}.",
  },
  "mail.code.link": "Albo otwórz tę stronę i naciśnij Potwierdź:",
  "mail.code.keep": "Nikomu nie podawaj tego kodu. Nikt z {app} o niego nie zapyta.",
  "mail.link.subject": "Potwierdź swój e-mail w {app}",
  "mail.link.heading": "Potwierdź swój adres e-mail",
  "mail.link.preview_minutes": {
    one: "Link działa przez {n} minutę. Nikomu go nie podawaj.",
    few: "Link działa przez {n} minuty. Nikomu go nie podawaj.",
    many: "Link działa przez {n} minut. Nikomu go nie podawaj.",
    other: "Link działa przez {n} minuty. Nikomu go nie podawaj.",
  },
  "mail.link.preview_hours": {
    one: "Link działa przez {n} godzinę. Nikomu go nie podawaj.",
    few: "Link działa przez {n} godziny. Nikomu go nie podawaj.",
    many: "Link działa przez {n} godzin. Nikomu go nie podawaj.",
    other: "Link działa przez {n} godziny. Nikomu go nie podawaj.",
  },
  "mail.link.use": "Ktoś podał ten adres w {app}. Jeśli to Ty, otwórz tę stronę i naciśnij Potwierdź:",
  "mail.link.button": "Potwierdź adres e-mail",
  "mail.link.lifetime_minutes": {
    one: "Link działa przez {n} minutę, do {until}.",
    few: "Link działa przez {n} minuty, do {until}.",
    many: "Link działa przez {n} minut, do {until}.",
    other: "Link działa przez {n} minuty, do {until}.",
  },
  "mail.link.lifetime_hours": {
    one: "Link działa przez {n} godzinę, do {until}.",
    few: "Link działa przez {n} godziny, do {until}.",
    many: "Link działa przez {n} godzin, do {until}.",
    other: "Link działa przez {n} godziny, do {until}.",
  },
  "mail.link.keep": "Nikomu nie podawaj tego linku.",
  "mail.stranger.subject": "Żadne konto {app} nie używa tego adresu",
  "mail.stranger.heading": "Żadne konto {app} nie używa tego adresu e-mail",
  "mail.stranger.preview": "Nie musisz nic robić.",
  "mail.stranger.what":
    "Ktoś poprosił {app} o potwierdzenie tego adresu e-mail. Żadne konto go nie używa, więc nie ma czego potwierdzać.",
  "mail.stranger.if_you": "Jeśli to Ty, użyj adresu podanego przy rejestracji.",
  "sms.code": {
    one: "{code} to Twój kod {app}. Działa przez {n} minutę. Nikomu go nie podawaj.",
    few: "{code} to Twój kod {app}. Działa przez {n} minuty. Nikomu go nie podawaj.",
    many: "{code} to Twój kod {app}. Działa przez {n} minut. Nikomu go nie podawaj.",
    other: "{code} to Twój kod {app}. Działa przez {n} minuty. Nikomu go nie podawaj.",
  },
  "sms.code_nameless": {
    one: "{code} to Twój kod. Działa przez {n} minutę. Nikomu go nie podawaj.",
    few: "{code} to Twój kod. Działa przez {n} minuty. Nikomu go nie podawaj.",
    many: "{code} to Twój kod. Działa przez {n} minut. Nikomu go nie podawaj.",
    other: "{code} to Twój kod. Działa przez {n} minuty. Nikomu go nie podawaj.",
  },
  "sms.link_minutes": {
    one: "Potwierdź swój numer w {app}. Otwórz tę stronę i naciśnij Potwierdź: {link} Działa przez {n} minutę. Nikomu jej nie podawaj.",
    few: "Potwierdź swój numer w {app}. Otwórz tę stronę i naciśnij Potwierdź: {link} Działa przez {n} minuty. Nikomu jej nie podawaj.",
    many: "Potwierdź swój numer w {app}. Otwórz tę stronę i naciśnij Potwierdź: {link} Działa przez {n} minut. Nikomu jej nie podawaj.",
    other:
      "Potwierdź swój numer w {app}. Otwórz tę stronę i naciśnij Potwierdź: {link} Działa przez {n} minuty. Nikomu jej nie podawaj.",
  },
  "sms.link_hours": {
    one: "Potwierdź swój numer w {app}. Otwórz tę stronę i naciśnij Potwierdź: {link} Działa przez {n} godzinę. Nikomu jej nie podawaj.",
    few: "Potwierdź swój numer w {app}. Otwórz tę stronę i naciśnij Potwierdź: {link} Działa przez {n} godziny. Nikomu jej nie podawaj.",
    many: "Potwierdź swój numer w {app}. Otwórz tę stronę i naciśnij Potwierdź: {link} Działa przez {n} godzin. Nikomu jej nie podawaj.",
    other:
      "Potwierdź swój numer w {app}. Otwórz tę stronę i naciśnij Potwierdź: {link} Działa przez {n} godziny. Nikomu jej nie podawaj.",
  },
  "sms.stranger":
    "Ktoś poprosił {app} o potwierdzenie tego numeru. Żadne konto go nie używa. Jeśli to nie Ty, nic nie rób.",
  "sms.stranger_nameless":
    "Ktoś poprosił nas o potwierdzenie tego numeru. Żadne konto go nie używa. Jeśli to nie Ty, nic nie rób.",
  "call.code.greeting": "Dzień dobry. Tu {app} z kodem, o który poproszono.",
  "call.code.press": "Aby go usłyszeć, naciśnij dowolny klawisz.",
  "call.code.opening": "Twój kod to:",
  "call.code.again": "Jeszcze raz:",
  "call.code.repeat": "Aby usłyszeć go ponownie, naciśnij 1.",
  "call.code.closing": "Jeśli to nie Ty o niego prosisz, rozłącz się. Do widzenia.",
  "call.stopped": "Ten kod przestał działać. Poproś o nowy.",
  "call.stranger":
    "Dzień dobry. Tu {app}. Ktoś poprosił nas o potwierdzenie tego numeru. Żadne konto go nie używa. Jeśli to nie Ty, nic nie rób. Do widzenia.",
};
