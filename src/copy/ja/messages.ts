import type { MessageTexts } from "../language.ts";

export const messages: MessageTexts = {
  "time.clock": "{time} UTC",
  "time.moment": "{date} {time} UTC",
  "mail.asked": "{moment}に受け付けました。",
  "mail.asked_device": "{moment}に{system}の{browser}から受け付けました。",
  "mail.asked_place": "{moment}に{place}付近（推定）から受け付けました。",
  "mail.asked_both": "{moment}に{place}付近（推定）の{system}の{browser}から受け付けました。",
  "mail.not_you": "お心当たりがなければ、何もする必要はありません。",
  "mail.stop": "止めるには：",
  "mail.code.subject": "{code} は{app}の確認コードです",
  "mail.code.subject_codeless": "{app}の確認コード",
  "mail.code.heading": "{app}の確認コード",
  "mail.code.preview": "{n}分間使えます。誰にも教えないでください。",
  "mail.code.use": "開いているページに入力してください。{n}分間、{until}まで使えます。",
  "mail.code.link": "または、このページを開いて「確認」を押してください：",
  "mail.code.keep": "このコードは誰にも教えないでください。{app}の者がお尋ねすることはありません。",
  "mail.link.subject": "{app}のメールアドレスの確認",
  "mail.link.heading": "メールアドレスの確認",
  "mail.link.preview_minutes": "このリンクは{n}分の間使えます。誰にも教えないでください。",
  "mail.link.preview_hours": "このリンクは{n}時間の間使えます。誰にも教えないでください。",
  "mail.link.use":
    "どなたかが{app}にこのアドレスを伝えました。ご本人であれば、このページを開いて「確認」を押してください：",
  "mail.link.button": "メールアドレスを確認する",
  "mail.link.lifetime_minutes": "このリンクは{n}分の間、{until}まで使えます。",
  "mail.link.lifetime_hours": "このリンクは{n}時間の間、{until}まで使えます。",
  "mail.link.keep": "このリンクは誰にも教えないでください。",
  "mail.stranger.subject": "{app}にこのアドレスのアカウントはありません",
  "mail.stranger.heading": "{app}にこのメールアドレスのアカウントはありません",
  "mail.stranger.preview": "何もする必要はありません。",
  "mail.stranger.what":
    "どなたかが{app}にこのメールアドレスの確認を求めました。このアドレスのアカウントはないため、確認するものはありません。",
  "mail.stranger.if_you": "ご本人であれば、登録したときのアドレスをお試しください。",
  "sms.code": "{code} {app}の確認コード（{n}分間）。教えないでください",
  "sms.code_nameless": "{code} 確認コード（{n}分間）。教えないでください",
  "sms.link_minutes":
    "{app}の番号の確認です。このページを開いて「確認」を押してください：{link} {n}分の間使えます。誰にも教えないでください。",
  "sms.link_hours":
    "{app}の番号の確認です。このページを開いて「確認」を押してください：{link} {n}時間の間使えます。誰にも教えないでください。",
  "sms.stranger": "{app}にこの番号の確認依頼がありました。アカウントはありません。ご対応は不要です。",
  "sms.stranger_nameless":
    "この番号の確認依頼がありました。アカウントはありません。お心当たりがなければ、何もする必要はありません。",
  "call.code.greeting": "こちらは{app}です。ご依頼のコードをお伝えします。",
  "call.code.press": "聞くには、いずれかのボタンを押してください。",
  "call.code.opening": "コードは次のとおりです。",
  "call.code.again": "繰り返します。",
  "call.code.repeat": "もう一度聞くには、1を押してください。",
  "call.code.closing": "お心当たりがなければ、電話をお切りください。失礼いたします。",
  "call.stopped": "そのコードは使えなくなりました。新しいコードを請求してください。",
  "call.stranger":
    "こちらは{app}です。どなたかがこの番号の確認を求めました。この番号のアカウントはありません。お心当たりがなければ、何もする必要はありません。失礼いたします。",
};
