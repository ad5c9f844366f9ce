/**
 * A certificate as SNS shows one, made for these tests with openssl: RSA of 2048 bits, valid from the start of 2026 to
 * the start of 2060, so that its dates are written in both of the ways there are.
 */
export const snsCertificate = `-----BEGIN CERTIFICATE-----
MIIDMjCCAhqgAwIBAgICOqAwDQYJKoZIhvcNAQELBQAwPDEbMBkGA1UEAwwSc25z
LmFtYXpvbmF3cy50ZXN0MRAwDgYDVQQKDAdFeGFtcGxlMQswCQYDVQQGEwJVUzAg
Fw0yNjAxMDEwMDAwMDBaGA8yMDYwMDEwMTAwMDAwMFowPDEbMBkGA1UEAwwSc25z
LmFtYXpvbmF3cy50ZXN0MRAwDgYDVQQKDAdFeGFtcGxlMQswCQYDVQQGEwJVUzCC
ASIwDQYJKoZIhvcNAQEBBQADggEPADCCAQoCggEBAI80mFYKKKUW/kXx73qk9772
D4XzkrOusKVWL5ffN4+r3R62Ub0V/8sRMGFxcnbAlTkwRHU057wH7pscHzyzoa6u
3Z+dWri4/ZVLtsc2XhE5EAmDynlrccwpVjaik4bx2MmlTkGmb4FeH7Cl2FZhSVTn
Sr0EH+zIXmTKOomMfOOpeFwG4ydpabgx8+NlzQKoIritiTBr2lIzq5smmX00cnxz
rStFoZdjhj1ExqihuWMdhRTB4EW6HxY9VmloSKfchH/EAWVyoV6ERhHQp5B3+RjV
msHglSZpaVxaPYUsAfqBTIBE1Ksvs0Va19iVXvxbdrnkpREdmJmMxTkaZ8BtfykC
AwEAAaM8MDowDAYDVR0TAQH/BAIwADALBgNVHQ8EBAMCB4AwHQYDVR0OBBYEFKKZ
kHAm+zegl2ap4exV+xmpEUMVMA0GCSqGSIb3DQEBCwUAA4IBAQAsMuk6fRIDLSU9
6fEz4xotuMHLC6wPbPVg+rHoxOBf3nW4TrHwZWlpW9/IYKm4xRX4QukLmhq1QGp3
92rxw2xFfy9RhH7lNqNeW7gEqJt4xESZW4aL7Q3AzNerLv+NTye1g8jpZCHYStWK
BCCLdhj91KCHq3kIsErZvNlly+mME8mnl0pSD3nv9rBbsPc2ihuqCraYLcXPjtNo
EwS2Uxb7BVp0Kftgt5vHEHavaZLgfdqy+8L0rlAUMDiGOcZ0OyOi+RBelvbuhveS
PjkVLrvVGaUtTkfeYghZp3KhERv18LKLsRLm/0t/uqr10DtJ0hVWJEV2qlRfbUKR
YEeHh0vV
-----END CERTIFICATE-----
`;

/** The key of that certificate (PKCS #8). It signs nothing but these tests. */
const KEY =
  "MIIEugIBADANBgkqhkiG9w0BAQEFAASCBKQwggSgAgEAAoIBAQCPNJhWCiilFv5F8e96pPe+9g+F85KzrrClVi+X3zePq90etlG9" +
  "Ff/LETBhcXJ2wJU5MER1NOe8B+6bHB88s6Gurt2fnVq4uP2VS7bHNl4RORAJg8p5a3HMKVY2opOG8djJpU5Bpm+BXh+wpdhWYUlU" +
  "50q9BB/syF5kyjqJjHzjqXhcBuMnaWm4MfPjZc0CqCK4rYkwa9pSM6ubJpl9NHJ8c60rRaGXY4Y9RMaoobljHYUUweBFuh8WPVZp" +
  "aEin3IR/xAFlcqFehEYR0KeQd/kY1ZrB4JUmaWlcWj2FLAH6gUyARNSrL7NFWtfYlV78W3a55KURHZiZjMU5GmfAbX8pAgMBAAEC" +
  "gf96oef2uf9jqcPq6wOsHp86ifxlsCCqrCHD7kQu2Vy+KLsRCLSzffuwHcIQi3SDKs+rDiFIenBli8bkUEwyvnBwePM+cEfbsVIh" +
  "a/spBQdF70uASBu9FX95UwUo1pAj0Y+4jASA/N5tvKOFH0OCCpbW9pvQFs187lYX/8ytTNs4bk0n+VzzfeIBirqDeCH5iV3WLx7i" +
  "OQzXgI5lLm6FksTC0i22jAhpN60BgR0h4KnYBakmkYbep7i189ophue5vkLkTU7YgLoc9bM6Cwnezzt6YtB8zmDjnJAfP0qNBh8K" +
  "c3qMsBBB1AMSdOT0kEEmEngi19wuWVvb6eRWM7oiVb0CgYEAykH8jL0Aj32gMNb0vtoZJ2vK7HrjU8XTIMMFEaoIVamH8jzc9Tkk" +
  "sbRtBgD2OlOZYD8W7VfPr25XJ6PeMfG3ihIFxvaHau1C9CbqW/MZhEPsZEQfKfxvqPZjwiM7iBXmB+584AtDrfDbIzWo7sL8/1AA" +
  "ymEksWfukzYHrc8DKvUCgYEAtUG94ixpITaq31tzShzETJ7VEO6EuWihXCgxBkYiMfssP8OXo1bgi3TgybZRhs82bY+u20kCehJn" +
  "yMsvgoe77KlHm6RsyfwfqN0Pt/DKMyhnzs6bKidqV4PdVnWFNERjY1G8c7HwoLNqJ8owhTC3UEJyi70y5Wvv7CCva+GwiuUCgYAA" +
  "16+Goo7rChntuieA2AW8zU0mGQjzY2KSw101CqFIQhGH58r/1oIZn2fI254q9ggwh3LAAFqkH3CLgLo/OQOLtrGBd6tuvZhGzhax" +
  "1Vxo2aOVc1cx5JROfuBBgcYQtg6kP9ETWdipU9SF3AZdIEDPi3TFYww1FPrAcDwt9CvONQKBgBlQijWJYFFsMicpvYtPQzc0Q6uu" +
  "tEi0zTxyvI4Uw3fZjY+GQKpmWsv/Udm6Jd6/F+nrVE95/eeQpIANqKABVwSxi7e4Gh2HoeBSp3xYG9VTQlRG1LLpeFeqqgIGPclT" +
  "99GKO9iotGOtSxktiuM/L4r9DMRpcy9JiOOgmP9nMOHlAoGAOWO0POgT1E/XFUSJcRb9zs3gdnsaONPRCiEzjyRQb80QQrz3OAnS" +
  "cd+ttpgXH9lxs1AfR2b/LHdFpBoWB5Kb/B8esxWp7B634/T0gTNEhHECuq+fFnE+6afL0MsFJh3V8dk03+r4VcP4JeWeYCXfYczR" +
  "tZ+4ZMwxssYFhuA3y6Y=";

export const snsTopic = "arn:aws:sns:eu-west-1:123456789012:codes";
export const snsCertificateUrl = "https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem";

export type SnsFields = Readonly<Record<string, string | undefined>>;

/** Sorted by byte, as it happens, is the order in which Amazon signs them. */
const SIGNED = ["Message", "MessageId", "Subject", "SubscribeURL", "Timestamp", "Token", "TopicArn", "Type"];

/** A message as SNS posts it at `at`, signed with the key of the certificate. */
export async function snsMessage(
  at: number,
  changes: SnsFields = {},
): Promise<Readonly<Record<string, string | undefined>>> {
  const message: Record<string, string | undefined> = {
    Type: "Notification",
    MessageId: "165545c9-2a5c-472c-8df2-7ff2be2b3b1b",
    TopicArn: snsTopic,
    Message: "{}",
    Timestamp: new Date(at).toISOString(),
    SignatureVersion: "2",
    SigningCertURL: snsCertificateUrl,
    UnsubscribeURL: "https://sns.eu-west-1.amazonaws.com/?Action=Unsubscribe",
    ...changes,
  };
  const text = SIGNED.filter((name) => message[name] !== undefined)
    .map((name) => `${name}\n${message[name]}\n`)
    .join("");
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: message["SignatureVersion"] === "1" ? "SHA-1" : "SHA-256" };
  const der = Uint8Array.from(atob(KEY), (character) => character.charCodeAt(0));
  const key = await crypto.subtle.importKey("pkcs8", der, algorithm, false, ["sign"]);
  const signature = await crypto.subtle.sign(algorithm.name, key, new TextEncoder().encode(text));
  return { ...message, Signature: btoa(String.fromCharCode(...new Uint8Array(signature))) };
}
