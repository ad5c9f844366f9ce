import type { MessageTexts } from "../language.ts";

export const messages: MessageTexts = {
  "time.clock": "{time} UTC",
  "time.moment": "{date} om {time} UTC",
  "mail.asked": "Aangevraagd op {moment}.",
  "mail.asked_device": "Aangevraagd op {moment}, met {browser} op {system}.",
  "mail.asked_place": "Aangevraagd op {moment}, in de buurt van {place} (schatting).",
  "mail.asked_both": "Aangevraagd op {moment}, met {browser} op {system}, in de buurt van {place} (schatting).",
  "mail.not_you": "Hebt u hier niet om gevraagd? Dan hoeft u niets te doen.",
  "mail.stop": "Om het te stoppen:",
  "mail.code.subject": "{code} is uw code voor {app}",
  "mail.code.subject_codeless": "Uw code voor {app}",
  "mail.code.heading": "Uw code voor {app} is",
  "mail.code.preview": {
    one: "Hij werkt {n} minuut. Deel hem nooit.",
    other: "Hij werkt {n} minuten. Deel hem nooit.",
  },
  "mail.code.use": {
    one: "Vul hem in op de pagina die u open hebt. Hij werkt {n} minuut, tot {until}.",
    other: "Vul hem in op de pagina die u open hebt. Hij werkt {n} minuten, tot {until}.",
  },
  "mail.code.link": "Of open deze pagina en druk op Bevestigen:",
  "mail.code.keep": "Deel deze code nooit. Niemand van {app} zal u erom vragen.",
  "mail.link.subject": "Bevestig uw e-mail voor {app}",
  "mail.link.heading": "Bevestig uw e-mailadres",
  "mail.link.preview_minutes": {
    one: "De link werkt {n} minuut. Deel hem nooit.",
    other: "De link werkt {n} minuten. Deel hem nooit.",
  },
  "mail.link.preview_hours": "De link werkt {n} uur. Deel hem nooit.",
  "mail.link.use": "Iemand heeft dit adres aan {app} gegeven. Was u dat? Open dan deze pagina en druk op Bevestigen:",
  "mail.link.button": "E-mailadres bevestigen",
  "mail.link.lifetime_minutes": {
    one: "De link werkt {n} minuut, tot {until}.",
    other: "De link werkt {n} minuten, tot {until}.",
  },
  "mail.link.lifetime_hours": "De link werkt {n} uur, tot {until}.",
  "mail.link.keep": "Deel deze link nooit.",
  "mail.stranger.subject": "Geen account bij {app} gebruikt dit adres",
  "mail.stranger.heading": "Geen account bij {app} gebruikt dit e-mailadres",
  "mail.stranger.preview": "U hoeft niets te doen.",
  "mail.stranger.what":
    "Iemand heeft {app} gevraagd dit e-mailadres te bevestigen. Geen account gebruikt het, dus er is niets te bevestigen.",
  "mail.stranger.if_you": "Was u dat? Probeer dan het adres waarmee u zich hebt aangemeld.",
  "sms.code": {
    one: "{code} is uw code voor {app}. Hij werkt {n} minuut. Deel hem niet.",
    other: "{code} is uw code voor {app}. Hij werkt {n} minuten. Deel hem niet.",
  },
  "sms.code_nameless": {
    one: "{code} is uw code. Hij werkt {n} minuut. Deel hem niet.",
    other: "{code} is uw code. Hij werkt {n} minuten. Deel hem niet.",
  },
  "sms.link_minutes": {
    one: "Bevestig uw nummer voor {app}. Open deze pagina en druk op Bevestigen: {link} Hij werkt {n} minuut. Deel hem niet.",
    other:
      "Bevestig uw nummer voor {app}. Open deze pagina en druk op Bevestigen: {link} Hij werkt {n} minuten. Deel hem niet.",
  },
  "sms.link_hours":
    "Bevestig uw nummer voor {app}. Open deze pagina en druk op Bevestigen: {link} Hij werkt {n} uur. Deel hem niet.",
  "sms.stranger":
    "Iemand heeft {app} gevraagd dit nummer te bevestigen. Geen account gebruikt het. Was u dat niet? Doe dan niets.",
  "sms.stranger_nameless":
    "Iemand heeft ons gevraagd dit nummer te bevestigen. Geen account gebruikt het. Was u dat niet? Doe dan niets.",
  "call.code.greeting": "Hallo. Dit is {app} met de code waar u om hebt gevraagd.",
  "call.code.press": "Druk op een toets om hem te horen.",
  "call.code.opening": "Uw code is:",
  "call.code.again": "Nog een keer:",
  "call.code.repeat": "Druk op 1 om hem nog eens te horen.",
  "call.code.closing": "Hebt u er niet om gevraagd? Hang dan op. Tot ziens.",
  "call.stopped": "Die code werkt niet meer. Vraag een nieuwe.",
  "call.stranger":
    "Hallo. Dit is {app}. Iemand heeft ons gevraagd dit nummer te bevestigen. Geen account gebruikt het. Was u dat niet? Doe dan niets. Tot ziens.",
};
