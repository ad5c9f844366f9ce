import type { FlowTexts } from "../language.ts";

export const flow: FlowTexts = {
  "1070007": "Alamat email",
  "1070008": "Kirim kode baru",
  "1070009": "Lanjutkan",
  "1070011": "Kode",
  "1070018": "Alamat email atau nomor telepon",
  "1080001": "Kami mengirim tautan ke alamat email yang Anda berikan. Buka email terbaru.",
  "1080002": "Alamat email Anda sudah dikonfirmasi.",
  "1080003": "Kami mengirim kode ke alamat email yang Anda berikan. Lihat di email terbaru.",
  "1080004": "Kami mengirim kode lewat SMS ke nomor yang Anda berikan.",
  "1080005": "Nomor telepon Anda sudah dikonfirmasi.",
  "4000002": "Kolom {property} belum ada.",
  "4000017": "Masukkan paling banyak {longest} karakter. Anda memasukkan {actual}.",
  "4000040": "Masukkan alamat email seperti name@example.com",
  "4010006": "Konfirmasi ini dimulai dengan cara lain. Mulai lagi.",
  "4070001": "Tautan itu tidak berfungsi, atau sudah dipakai. Mulai lagi.",
  "4070002": "Konfirmasi itu sudah selesai. Anda bisa memulai yang baru.",
  "4070005": "Waktu konfirmasi ini habis {minutes} menit yang lalu. Mulai lagi.",
  "4070006": "Itu bukan kode terbaru yang kami kirim. Lihat di pesan terbaru.",
  "1080001.again": "Kami mengirim tautan baru. Hanya tautan terbaru yang berfungsi.",
  "1080003.again": "Kami mengirim kode baru ke alamat email yang Anda berikan. Hanya kode terbaru yang berfungsi.",
  "1080004.again": "Kami mengirim kode baru lewat SMS. Hanya kode terbaru yang berfungsi.",
  "4000001.country": "Kami tidak mengirim SMS ke negara itu.",
  "4000001.guess_seconds": "Terlalu banyak kode yang salah. Anda bisa mencoba lagi dalam {n} detik.",
  "4000001.guess_minutes": "Terlalu banyak kode yang salah. Anda bisa mencoba lagi dalam {n} menit.",
  "4000001.locked": "Kode terlalu sering dimasukkan. Minta kode baru.",
  "4000001.wait_email_seconds":
    "Anda bisa meminta kode baru dalam {n} detik. Email bisa perlu satu menit untuk sampai.",
  "4000001.wait_email_minutes":
    "Anda bisa meminta kode baru dalam {n} menit. Email bisa perlu satu menit untuk sampai.",
  "4000001.wait_text_seconds":
    "Anda bisa meminta kode baru dalam {n} detik. SMS bisa perlu beberapa menit untuk sampai.",
  "4000001.wait_text_minutes":
    "Anda bisa meminta kode baru dalam {n} menit. SMS bisa perlu beberapa menit untuk sampai.",
};
