import type { MessageTexts } from "../language.ts";

export const messages: MessageTexts = {
  "time.clock": "{time} UTC",
  "time.moment": "{date}, {time} UTC",
  "mail.asked": "İstenme zamanı: {moment}.",
  "mail.asked_device": "İstenme zamanı: {moment}, {system}, {browser}.",
  "mail.asked_place": "İstenme zamanı: {moment}, {place} yakınları (tahmini).",
  "mail.asked_both": "İstenme zamanı: {moment}, {system}, {browser}, {place} yakınları (tahmini).",
  "mail.not_you": "Bunu siz istemediyseniz bir şey yapmanız gerekmez.",
  "mail.stop": "Durdurmak için:",
  "mail.code.subject": "{code}: {app} kodunuz",
  "mail.code.subject_codeless": "{app} kodunuz",
  "mail.code.heading": "{app} kodunuz",
  "mail.code.preview": "{n} dakika boyunca çalışır. Kimseyle paylaşmayın.",
  "mail.code.use": "Kodu açık olan sayfaya girin. Kod {n} dakika boyunca çalışır (son: {until}).",
  "mail.code.link": "Ya da bu sayfayı açıp Onayla düğmesine basın:",
  "mail.code.keep": "Bu kodu kimseyle paylaşmayın. {app} adına kimse sizden bu kodu istemez.",
  "mail.link.subject": "{app} için e-postanızı onaylayın",
  "mail.link.heading": "E-posta adresinizi onaylayın",
  "mail.link.preview_minutes": "Bağlantı {n} dakika boyunca çalışır. Kimseyle paylaşmayın.",
  "mail.link.preview_hours": "Bağlantı {n} saat boyunca çalışır. Kimseyle paylaşmayın.",
  "mail.link.use": "Biri bu adresi {app} ile paylaştı. Bunu siz yaptıysanız bu sayfayı açıp Onayla düğmesine basın:",
  "mail.link.button": "E-posta adresini onayla",
  "mail.link.lifetime_minutes": "Bağlantı {n} dakika boyunca çalışır (son: {until}).",
  "mail.link.lifetime_hours": "Bağlantı {n} saat boyunca çalışır (son: {until}).",
  "mail.link.keep": "Bu bağlantıyı kimseyle paylaşmayın.",
  "mail.stranger.subject": "Bu adresi kullanan bir {app} hesabı yok",
  "mail.stranger.heading": "Bu e-posta adresini kullanan bir {app} hesabı yok",
  "mail.stranger.preview": "Bir şey yapmanız gerekmez.",
  "mail.stranger.what":
    "Biri {app} üzerinden bu e-posta adresinin onaylanmasını istedi. Bu adresi kullanan bir hesap yok, bu yüzden onaylanacak bir şey de yok.",
  "mail.stranger.if_you": "Bunu siz yaptıysanız kaydolurken kullandığınız adresi deneyin.",
  "sms.code": "{code}: {app} kodunuz. {n} dakika boyunca çalışır. Kimseyle paylaşmayın.",
  "sms.code_nameless": "{code}: Kodunuz. {n} dakika boyunca çalışır. Kimseyle paylaşmayın.",
  "sms.link_minutes":
    "{app} için numaranızı onaylayın. Bu sayfayı açıp Onayla düğmesine basın: {link} {n} dakika boyunca çalışır. Paylaşmayın.",
  "sms.link_hours":
    "{app} için numaranızı onaylayın. Bu sayfayı açıp Onayla düğmesine basın: {link} {n} saat boyunca çalışır. Paylaşmayın.",
  "sms.stranger":
    "Biri {app} üzerinden bu numaranın onaylanmasını istedi. Bu numarayı kullanan hesap yok. Siz değilseniz bir şey yapmayın.",
  "sms.stranger_nameless":
    "Biri bizden bu numaranın onaylanmasını istedi. Bu numarayı kullanan hesap yok. Siz değilseniz bir şey yapmayın.",
  "call.code.greeting": "Merhaba. İstediğiniz kod için {app} adına arıyoruz.",
  "call.code.press": "Duymak için herhangi bir tuşa basın.",
  "call.code.opening": "Kodunuz:",
  "call.code.again": "Bir kez daha:",
  "call.code.repeat": "Yeniden duymak için 1'e basın.",
  "call.code.closing": "Kodu siz istemediyseniz telefonu kapatın. Hoşça kalın.",
  "call.stopped": "Bu kod artık çalışmıyor. Yeni bir kod isteyin.",
  "call.stranger":
    "Merhaba. {app} adına arıyoruz. Biri bizden bu numaranın onaylanmasını istedi. Bu numarayı kullanan hesap yok. Siz değilseniz bir şey yapmayın. Hoşça kalın.",
};
