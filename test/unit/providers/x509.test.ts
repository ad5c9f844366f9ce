import { X509Certificate } from "node:crypto";
import { describe, expect, it } from "vitest";
import { readCertificate } from "../../../src/providers/signatures/x509.ts";
import { snsCertificate } from "../../support/sns-message.ts";

/** The same key in a certificate of version 1, which does not say its version. */
const oldCertificate = `-----BEGIN CERTIFICATE-----
MIIC7zCCAdcCAjqfMA0GCSqGSIb3DQEBCwUAMDwxGzAZBgNVBAMMEnNucy5hbWF6
b25hd3MudGVzdDEQMA4GA1UECgwHRXhhbXBsZTELMAkGA1UEBhMCVVMwIBcNMjYw
MTAxMDAwMDAwWhgPMjA2MDAxMDEwMDAwMDBaMDwxGzAZBgNVBAMMEnNucy5hbWF6
b25hd3MudGVzdDEQMA4GA1UECgwHRXhhbXBsZTELMAkGA1UEBhMCVVMwggEiMA0G
CSqGSIb3DQEBAQUAA4IBDwAwggEKAoIBAQCPNJhWCiilFv5F8e96pPe+9g+F85Kz
rrClVi+X3zePq90etlG9Ff/LETBhcXJ2wJU5MER1NOe8B+6bHB88s6Gurt2fnVq4
uP2VS7bHNl4RORAJg8p5a3HMKVY2opOG8djJpU5Bpm+BXh+wpdhWYUlU50q9BB/s
yF5kyjqJjHzjqXhcBuMnaWm4MfPjZc0CqCK4rYkwa9pSM6ubJpl9NHJ8c60rRaGX
Y4Y9RMaoobljHYUUweBFuh8WPVZpaEin3IR/xAFlcqFehEYR0KeQd/kY1ZrB4JUm
aWlcWj2FLAH6gUyARNSrL7NFWtfYlV78W3a55KURHZiZjMU5GmfAbX8pAgMBAAEw
DQYJKoZIhvcNAQELBQADggEBAECToaj97SYyj8JRhpE3daYNh79ayF2Vf06wSIYp
KtmH/EcMif59hNatNfuvzsRl3C9q4NAedMLCQigCoET5NMEWacupqOLiGjTveKLv
HMnfQKj9STb4d6/La7FD+X5gnZUIf2GbI92rXUrvXJcr2tvYf9CYiPc3u+NkOoK5
IH3pOtdIgqBoSxvMzTEr0y13sa3VUBK8c5zod8TVXXSomE8uCcY4sO2JGVsjNOyU
WJE+NIaSWPHKTKOibG1bY2wsakvENXuF7tBGJ/NtLS0K3dveuLEhFrcmlX/xZrGZ
NoI4qXOthlC1NkNi2u7aYLtSEBjfbLCmSzXhtw+At+jJuno=
-----END CERTIFICATE-----
`;

const derOf = (pem: string): Buffer => new X509Certificate(pem).raw;
const pemOf = (der: Uint8Array): string =>
  `-----BEGIN CERTIFICATE-----\n${Buffer.from(der).toString("base64")}\n-----END CERTIFICATE-----\n`;

describe("a certificate", () => {
  it.each([
    ["as issued today", snsCertificate],
    ["of version 1", oldCertificate],
    ["with text around it", `subject=/CN=sns\n${snsCertificate}\n${oldCertificate}`],
    ["with the line ends of Windows", snsCertificate.replaceAll("\n", "\r\n")],
  ])("%s is read as node reads it", (_, pem) => {
    const read = readCertificate(pem);
    const { publicKey, validFrom, validTo } = new X509Certificate(pem.slice(pem.indexOf("-----BEGIN")));
    expect(Buffer.from(read?.publicKey ?? [])).toEqual(publicKey.export({ type: "spki", format: "der" }));
    expect(read?.notBefore).toBe(Date.parse(validFrom));
    expect(read?.notAfter).toBe(Date.parse(validTo));
  });

  it.each(["", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "<html></html>"])(
    "is not read out of %j",
    (text) => {
      expect(readCertificate(text)).toBeUndefined();
    },
  );

  it("that breaks off is none, wherever it does", () => {
    const der = derOf(snsCertificate);
    for (let length = 0; length < der.length; length += 1) {
      expect(readCertificate(pemOf(der.subarray(0, length))), String(length)).toBeUndefined();
    }
  });

  it("with any one byte changed is read or not, without a throw", () => {
    const der = derOf(snsCertificate);
    for (let at = 0; at < der.length; at += 1) {
      for (const byte of [0x00, 0x7f, 0x80, 0x84, 0xff]) {
        const changed = Buffer.from(der);
        changed[at] = byte;
        expect(() => readCertificate(pemOf(changed))).not.toThrow();
      }
    }
  });
});
