import type { FlowTexts } from "../language.ts";

export const flow: FlowTexts = {
  "1070007": "Adresse e-mail",
  "1070008": "Envoyer un nouveau code",
  "1070009": "Continuer",
  "1070011": "Code",
  "1070018": "Adresse e-mail ou numéro de téléphone",
  "1080001": "Nous avons envoyé un lien à l’adresse e-mail indiquée. Ouvrez l’e-mail le plus récent.",
  "1080002": "Votre adresse e-mail est confirmée.",
  "1080003": "Nous avons envoyé un code à l’adresse e-mail indiquée. Regardez dans l’e-mail le plus récent.",
  "1080004": "Nous avons envoyé un code par SMS au numéro indiqué.",
  "1080005": "Votre numéro de téléphone est confirmé.",
  "4000002": "Le champ {property} manque.",
  "4000017": "Saisissez {longest} caractères au maximum. Vous en avez saisi {actual}.",
  "4000040": "Saisissez une adresse e-mail comme name@example.com",
  "4010006": "Cette vérification a commencé avec une autre méthode. Recommencez.",
  "4070001": "Ce lien ne fonctionne pas, ou a déjà été utilisé. Recommencez.",
  "4070002": "Cette vérification est déjà faite. Vous pouvez en commencer une autre.",
  "4070005": "Cette vérification a expiré il y a {minutes} minutes. Recommencez.",
  "4070006": "Ce n’est pas le dernier code que nous avons envoyé. Regardez dans le message le plus récent.",
  "1080001.again": "Nous avons envoyé un nouveau lien. Seul le plus récent fonctionne.",
  "1080003.again": "Nous avons envoyé un nouveau code à l’adresse e-mail indiquée. Seul le plus récent fonctionne.",
  "1080004.again": "Nous avons envoyé un nouveau code par SMS. Seul le plus récent fonctionne.",
  "4000001.country": "Nous n’envoyons pas de SMS vers ce pays.",
  "4000001.guess_seconds": {
    one: "Trop de codes erronés. Vous pourrez réessayer dans {n} seconde.",
    other: "Trop de codes erronés. Vous pourrez réessayer dans {n} secondes.",
  },
  "4000001.guess_minutes": {
    one: "Trop de codes erronés. Vous pourrez réessayer dans {n} minute.",
    other: "Trop de codes erronés. Vous pourrez réessayer dans {n} minutes.",
  },
  "4000001.locked": "Le code a été envoyé trop de fois. Demandez un nouveau code.",
  "4000001.wait_email_seconds": {
    one: "Vous pourrez demander un nouveau code dans {n} seconde. Un e-mail peut mettre une minute à arriver.",
    other: "Vous pourrez demander un nouveau code dans {n} secondes. Un e-mail peut mettre une minute à arriver.",
  },
  "4000001.wait_email_minutes": {
    one: "Vous pourrez demander un nouveau code dans {n} minute. Un e-mail peut mettre une minute à arriver.",
    other: "Vous pourrez demander un nouveau code dans {n} minutes. Un e-mail peut mettre une minute à arriver.",
  },
  "4000001.wait_text_seconds": {
    one: "Vous pourrez demander un nouveau code dans {n} seconde. Un SMS peut mettre quelques minutes à arriver.",
    other: "Vous pourrez demander un nouveau code dans {n} secondes. Un SMS peut mettre quelques minutes à arriver.",
  },
  "4000001.wait_text_minutes": {
    one: "Vous pourrez demander un nouveau code dans {n} minute. Un SMS peut mettre quelques minutes à arriver.",
    other: "Vous pourrez demander un nouveau code dans {n} minutes. Un SMS peut mettre quelques minutes à arriver.",
  },
};
