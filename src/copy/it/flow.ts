import type { FlowTexts } from "../language.ts";

export const flow: FlowTexts = {
  "1070007": "Indirizzo e-mail",
  "1070008": "Invia un nuovo codice",
  "1070009": "Continua",
  "1070011": "Codice",
  "1070018": "Indirizzo e-mail o numero di telefono",
  "1080001": "Abbiamo inviato un link all’indirizzo e-mail indicato. Apri l’e-mail più recente.",
  "1080002": "Il tuo indirizzo e-mail è confermato.",
  "1080003": "Abbiamo inviato un codice all’indirizzo e-mail indicato. Guarda nell’e-mail più recente.",
  "1080004": "Abbiamo inviato un codice via SMS al numero indicato.",
  "1080005": "Il tuo numero di telefono è confermato.",
  "4000002": "Manca il campo {property}.",
  "4000017": "Inserisci al massimo {longest} caratteri. Ne hai inseriti {actual}.",
  "4000040": "Inserisci un indirizzo e-mail come name@example.com",
  "4010006": "Questa verifica è iniziata con un altro metodo. Ricomincia.",
  "4070001": "Questo link non funziona o è già stato usato. Ricomincia.",
  "4070002": "Questa verifica è già fatta. Puoi iniziarne un’altra.",
  "4070005": "Questa verifica è scaduta {minutes} minuti fa. Ricomincia.",
  "4070006": "Non è il codice più recente che abbiamo inviato. Guarda nel messaggio più recente.",
  "1080001.again": "Abbiamo inviato un nuovo link. Funziona solo il più recente.",
  "1080003.again": "Abbiamo inviato un nuovo codice all’indirizzo e-mail indicato. Funziona solo il più recente.",
  "1080004.again": "Abbiamo inviato un nuovo codice via SMS. Funziona solo il più recente.",
  "4000001.country": "Non inviamo SMS in quel paese.",
  "4000001.guess_seconds": {
    one: "Troppi codici sbagliati. Puoi riprovare tra {n} secondo.",
    other: "Troppi codici sbagliati. Puoi riprovare tra {n} secondi.",
  },
  "4000001.guess_minutes": {
    one: "Troppi codici sbagliati. Puoi riprovare tra {n} minuto.",
    other: "Troppi codici sbagliati. Puoi riprovare tra {n} minuti.",
  },
  "4000001.locked": "Il codice è stato inviato troppe volte. Chiedi un nuovo codice.",
  "4000001.wait_email_seconds": {
    one: "Puoi chiedere un nuovo codice tra {n} secondo. Le e-mail possono metterci un minuto ad arrivare.",
    other: "Puoi chiedere un nuovo codice tra {n} secondi. Le e-mail possono metterci un minuto ad arrivare.",
  },
  "4000001.wait_email_minutes": {
    one: "Puoi chiedere un nuovo codice tra {n} minuto. Le e-mail possono metterci un minuto ad arrivare.",
    other: "Puoi chiedere un nuovo codice tra {n} minuti. Le e-mail possono metterci un minuto ad arrivare.",
  },
  "4000001.wait_text_seconds": {
    one: "Puoi chiedere un nuovo codice tra {n} secondo. Gli SMS possono metterci qualche minuto ad arrivare.",
    other: "Puoi chiedere un nuovo codice tra {n} secondi. Gli SMS possono metterci qualche minuto ad arrivare.",
  },
  "4000001.wait_text_minutes": {
    one: "Puoi chiedere un nuovo codice tra {n} minuto. Gli SMS possono metterci qualche minuto ad arrivare.",
    other: "Puoi chiedere un nuovo codice tra {n} minuti. Gli SMS possono metterci qualche minuto ad arrivare.",
  },
};
