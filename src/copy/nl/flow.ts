import type { FlowTexts } from "../language.ts";

export const flow: FlowTexts = {
  "1070007": "E-mailadres",
  "1070008": "Nieuwe code sturen",
  "1070009": "Doorgaan",
  "1070011": "Code",
  "1070018": "E-mailadres of telefoonnummer",
  "1080001": "We hebben een link gestuurd naar het opgegeven e-mailadres. Open de nieuwste e-mail.",
  "1080002": "Uw e-mailadres is bevestigd.",
  "1080003": "We hebben een code gestuurd naar het opgegeven e-mailadres. Kijk in de nieuwste e-mail.",
  "1080004": "We hebben een code per sms gestuurd naar het opgegeven nummer.",
  "1080005": "Uw telefoonnummer is bevestigd.",
  "4000002": "Het veld {property} ontbreekt.",
  "4000017": "Vul hoogstens {longest} tekens in. U hebt er {actual} ingevuld.",
  "4000040": "Vul een e-mailadres in zoals name@example.com",
  "4010006": "Deze bevestiging is met een andere methode begonnen. Begin opnieuw.",
  "4070001": "Die link werkt niet of is al gebruikt. Begin opnieuw.",
  "4070002": "Die bevestiging is al klaar. U kunt een nieuwe beginnen.",
  "4070005": "Deze bevestiging is {minutes} minuten geleden verlopen. Begin opnieuw.",
  "4070006": "Dat is niet de nieuwste code die we hebben gestuurd. Kijk in het nieuwste bericht.",
  "1080001.again": "We hebben een nieuwe link gestuurd. Alleen de nieuwste werkt.",
  "1080003.again": "We hebben een nieuwe code gestuurd naar het opgegeven e-mailadres. Alleen de nieuwste werkt.",
  "1080004.again": "We hebben een nieuwe code per sms gestuurd. Alleen de nieuwste werkt.",
  "4000001.country": "We sturen geen sms naar dat land.",
  "4000001.guess_seconds": {
    one: "Te veel verkeerde codes. U kunt het over {n} seconde opnieuw proberen.",
    other: "Te veel verkeerde codes. U kunt het over {n} seconden opnieuw proberen.",
  },
  "4000001.guess_minutes": {
    one: "Te veel verkeerde codes. U kunt het over {n} minuut opnieuw proberen.",
    other: "Te veel verkeerde codes. U kunt het over {n} minuten opnieuw proberen.",
  },
  "4000001.locked": "De code is te vaak ingevuld. Vraag een nieuwe code.",
  "4000001.wait_email_seconds": {
    one: "U kunt over {n} seconde een nieuwe code vragen. Een e-mail kan een minuut duren.",
    other: "U kunt over {n} seconden een nieuwe code vragen. Een e-mail kan een minuut duren.",
  },
  "4000001.wait_email_minutes": {
    one: "U kunt over {n} minuut een nieuwe code vragen. Een e-mail kan een minuut duren.",
    other: "U kunt over {n} minuten een nieuwe code vragen. Een e-mail kan een minuut duren.",
  },
  "4000001.wait_text_seconds": {
    one: "U kunt over {n} seconde een nieuwe code vragen. Een sms kan een paar minuten duren.",
    other: "U kunt over {n} seconden een nieuwe code vragen. Een sms kan een paar minuten duren.",
  },
  "4000001.wait_text_minutes": {
    one: "U kunt over {n} minuut een nieuwe code vragen. Een sms kan een paar minuten duren.",
    other: "U kunt over {n} minuten een nieuwe code vragen. Een sms kan een paar minuten duren.",
  },
};
