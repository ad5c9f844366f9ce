import type { FlowTexts } from "../language.ts";

export const flow: FlowTexts = {
  "1070007": "E-Mail-Adresse",
  "1070008": "Neuen Code senden",
  "1070009": "Weiter",
  "1070011": "Code",
  "1070018": "E-Mail-Adresse oder Telefonnummer",
  "1080001": "Wir haben einen Link an die angegebene E-Mail-Adresse gesendet. Öffnen Sie die neueste E-Mail.",
  "1080002": "Ihre E-Mail-Adresse ist bestätigt.",
  "1080003": "Wir haben einen Code an die angegebene E-Mail-Adresse gesendet. Sehen Sie in der neuesten E-Mail nach.",
  "1080004": "Wir haben einen Code per SMS an die angegebene Nummer gesendet.",
  "1080005": "Ihre Telefonnummer ist bestätigt.",
  "4000002": "Das Feld {property} fehlt.",
  "4000017": "Geben Sie höchstens {longest} Zeichen ein. Sie haben {actual} eingegeben.",
  "4000040": "Geben Sie eine E-Mail-Adresse wie name@example.com ein",
  "4010006": "Diese Bestätigung wurde mit einer anderen Methode begonnen. Beginnen Sie neu.",
  "4070001": "Dieser Link funktioniert nicht oder wurde schon benutzt. Beginnen Sie neu.",
  "4070002": "Diese Bestätigung ist schon abgeschlossen. Sie können eine neue beginnen.",
  "4070005": "Diese Bestätigung ist vor {minutes} Minuten abgelaufen. Beginnen Sie neu.",
  "4070006": "Das ist nicht der neueste Code, den wir gesendet haben. Sehen Sie in der neuesten Nachricht nach.",
  "1080001.again": "Wir haben einen neuen Link gesendet. Nur der neueste funktioniert.",
  "1080003.again":
    "Wir haben einen neuen Code an die angegebene E-Mail-Adresse gesendet. Nur der neueste funktioniert.",
  "1080004.again": "Wir haben einen neuen Code per SMS gesendet. Nur der neueste funktioniert.",
  "4000001.country": "In dieses Land senden wir keine SMS.",
  "4000001.guess_seconds": {
    one: "Zu viele falsche Codes. Sie können es in {n} Sekunde wieder versuchen.",
    other: "Zu viele falsche Codes. Sie können es in {n} Sekunden wieder versuchen.",
  },
  "4000001.guess_minutes": {
    one: "Zu viele falsche Codes. Sie können es in {n} Minute wieder versuchen.",
    other: "Zu viele falsche Codes. Sie können es in {n} Minuten wieder versuchen.",
  },
  "4000001.locked": "Der Code wurde zu oft eingegeben. Fordern Sie einen neuen an.",
  "4000001.wait_email_seconds": {
    one: "Sie können in {n} Sekunde einen neuen Code anfordern. Eine E-Mail kann eine Minute brauchen.",
    other: "Sie können in {n} Sekunden einen neuen Code anfordern. Eine E-Mail kann eine Minute brauchen.",
  },
  "4000001.wait_email_minutes": {
    one: "Sie können in {n} Minute einen neuen Code anfordern. Eine E-Mail kann eine Minute brauchen.",
    other: "Sie können in {n} Minuten einen neuen Code anfordern. Eine E-Mail kann eine Minute brauchen.",
  },
  "4000001.wait_text_seconds": {
    one: "Sie können in {n} Sekunde einen neuen Code anfordern. Eine SMS kann einige Minuten brauchen.",
    other: "Sie können in {n} Sekunden einen neuen Code anfordern. Eine SMS kann einige Minuten brauchen.",
  },
  "4000001.wait_text_minutes": {
    one: "Sie können in {n} Minute einen neuen Code anfordern. Eine SMS kann einige Minuten brauchen.",
    other: "Sie können in {n} Minuten einen neuen Code anfordern. Eine SMS kann einige Minuten brauchen.",
  },
};
