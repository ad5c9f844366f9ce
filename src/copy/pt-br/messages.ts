import type { MessageTexts } from "../language.ts";

export const messages: MessageTexts = {
  "time.clock": "{time} UTC",
  "time.moment": "{date}, {time} UTC",
  "mail.asked": "Pedido em {moment}.",
  "mail.asked_device": "Pedido em {moment}, com {browser} em {system}.",
  "mail.asked_place": "Pedido em {moment}, perto de {place} (estimativa).",
  "mail.asked_both": "Pedido em {moment}, com {browser} em {system}, perto de {place} (estimativa).",
  "mail.not_you": "Se você não pediu isto, não faça nada.",
  "mail.stop": "Para interromper:",
  "mail.code.subject": "{code} é o seu código de {app}",
  "mail.code.subject_codeless": "O seu código de {app}",
  "mail.code.heading": "O seu código de {app} é",
  "mail.code.preview": {
    one: "Funciona por {n} minuto. Nunca compartilhe.",
    other: "Funciona por {n} minutos. Nunca compartilhe.",
  },
  "mail.code.use": {
    one: "Digite o código na página que está aberta. Ele funciona por {n} minuto (até {until}).",
    other: "Digite o código na página que está aberta. Ele funciona por {n} minutos (até {until}).",
  },
  "mail.code.link": "Ou abra esta página e toque em Confirmar:",
  "mail.code.keep": "Nunca compartilhe este código. Ninguém de {app} vai pedi-lo a você.",
  "mail.link.subject": "Confirme seu e-mail para {app}",
  "mail.link.heading": "Confirme seu endereço de e-mail",
  "mail.link.preview_minutes": {
    one: "O link funciona por {n} minuto. Nunca o compartilhe.",
    other: "O link funciona por {n} minutos. Nunca o compartilhe.",
  },
  "mail.link.preview_hours": {
    one: "O link funciona por {n} hora. Nunca o compartilhe.",
    other: "O link funciona por {n} horas. Nunca o compartilhe.",
  },
  "mail.link.use": "Alguém deu este endereço a {app}. Se foi você, abra esta página e toque em Confirmar:",
  "mail.link.button": "Confirmar endereço de e-mail",
  "mail.link.lifetime_minutes": {
    one: "O link funciona por {n} minuto (até {until}).",
    other: "O link funciona por {n} minutos (até {until}).",
  },
  "mail.link.lifetime_hours": {
    one: "O link funciona por {n} hora (até {until}).",
    other: "O link funciona por {n} horas (até {until}).",
  },
  "mail.link.keep": "Nunca compartilhe este link.",
  "mail.stranger.subject": "Nenhuma conta de {app} usa este endereço",
  "mail.stranger.heading": "Nenhuma conta de {app} usa este endereço de e-mail",
  "mail.stranger.preview": "Você não precisa fazer nada.",
  "mail.stranger.what":
    "Alguém pediu a {app} para confirmar este endereço de e-mail. Nenhuma conta o usa, então não há nada a confirmar.",
  "mail.stranger.if_you": "Se foi você, tente o endereço com que se cadastrou.",
  "sms.code": {
    one: "{code} é o seu código de {app}. Funciona por {n} minuto. Não compartilhe.",
    other: "{code} é o seu código de {app}. Funciona por {n} minutos. Não compartilhe.",
  },
  "sms.code_nameless": {
    one: "{code} é o seu código. Funciona por {n} minuto. Não compartilhe.",
    other: "{code} é o seu código. Funciona por {n} minutos. Não compartilhe.",
  },
  "sms.link_minutes": {
    one: "Confirme seu número para {app}. Abra esta página e toque em Confirmar: {link} Funciona por {n} minuto. Não compartilhe.",
    other:
      "Confirme seu número para {app}. Abra esta página e toque em Confirmar: {link} Funciona por {n} minutos. Não compartilhe.",
  },
  "sms.link_hours": {
    one: "Confirme seu número para {app}. Abra esta página e toque em Confirmar: {link} Funciona por {n} hora. Não compartilhe.",
    other:
      "Confirme seu número para {app}. Abra esta página e toque em Confirmar: {link} Funciona por {n} horas. Não compartilhe.",
  },
  "sms.stranger":
    "Alguém pediu a {app} para confirmar este número. Nenhuma conta o usa. Se não foi você, não faça nada.",
  "sms.stranger_nameless":
    "Alguém nos pediu para confirmar este número. Nenhuma conta o usa. Se não foi você, não faça nada.",
  "call.code.greeting": "Olá. Aqui é {app}, com o código que você pediu.",
  "call.code.press": "Para ouvir, digite qualquer tecla.",
  "call.code.opening": "O seu código é:",
  "call.code.again": "Mais uma vez:",
  "call.code.repeat": "Para ouvir de novo, digite 1.",
  "call.code.closing": "Se você não pediu o código, desligue. Até logo.",
  "call.stopped": "Esse código parou de funcionar. Peça um novo.",
  "call.stranger":
    "Olá. Aqui é {app}. Alguém nos pediu para confirmar este número. Nenhuma conta o usa. Se não foi você, não faça nada. Até logo.",
};
