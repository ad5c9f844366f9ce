import type { MessageTexts } from "../language.ts";

export const messages: MessageTexts = {
  "time.clock": "{time} UTC",
  "time.moment": "{date}, {time} UTC",
  "mail.asked": "Solicitado el {moment}.",
  "mail.asked_device": "Solicitado el {moment}, con {browser} en {system}.",
  "mail.asked_place": "Solicitado el {moment}, cerca de {place} (estimación).",
  "mail.asked_both": "Solicitado el {moment}, con {browser} en {system}, cerca de {place} (estimación).",
  "mail.not_you": "Si no lo ha pedido usted, no haga nada.",
  "mail.stop": "Para detenerlo:",
  "mail.code.subject": "{code} es su código de {app}",
  "mail.code.subject_codeless": "Su código de {app}",
  "mail.code.heading": "Su código de {app} es",
  "mail.code.preview": {
    one: "Funciona durante {n} minuto. No lo comparta nunca.",
    other: "Funciona durante {n} minutos. No lo comparta nunca.",
  },
  "mail.code.use": {
    one: "Escríbalo en la página que tiene abierta. Funciona durante {n} minuto (caduca: {until}).",
    other: "Escríbalo en la página que tiene abierta. Funciona durante {n} minutos (caduca: {until}).",
  },
  "mail.code.link": "O abra esta página y pulse Confirmar:",
  "mail.code.keep": "No comparta nunca este código. Nadie de {app} se lo pedirá.",
  "mail.link.subject": "Confirme su correo para {app}",
  "mail.link.heading": "Confirme su correo electrónico",
  "mail.link.preview_minutes": {
    one: "El enlace funciona durante {n} minuto. No lo comparta nunca.",
    other: "El enlace funciona durante {n} minutos. No lo comparta nunca.",
  },
  "mail.link.preview_hours": {
    one: "El enlace funciona durante {n} hora. No lo comparta nunca.",
    other: "El enlace funciona durante {n} horas. No lo comparta nunca.",
  },
  "mail.link.use": "Alguien dio esta dirección a {app}. Si fue usted, abra esta página y pulse Confirmar:",
  "mail.link.button": "Confirmar correo electrónico",
  "mail.link.lifetime_minutes": {
    one: "El enlace funciona durante {n} minuto (caduca: {until}).",
    other: "El enlace funciona durante {n} minutos (caduca: {until}).",
  },
  "mail.link.lifetime_hours": {
    one: "El enlace funciona durante {n} hora (caduca: {until}).",
    other: "El enlace funciona durante {n} horas (caduca: {until}).",
  },
  "mail.link.keep": "No comparta nunca este enlace.",
  "mail.stranger.subject": "Ninguna cuenta de {app} usa esta dirección",
  "mail.stranger.heading": "Ninguna cuenta de {app} usa esta dirección de correo",
  "mail.stranger.preview": "No tiene que hacer nada.",
  "mail.stranger.what":
    "Alguien pidió a {app} que confirmara esta dirección de correo. Ninguna cuenta la usa, así que no hay nada que confirmar.",
  "mail.stranger.if_you": "Si fue usted, pruebe con la dirección con la que se registró.",
  "sms.code": {
    one: "{code} es su código de {app}. Caduca en {n} minuto. No lo comparta.",
    other: "{code} es su código de {app}. Caduca en {n} minutos. No lo comparta.",
  },
  "sms.code_nameless": {
    one: "{code} es su código. Caduca en {n} minuto. No lo comparta.",
    other: "{code} es su código. Caduca en {n} minutos. No lo comparta.",
  },
  "sms.link_minutes": {
    one: "Confirme su número para {app}. Abra esta página y pulse Confirmar: {link} Funciona durante {n} minuto. No la comparta.",
    other:
      "Confirme su número para {app}. Abra esta página y pulse Confirmar: {link} Funciona durante {n} minutos. No la comparta.",
  },
  "sms.link_hours": {
    one: "Confirme su número para {app}. Abra esta página y pulse Confirmar: {link} Funciona durante {n} hora. No la comparta.",
    other:
      "Confirme su número para {app}. Abra esta página y pulse Confirmar: {link} Funciona durante {n} horas. No la comparta.",
  },
  "sms.stranger":
    "Alguien pidió a {app} que confirmara este número. Ninguna cuenta lo usa. Si no fue usted, no haga nada.",
  "sms.stranger_nameless":
    "Alguien nos pidió que confirmáramos este número. Ninguna cuenta lo usa. Si no fue usted, no haga nada.",
  "call.code.greeting": "Hola. Le llamamos de {app} con el código que ha pedido.",
  "call.code.press": "Para oírlo, pulse cualquier tecla.",
  "call.code.opening": "Su código es:",
  "call.code.again": "Otra vez:",
  "call.code.repeat": "Para oírlo otra vez, pulse 1.",
  "call.code.closing": "Si no lo ha pedido usted, cuelgue. Adiós.",
  "call.stopped": "Ese código ha dejado de funcionar. Pida uno nuevo.",
  "call.stranger":
    "Hola. Le llamamos de {app}. Alguien nos pidió que confirmáramos este número. Ninguna cuenta lo usa. Si no fue usted, no haga nada. Adiós.",
};
