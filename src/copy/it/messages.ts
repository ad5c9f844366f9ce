import type { MessageTexts } from "../language.ts";

export const messages: MessageTexts = {
  "time.clock": "{time} UTC",
  "time.moment": "{date}, {time} UTC",
  "mail.asked": "Richiesto il {moment}.",
  "mail.asked_device": "Richiesto il {moment}, da {browser} su {system}.",
  "mail.asked_place": "Richiesto il {moment}, vicino a {place} (stima).",
  "mail.asked_both": "Richiesto il {moment}, da {browser} su {system}, vicino a {place} (stima).",
  "mail.not_you": "Se non l’hai chiesto tu, non devi fare nulla.",
  "mail.stop": "Per fermarla:",
  "mail.code.subject": "{code} è il tuo codice {app}",
  "mail.code.subject_codeless": "Il tuo codice {app}",
  "mail.code.heading": "Il tuo codice {app} è",
  "mail.code.preview": {
    one: "Funziona per {n} minuto. Non condividerlo mai.",
    other: "Funziona per {n} minuti. Non condividerlo mai.",
  },
  "mail.code.use": {
    one: "Inseriscilo nella pagina che hai aperto. Funziona per {n} minuto (scade: {until}).",
    other: "Inseriscilo nella pagina che hai aperto. Funziona per {n} minuti (scade: {until}).",
  },
  "mail.code.link": "Oppure apri questa pagina e premi Conferma:",
  "mail.code.keep": "Non condividere mai questo codice. Nessuno di {app} te lo chiederà.",
  "mail.link.subject": "Conferma la tua e-mail per {app}",
  "mail.link.heading": "Conferma il tuo indirizzo e-mail",
  "mail.link.preview_minutes": {
    one: "Il link funziona per {n} minuto. Non condividerlo mai.",
    other: "Il link funziona per {n} minuti. Non condividerlo mai.",
  },
  "mail.link.preview_hours": {
    one: "Il link funziona per {n} ora. Non condividerlo mai.",
    other: "Il link funziona per {n} ore. Non condividerlo mai.",
  },
  "mail.link.use": "Qualcuno ha dato questo indirizzo a {app}. Se eri tu, apri questa pagina e premi Conferma:",
  "mail.link.button": "Conferma l’indirizzo e-mail",
  "mail.link.lifetime_minutes": {
    one: "Il link funziona per {n} minuto (scade: {until}).",
    other: "Il link funziona per {n} minuti (scade: {until}).",
  },
  "mail.link.lifetime_hours": {
    one: "Il link funziona per {n} ora (scade: {until}).",
    other: "Il link funziona per {n} ore (scade: {until}).",
  },
  "mail.link.keep": "Non condividere mai questo link.",
  "mail.stranger.subject": "Nessun account {app} usa questo indirizzo",
  "mail.stranger.heading": "Nessun account {app} usa questo indirizzo e-mail",
  "mail.stranger.preview": "Non devi fare nulla.",
  "mail.stranger.what":
    "Qualcuno ha chiesto a {app} di confermare questo indirizzo e-mail. Nessun account lo usa, quindi non c’è nulla da confermare.",
  "mail.stranger.if_you": "Se eri tu, prova l’indirizzo con cui ti sei registrato.",
  "sms.code": {
    one: "{code} è il tuo codice {app}. Funziona per {n} minuto. Non condividerlo.",
    other: "{code} è il tuo codice {app}. Funziona per {n} minuti. Non condividerlo.",
  },
  "sms.code_nameless": {
    one: "{code} è il tuo codice. Funziona per {n} minuto. Non condividerlo.",
    other: "{code} è il tuo codice. Funziona per {n} minuti. Non condividerlo.",
  },
  "sms.link_minutes": {
    one: "Conferma il tuo numero per {app}. Apri questa pagina e premi Conferma: {link} Funziona per {n} minuto. Non condividerla.",
    other:
      "Conferma il tuo numero per {app}. Apri questa pagina e premi Conferma: {link} Funziona per {n} minuti. Non condividerla.",
  },
  "sms.link_hours": {
    one: "Conferma il tuo numero per {app}. Apri questa pagina e premi Conferma: {link} Funziona per {n} ora. Non condividerla.",
    other:
      "Conferma il tuo numero per {app}. Apri questa pagina e premi Conferma: {link} Funziona per {n} ore. Non condividerla.",
  },
  "sms.stranger":
    "Qualcuno ha chiesto a {app} di confermare questo numero. Nessun account lo usa. Se non eri tu, non fare nulla.",
  "sms.stranger_nameless":
    "Qualcuno ci ha chiesto di confermare questo numero. Nessun account lo usa. Se non eri tu, non fare nulla.",
  "call.code.greeting": "Ciao. Questa è {app} con il codice che hai chiesto.",
  "call.code.press": "Per ascoltarlo, premi un tasto qualsiasi.",
  "call.code.opening": "Il tuo codice è:",
  "call.code.again": "Ancora una volta:",
  "call.code.repeat": "Per ascoltarlo di nuovo, premi 1.",
  "call.code.closing": "Se non l’hai chiesto tu, riaggancia. Arrivederci.",
  "call.stopped": "Quel codice ha smesso di funzionare. Chiedine uno nuovo.",
  "call.stranger":
    "Ciao. Questa è {app}. Qualcuno ci ha chiesto di confermare questo numero. Nessun account lo usa. Se non eri tu, non fare nulla. Arrivederci.",
};
