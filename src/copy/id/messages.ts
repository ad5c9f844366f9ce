import type { MessageTexts } from "../language.ts";

export const messages: MessageTexts = {
  "time.clock": "{time} UTC",
  "time.moment": "{date} pukul {time} UTC",
  "mail.asked": "Diminta pada {moment}.",
  "mail.asked_device": "Diminta pada {moment}, dari {browser} di {system}.",
  "mail.asked_place": "Diminta pada {moment}, dekat {place} (perkiraan).",
  "mail.asked_both": "Diminta pada {moment}, dari {browser} di {system}, dekat {place} (perkiraan).",
  "mail.not_you": "Jika Anda tidak meminta ini, Anda tidak perlu melakukan apa pun.",
  "mail.stop": "Untuk menghentikannya:",
  "mail.code.subject": "{code} adalah kode {app} Anda",
  "mail.code.subject_codeless": "Kode {app} Anda",
  "mail.code.heading": "Kode {app} Anda adalah",
  "mail.code.preview": "Bisa dipakai selama {n} menit. Jangan pernah bagikan.",
  "mail.code.use": "Masukkan di halaman yang Anda buka. Kode ini bisa dipakai selama {n} menit, sampai {until}.",
  "mail.code.link": "Atau buka halaman ini dan tekan Konfirmasi:",
  "mail.code.keep": "Jangan pernah bagikan kode ini. Tidak ada orang {app} yang akan memintanya dari Anda.",
  "mail.link.subject": "Konfirmasi email Anda untuk {app}",
  "mail.link.heading": "Konfirmasi alamat email Anda",
  "mail.link.preview_minutes": "Tautan ini bisa dipakai selama {n} menit. Jangan pernah bagikan.",
  "mail.link.preview_hours": "Tautan ini bisa dipakai selama {n} jam. Jangan pernah bagikan.",
  "mail.link.use":
    "Seseorang memberikan alamat ini kepada {app}. Jika itu Anda, buka halaman ini dan tekan Konfirmasi:",
  "mail.link.button": "Konfirmasi alamat email",
  "mail.link.lifetime_minutes": "Tautan ini bisa dipakai selama {n} menit, sampai {until}.",
  "mail.link.lifetime_hours": "Tautan ini bisa dipakai selama {n} jam, sampai {until}.",
  "mail.link.keep": "Jangan pernah bagikan tautan ini.",
  "mail.stranger.subject": "Tidak ada akun {app} dengan alamat ini",
  "mail.stranger.heading": "Tidak ada akun {app} dengan alamat email ini",
  "mail.stranger.preview": "Anda tidak perlu melakukan apa pun.",
  "mail.stranger.what":
    "Seseorang meminta {app} mengonfirmasi alamat email ini. Tidak ada akun yang memakainya, jadi tidak ada yang perlu dikonfirmasi.",
  "mail.stranger.if_you": "Jika itu Anda, coba alamat yang Anda pakai saat mendaftar.",
  "sms.code": "{code} adalah kode {app} Anda. Bisa dipakai selama {n} menit. Jangan bagikan.",
  "sms.code_nameless": "{code} adalah kode Anda. Bisa dipakai selama {n} menit. Jangan bagikan.",
  "sms.link_minutes":
    "Konfirmasi nomor Anda untuk {app}. Buka halaman ini dan tekan Konfirmasi: {link} Bisa dipakai selama {n} menit. Jangan bagikan.",
  "sms.link_hours":
    "Konfirmasi nomor Anda untuk {app}. Buka halaman ini dan tekan Konfirmasi: {link} Bisa dipakai selama {n} jam. Jangan bagikan.",
  "sms.stranger":
    "Seseorang meminta {app} mengonfirmasi nomor ini. Tidak ada akun yang memakainya. Jika itu bukan Anda, abaikan.",
  "sms.stranger_nameless":
    "Seseorang meminta kami mengonfirmasi nomor ini. Tidak ada akun yang memakainya. Jika itu bukan Anda, abaikan.",
  "call.code.greeting": "Halo. Ini {app} dengan kode yang Anda minta.",
  "call.code.press": "Untuk mendengarnya, tekan tombol apa saja.",
  "call.code.opening": "Kode Anda adalah:",
  "call.code.again": "Sekali lagi:",
  "call.code.repeat": "Untuk mendengarnya lagi, tekan 1.",
  "call.code.closing": "Jika Anda tidak memintanya, tutup telepon. Sampai jumpa.",
  "call.stopped": "Kode itu tidak berfungsi lagi. Minta kode baru.",
  "call.stranger":
    "Halo. Ini {app}. Seseorang meminta kami mengonfirmasi nomor ini. Tidak ada akun yang memakainya. Jika itu bukan Anda, abaikan. Sampai jumpa.",
};
