import type { FlowTexts } from "../language.ts";

export const flow: FlowTexts = {
  "1070007": "Correo electrónico",
  "1070008": "Enviar un código nuevo",
  "1070009": "Continuar",
  "1070011": "Código",
  "1070018": "Correo electrónico o número de teléfono",
  "1080001": "Hemos enviado un enlace al correo que nos dio. Abra el correo más reciente.",
  "1080002": "Su correo electrónico está confirmado.",
  "1080003": "Hemos enviado un código al correo que nos dio. Mire en el correo más reciente.",
  "1080004": "Hemos enviado un código en un SMS al número que nos dio.",
  "1080005": "Su número de teléfono está confirmado.",
  "4000002": "Falta el campo {property}.",
  "4000017": "Escriba {longest} caracteres como máximo. Ha escrito {actual}.",
  "4000040": "Escriba un correo electrónico como name@example.com",
  "4010006": "Esta verificación se empezó con otro método. Empiece de nuevo.",
  "4070001": "Ese enlace no funciona o ya se ha usado. Empiece de nuevo.",
  "4070002": "Esa verificación ya está hecha. Puede empezar otra.",
  "4070005": "Esta verificación caducó hace {minutes} minutos. Empiece de nuevo.",
  "4070006": "Ese no es el código más reciente que enviamos. Mire en el mensaje más reciente.",
  "1080001.again": "Hemos enviado un enlace nuevo. Solo funciona el más reciente.",
  "1080003.again": "Hemos enviado un código nuevo al correo que nos dio. Solo funciona el más reciente.",
  "1080004.again": "Hemos enviado un código nuevo en un SMS. Solo funciona el más reciente.",
  "4000001.country": "No enviamos SMS a ese país.",
  "4000001.guess_seconds": {
    one: "Demasiados códigos erróneos. Puede volver a intentarlo en {n} segundo.",
    other: "Demasiados códigos erróneos. Puede volver a intentarlo en {n} segundos.",
  },
  "4000001.guess_minutes": {
    one: "Demasiados códigos erróneos. Puede volver a intentarlo en {n} minuto.",
    other: "Demasiados códigos erróneos. Puede volver a intentarlo en {n} minutos.",
  },
  "4000001.locked": "El código se ha enviado demasiadas veces. Pida un código nuevo.",
  "4000001.wait_email_seconds": {
    one: "Puede pedir un código nuevo en {n} segundo. Los correos pueden tardar un minuto en llegar.",
    other: "Puede pedir un código nuevo en {n} segundos. Los correos pueden tardar un minuto en llegar.",
  },
  "4000001.wait_email_minutes": {
    one: "Puede pedir un código nuevo en {n} minuto. Los correos pueden tardar un minuto en llegar.",
    other: "Puede pedir un código nuevo en {n} minutos. Los correos pueden tardar un minuto en llegar.",
  },
  "4000001.wait_text_seconds": {
    one: "Puede pedir un código nuevo en {n} segundo. Los SMS pueden tardar unos minutos.",
    other: "Puede pedir un código nuevo en {n} segundos. Los SMS pueden tardar unos minutos.",
  },
  "4000001.wait_text_minutes": {
    one: "Puede pedir un código nuevo en {n} minuto. Los SMS pueden tardar unos minutos.",
    other: "Puede pedir un código nuevo en {n} minutos. Los SMS pueden tardar unos minutos.",
  },
};
