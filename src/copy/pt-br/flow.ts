import type { FlowTexts } from "../language.ts";

export const flow: FlowTexts = {
  "1070007": "Endereço de e-mail",
  "1070008": "Enviar um novo código",
  "1070009": "Continuar",
  "1070011": "Código",
  "1070018": "Endereço de e-mail ou número de telefone",
  "1080001": "Enviamos um link para o e-mail que você informou. Abra o e-mail mais recente.",
  "1080002": "Seu endereço de e-mail está confirmado.",
  "1080003": "Enviamos um código para o e-mail que você informou. Veja no e-mail mais recente.",
  "1080004": "Enviamos um código por SMS para o número que você informou.",
  "1080005": "Seu número de telefone está confirmado.",
  "4000002": "Falta o campo {property}.",
  "4000017": "Digite no máximo {longest} caracteres. Você digitou {actual}.",
  "4000040": "Digite um endereço de e-mail como name@example.com",
  "4010006": "Esta verificação foi iniciada com outro método. Comece de novo.",
  "4070001": "Esse link não funciona ou já foi usado. Comece de novo.",
  "4070002": "Essa verificação já está feita. Você pode começar outra.",
  "4070005": "Esta verificação expirou há {minutes} minutos. Comece de novo.",
  "4070006": "Esse não é o código mais recente que enviamos. Veja na mensagem mais recente.",
  "1080001.again": "Enviamos um novo link. Só o mais recente funciona.",
  "1080003.again": "Enviamos um novo código para o e-mail que você informou. Só o mais recente funciona.",
  "1080004.again": "Enviamos um novo código por SMS. Só o mais recente funciona.",
  "4000001.country": "Não enviamos SMS para esse país.",
  "4000001.guess_seconds": {
    one: "Muitos códigos errados. Você pode tentar de novo em {n} segundo.",
    other: "Muitos códigos errados. Você pode tentar de novo em {n} segundos.",
  },
  "4000001.guess_minutes": {
    one: "Muitos códigos errados. Você pode tentar de novo em {n} minuto.",
    other: "Muitos códigos errados. Você pode tentar de novo em {n} minutos.",
  },
  "4000001.locked": "O código foi enviado muitas vezes. Peça um novo código.",
  "4000001.wait_email_seconds": {
    one: "Você pode pedir um novo código em {n} segundo. Os e-mails podem levar um minuto para chegar.",
    other: "Você pode pedir um novo código em {n} segundos. Os e-mails podem levar um minuto para chegar.",
  },
  "4000001.wait_email_minutes": {
    one: "Você pode pedir um novo código em {n} minuto. Os e-mails podem levar um minuto para chegar.",
    other: "Você pode pedir um novo código em {n} minutos. Os e-mails podem levar um minuto para chegar.",
  },
  "4000001.wait_text_seconds": {
    one: "Você pode pedir um novo código em {n} segundo. Os SMS podem levar alguns minutos.",
    other: "Você pode pedir um novo código em {n} segundos. Os SMS podem levar alguns minutos.",
  },
  "4000001.wait_text_minutes": {
    one: "Você pode pedir um novo código em {n} minuto. Os SMS podem levar alguns minutos.",
    other: "Você pode pedir um novo código em {n} minutos. Os SMS podem levar alguns minutos.",
  },
};
