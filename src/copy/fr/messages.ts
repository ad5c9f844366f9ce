import type { MessageTexts } from "../language.ts";

export const messages: MessageTexts = {
  "time.clock": "{time} UTC",
  "time.moment": "{date} à {time} UTC",
  "mail.asked": "Demandé le {moment}.",
  "mail.asked_device": "Demandé le {moment}, avec {browser} sur {system}.",
  "mail.asked_place": "Demandé le {moment}, près de {place} (estimation).",
  "mail.asked_both": "Demandé le {moment}, avec {browser} sur {system}, près de {place} (estimation).",
  "mail.not_you": "Si vous n’avez rien demandé, ne faites rien.",
  "mail.stop": "Pour l’arrêter :",
  "mail.code.subject": "{code} est votre code {app}",
  "mail.code.subject_codeless": "Votre code {app}",
  "mail.code.heading": "Votre code {app} est",
  "mail.code.preview": {
    one: "Il fonctionne pendant {n} minute. Ne le partagez jamais.",
    other: "Il fonctionne pendant {n} minutes. Ne le partagez jamais.",
  },
  "mail.code.use": {
    one: "Saisissez-le sur la page que vous avez ouverte. Il fonctionne pendant {n} minute (fin : {until}).",
    other: "Saisissez-le sur la page que vous avez ouverte. Il fonctionne pendant {n} minutes (fin : {until}).",
  },
  "mail.code.link": "Ou ouvrez cette page et appuyez sur Confirmer :",
  "mail.code.keep": "Ne partagez jamais ce code. Personne chez {app} ne vous le demandera.",
  "mail.link.subject": "Confirmez votre e-mail pour {app}",
  "mail.link.heading": "Confirmez votre adresse e-mail",
  "mail.link.preview_minutes": {
    one: "Le lien fonctionne pendant {n} minute. Ne le partagez jamais.",
    other: "Le lien fonctionne pendant {n} minutes. Ne le partagez jamais.",
  },
  "mail.link.preview_hours": {
    one: "Le lien fonctionne pendant {n} heure. Ne le partagez jamais.",
    other: "Le lien fonctionne pendant {n} heures. Ne le partagez jamais.",
  },
  "mail.link.use":
    "Quelqu’un a donné cette adresse à {app}. Si c’est vous, ouvrez cette page et appuyez sur Confirmer :",
  "mail.link.button": "Confirmer l’adresse e-mail",
  "mail.link.lifetime_minutes": {
    one: "Le lien fonctionne pendant {n} minute (fin : {until}).",
    other: "Le lien fonctionne pendant {n} minutes (fin : {until}).",
  },
  "mail.link.lifetime_hours": {
    one: "Le lien fonctionne pendant {n} heure (fin : {until}).",
    other: "Le lien fonctionne pendant {n} heures (fin : {until}).",
  },
  "mail.link.keep": "Ne partagez jamais ce lien.",
  "mail.stranger.subject": "Aucun compte {app} n’utilise cette adresse",
  "mail.stranger.heading": "Aucun compte {app} n’utilise cette adresse e-mail",
  "mail.stranger.preview": "Vous n’avez rien à faire.",
  "mail.stranger.what":
    "Quelqu’un a demandé à {app} de confirmer cette adresse e-mail. Aucun compte ne l’utilise : il n’y a rien à confirmer.",
  "mail.stranger.if_you": "Si c’est vous, essayez l’adresse avec laquelle vous vous êtes inscrit.",
  "sms.code": {
    one: "{code} est votre code {app}. Il expire dans {n} minute. Ne le partagez pas.",
    other: "{code} est votre code {app}. Il expire dans {n} minutes. Ne le partagez pas.",
  },
  "sms.code_nameless": {
    one: "{code} est votre code. Il expire dans {n} minute. Ne le partagez pas.",
    other: "{code} est votre code. Il expire dans {n} minutes. Ne le partagez pas.",
  },
  "sms.link_minutes": {
    one: "Confirmez votre numéro pour {app}. Ouvrez cette page et appuyez sur Confirmer : {link} Elle fonctionne pendant {n} minute. Ne la partagez pas.",
    other:
      "Confirmez votre numéro pour {app}. Ouvrez cette page et appuyez sur Confirmer : {link} Elle fonctionne pendant {n} minutes. Ne la partagez pas.",
  },
  "sms.link_hours": {
    one: "Confirmez votre numéro pour {app}. Ouvrez cette page et appuyez sur Confirmer : {link} Elle fonctionne pendant {n} heure. Ne la partagez pas.",
    other:
      "Confirmez votre numéro pour {app}. Ouvrez cette page et appuyez sur Confirmer : {link} Elle fonctionne pendant {n} heures. Ne la partagez pas.",
  },
  "sms.stranger":
    "Quelqu'un a demandé à {app} de confirmer ce numéro. Aucun compte ne l'utilise. Si ce n'est pas vous, ne faites rien.",
  "sms.stranger_nameless":
    "Quelqu'un nous a demandé de confirmer ce numéro. Aucun compte ne l'utilise. Si ce n'est pas vous, ne faites rien.",
  "call.code.greeting": "Bonjour. Ici {app}, avec le code que vous avez demandé.",
  "call.code.press": "Pour l’entendre, appuyez sur une touche.",
  "call.code.opening": "Votre code est :",
  "call.code.again": "Encore une fois :",
  "call.code.repeat": "Pour l’entendre à nouveau, appuyez sur 1.",
  "call.code.closing": "Si vous n’avez rien demandé, raccrochez. Au revoir.",
  "call.stopped": "Ce code ne fonctionne plus. Demandez-en un nouveau.",
  "call.stranger":
    "Bonjour. Ici {app}. Quelqu’un nous a demandé de confirmer ce numéro. Aucun compte ne l’utilise. Si ce n’est pas vous, ne faites rien. Au revoir.",
};
