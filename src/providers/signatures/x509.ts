import { fromBase64Url } from "../../core/base64url.ts";

/** What of an X.509 certificate a signature needs. */
export type Certificate = {
  /** The SubjectPublicKeyInfo, in DER. */
  readonly publicKey: Uint8Array<ArrayBuffer>;
  /** Epoch milliseconds. */
  readonly notBefore: number;
  readonly notAfter: number;
};

const PEM = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/;

const TAG = { integer: 0x02, utcTime: 0x17, generalizedTime: 0x18, sequence: 0x30, version: 0xa0 } as const;

/** One element of DER: its tag, its content, and all its bytes. */
type Element = {
  readonly tag: number;
  readonly content: Uint8Array<ArrayBuffer>;
  readonly whole: Uint8Array<ArrayBuffer>;
};

/** The first certificate in a PEM text; undefined if there is none that can be read. Who signed it is not looked at. */
export function readCertificate(pem: string): Certificate | undefined {
  const der = fromBase64Url(PEM.exec(pem)?.[1]?.replace(/\s+/g, "") ?? "");
  const [certificate] = elements(der, TAG.sequence) ?? [];
  const [signed] = elements(certificate?.content, TAG.sequence) ?? [];
  const fields = elements(signed?.content);
  // RFC 5280, 4.1: version (absent means 1), serial number, algorithm, issuer, validity, subject, public key, …
  const [serial, , , validity, , publicKey] = fields?.[0]?.tag === TAG.version ? fields.slice(1) : (fields ?? []);
  const [from, until] = elements(validity?.content) ?? [];
  const notBefore = readTime(from);
  const notAfter = readTime(until);
  if (serial?.tag !== TAG.integer || publicKey?.tag !== TAG.sequence) return undefined;
  if (notBefore === undefined || notAfter === undefined) return undefined;
  return { publicKey: publicKey.whole, notBefore, notAfter };
}

/** The elements that `der` is made of, the first of which must be a `tag`; undefined if it breaks off. */
function elements(der: Uint8Array<ArrayBuffer> | undefined, tag?: number): readonly Element[] | undefined {
  if (der === undefined) return undefined;
  const found: Element[] = [];
  for (let at = 0; at < der.length; ) {
    const element = elementAt(der.subarray(at));
    if (element === undefined) return undefined;
    found.push(element);
    at += element.whole.length;
  }
  return tag === undefined || found[0]?.tag === tag ? found : undefined;
}

function elementAt(der: Uint8Array<ArrayBuffer>): Element | undefined {
  const [tag, first] = der;
  if (tag === undefined || first === undefined) return undefined;
  // A length under 128 is its own byte; a longer one is told in as many bytes as the first one says.
  const more = first < 0x80 ? 0 : first - 0x80;
  if (first >= 0x80 && (more === 0 || more > 3)) return undefined;
  const start = 2 + more;
  const length = more === 0 ? first : der.subarray(2, start).reduce((sum, byte) => sum * 256 + byte, 0);
  if (start + length > der.length) return undefined;
  return { tag, content: der.slice(start, start + length), whole: der.slice(0, start + length) };
}

const UTC_TIME = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/;
const GENERALIZED_TIME = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/;

function readTime(element: Element | undefined): number | undefined {
  const text = new TextDecoder().decode(element?.content);
  const isShort = element?.tag === TAG.utcTime;
  if (!isShort && element?.tag !== TAG.generalizedTime) return undefined;
  const parts = (isShort ? UTC_TIME : GENERALIZED_TIME).exec(text)?.slice(1).map(Number);
  if (parts === undefined) return undefined;
  const [written = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts;
  // RFC 5280, 4.1.2.5.1: two digits mean a year from 1950 to 2049.
  const year = isShort ? written + (written < 50 ? 2000 : 1900) : written;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}
