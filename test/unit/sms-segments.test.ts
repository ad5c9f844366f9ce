import { describe, expect, it } from "vitest";
import { gsmOnly, smsSegments } from "../../src/messages/sms.ts";

describe("smsSegments", () => {
  it.each([
    ["nothing", "", "GSM-7", 0, 1],
    ["160 plain letters", "a".repeat(160), "GSM-7", 160, 1],
    ["161 plain letters", "a".repeat(161), "GSM-7", 161, 2],
    ["two full joined segments", "a".repeat(306), "GSM-7", 306, 2],
    ["one more than two joined segments", "a".repeat(307), "GSM-7", 307, 3],
    ["letters of the alphabet that ASCII has not", "éèùìòÇØøÅåΔΣÆßÉÄÖÑÜäöñüà§¿¡£¥¤", "GSM-7", 30, 1],
    ["a newline", "a\nb", "GSM-7", 3, 1],
    ["characters that take two septets", "^{}\\[~]|€", "GSM-7", 18, 1],
    ["80 euro signs", "€".repeat(80), "GSM-7", 160, 1],
    ["81 euro signs", "€".repeat(81), "GSM-7", 162, 2],
    ["a curly apostrophe", "Don’t", "UCS-2", 5, 1],
    ["an accent the alphabet has not", "código", "UCS-2", 6, 1],
    ["a backquote, which it has not either", "`", "UCS-2", 1, 1],
    ["70 code units", "í".repeat(70), "UCS-2", 70, 1],
    ["71 code units", "í".repeat(71), "UCS-2", 71, 2],
    ["134 code units", "í".repeat(134), "UCS-2", 134, 2],
    ["135 code units", "í".repeat(135), "UCS-2", 135, 3],
    ["35 emoji", "😀".repeat(35), "UCS-2", 70, 1],
  ] as const)("%s", (_, text, encoding, units, segments) => {
    expect(smsSegments(text)).toEqual({ encoding, units, segments });
  });

  it("does not cut a two-septet character in half at a segment's end", () => {
    // 152 + 2 would end at 154 of 153: the euro sign moves on, and pushes the rest past two segments.
    expect(smsSegments(`${"a".repeat(152)}€${"a".repeat(151)}`)).toMatchObject({ units: 305, segments: 2 });
    expect(smsSegments(`${"a".repeat(152)}€${"a".repeat(152)}`)).toMatchObject({ units: 306, segments: 3 });
  });

  it("does not cut a surrogate pair in half at a segment's end", () => {
    expect(smsSegments(`${"í".repeat(66)}😀${"í".repeat(65)}`)).toMatchObject({ units: 133, segments: 2 });
    expect(smsSegments(`${"í".repeat(66)}😀${"í".repeat(66)}`)).toMatchObject({ units: 134, segments: 3 });
  });

  it.each([
    ["123456 is your Acme code. It works for 10 minutes. Do not share it.", "GSM-7", 96, 1],
    ["123456 es tu código de Acme. Caduca en 10 minutos. No lo compartas.", "UCS-2", 96, 2],
    ["123456 est votre code Acme. Il expire dans 10 minutes. Ne le partagez pas.", "GSM-7", 103, 1],
  ] as const)("%s", (text, encoding, units, segments) => {
    expect(smsSegments(`${text}\n\n@verify.example.com #123456`)).toEqual({ encoding, units, segments });
  });
});

describe("gsmOnly", () => {
  it.each([
    ["Acme", "Acme"],
    ["Café Ñandú", "Café Ñandu"],
    ["Łódź", "Lodz"],
    ["Isparta Gül ışık", "Isparta Gül isik"],
    ["Œuvre Đakovo", "OEuvre Dakovo"],
    ["Acme 😀 Labs", "Acme Labs"],
    ["日本", ""],
    ["€uro [x]", "€uro [x]"],
  ])("%s becomes %s", (text, want) => {
    expect(gsmOnly(text)).toBe(want);
    expect(smsSegments(gsmOnly(text)).encoding).toBe("GSM-7");
  });
});
