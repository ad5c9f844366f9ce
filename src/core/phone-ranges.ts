/**
 * Codes of no country (ITU-T E.164 lists): freephone and shared cost world-wide, Inmarsat, personal, satellite and
 * network services, disaster relief, premium. A call or text there costs what a satellite or an entertainer costs.
 */
const OF_NO_COUNTRY = "800|808|870|878|88[1238]|979";

/** Calling codes of countries where a national number beginning 90 is premium, and never a person's. */
const NINETY_IS_PREMIUM =
  "20 27 31 32 36 40 41 43 44 45 52 55 57 58 64 250 254 255 256 267 268 297 298 354 355 357 359 370 371 372 373 " +
  "374 376 380 381 383 386 387 420 423 503 506 592 597 598 670 971 973 994";

/** By calling code, how national numbers begin that are premium, shared cost or "follow me" (which fraud lives on). */
const CHARGED: Readonly<Record<string, string>> = {
  1: "900|[2-9][0-9]{2}976", // 976: the exchange that is premium in every area
  7: "80[389]",
  27: "86",
  30: "70|80[16]|8[125]|90",
  32: "70|78",
  33: "8[1-689]", // 80 is freephone, 87 was VoIP
  34: "70|80[367]|90",
  36: "91",
  39: "89|1[67]|84|199",
  41: "84|878",
  43: "8[1269]|93",
  44: "70|84|87|9",
  46: "649|75|77|9(?:00|39|44|9)",
  47: "81|82",
  48: "70|801",
  49: "13[78]|180|[79]00",
  52: "300|500",
  55: "300|400",
  60: "1600[0-9]{6}",
  61: "19",
  62: "80[49]",
  65: "1900",
  66: "1900[0-9]{6}",
  81: "990",
  82: "50|60",
  84: "1900",
  90: "8[89]8|900",
  91: "1860[0-9]{7}",
  351: "60[178]|64|76|80[89]",
  352: "90[015][0-9]{5}",
  353: "(?:15[0-9]{2}|18[59]0)[0-9]{6}|700", // shorter ones are Dublin
  358: "[67]00",
  370: "700|808",
  385: "6[01459]",
  386: "89",
  387: "8[12]|9[246]",
  389: "5",
  420: "70[01]|8[134]",
  421: "8[5-9]|900|97|98",
  852: "900",
  960: "900[0-9]{7}",
  968: "900[0-9]{5}",
  972: "19|1212|1700",
};

/** No calling code begins another, so that one expression over all of them is unambiguous. */
const REFUSED = new RegExp(
  `^\\+(?:${[
    OF_NO_COUNTRY,
    `(?:${NINETY_IS_PREMIUM.replaceAll(" ", "|")})90`,
    ...Object.entries(CHARGED).map(([code, national]) => `${code}(?:${national})`),
  ].join("|")})`,
);

/**
 * Whether an E.164 number is in a range that charges whoever writes or calls, or belongs to no country. What fraud
 * against verification is made of ("international revenue share"). Not complete, and need not be: texts and calls go
 * only to countries that were switched on, and the limits per prefix stop what is left.
 */
export const isChargedRange = (e164: string): boolean => REFUSED.test(e164);
