import type { FlowTexts } from "../language.ts";

export const flow: FlowTexts = {
  "1070007": "E-posta adresi",
  "1070008": "Yeni kod gönder",
  "1070009": "Devam et",
  "1070011": "Kod",
  "1070018": "E-posta adresi veya telefon numarası",
  "1080001": "Verdiğiniz e-posta adresine bir bağlantı gönderdik. En yeni e-postayı açın.",
  "1080002": "E-posta adresiniz onaylandı.",
  "1080003": "Verdiğiniz e-posta adresine bir kod gönderdik. En yeni e-postaya bakın.",
  "1080004": "Verdiğiniz numaraya SMS ile bir kod gönderdik.",
  "1080005": "Telefon numaranız onaylandı.",
  "4000002": "{property} alanı eksik.",
  "4000017": "En fazla {longest} karakter girin. Siz {actual} girdiniz.",
  "4000040": "name@example.com gibi bir e-posta adresi girin",
  "4010006": "Bu onay başka bir yöntemle başlatıldı. Yeniden başlayın.",
  "4070001": "Bu bağlantı çalışmıyor ya da daha önce kullanıldı. Yeniden başlayın.",
  "4070002": "Bu onay zaten tamamlandı. Yenisini başlatabilirsiniz.",
  "4070005": "Bu onayın süresi {minutes} dakika önce doldu. Yeniden başlayın.",
  "4070006": "Bu, gönderdiğimiz en yeni kod değil. En yeni iletiye bakın.",
  "1080001.again": "Yeni bir bağlantı gönderdik. Yalnızca en yeni bağlantı çalışır.",
  "1080003.again": "Verdiğiniz e-posta adresine yeni bir kod gönderdik. Yalnızca en yeni kod çalışır.",
  "1080004.again": "SMS ile yeni bir kod gönderdik. Yalnızca en yeni kod çalışır.",
  "4000001.country": "O ülkeye SMS göndermiyoruz.",
  "4000001.guess_seconds": "Çok fazla yanlış kod girildi. {n} saniye sonra yeniden deneyebilirsiniz.",
  "4000001.guess_minutes": "Çok fazla yanlış kod girildi. {n} dakika sonra yeniden deneyebilirsiniz.",
  "4000001.locked": "Kod çok fazla kez girildi. Yeni bir kod isteyin.",
  "4000001.wait_email_seconds":
    "{n} saniye sonra yeni bir kod isteyebilirsiniz. E-postaların ulaşması bir dakika sürebilir.",
  "4000001.wait_email_minutes":
    "{n} dakika sonra yeni bir kod isteyebilirsiniz. E-postaların ulaşması bir dakika sürebilir.",
  "4000001.wait_text_seconds":
    "{n} saniye sonra yeni bir kod isteyebilirsiniz. SMS'lerin ulaşması birkaç dakika sürebilir.",
  "4000001.wait_text_minutes":
    "{n} dakika sonra yeni bir kod isteyebilirsiniz. SMS'lerin ulaşması birkaç dakika sürebilir.",
};
