/**
 * What each generation of cidaas's SDKs puts on the wire: method, address, headers and body of its requests, with
 * `{…}` where a value of the person or the login goes. Written down from the shapes of their published releases.
 */
export type SdkRequest = {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
};

export type Sdk = {
  readonly name: string;
  readonly initiate: SdkRequest;
  readonly validate: SdkRequest;
  readonly status: SdkRequest;
  /** What the SDK takes for a success of its initiation: JSON with an id, or a redirect that it or its browser follows. */
  readonly wants: "accvid in JSON" | "redirect" | "accvid in Location" | "pages to read";
};

const FORM = { "content-type": "application/x-www-form-urlencoded" };
const JSON_TYPE = { "content-type": "application/json" };
/** A browser on the app's own site. */
const CROSS_SITE = { origin: "https://shop.example.com" };
const XHR = { ...JSON_TYPE, ...CROSS_SITE, accept: "*/*" };
/** As a browser posts a form that a script has made: to another site, whose page is then shown. */
const HIDDEN_FORM = {
  ...FORM,
  ...CROSS_SITE,
  accept: "text/html,application/xhtml+xml",
  "sec-fetch-site": "cross-site",
  "sec-fetch-mode": "navigate",
  "sec-fetch-dest": "document",
};
const DEVICE = {
  lat: "52.5",
  lon: "13.4",
  deviceid: "8F2C",
  devicemake: "Acme",
  devicemodel: "One",
  deviceversion: "14",
};
const MOBILE = { ...JSON_TYPE, ...DEVICE, "user-agent": "okhttp/4.12.0" };

const OLD_VERIFY: SdkRequest = {
  method: "POST",
  path: "/verification-srv/account/verify",
  headers: XHR,
  body: '{"accvid":"{accvid}","code":"{code}"}',
};
const STATUS: SdkRequest = {
  method: "GET",
  path: "/users-srv/user/communication/status/{sub}",
  headers: CROSS_SITE,
};

export const sdks: readonly Sdk[] = [
  {
    name: "JavaScript 1.1",
    wants: "accvid in JSON",
    initiate: {
      method: "POST",
      path: "/verification-srv/account/initiate",
      headers: XHR,
      body: '{"email":"{email}","requestId":"{requestId}","processingType":"CODE","verificationMedium":"email"}',
    },
    validate: OLD_VERIFY,
    status: STATUS,
  },
  {
    name: "JavaScript 2.2 to 3.1, a hidden form",
    wants: "redirect",
    initiate: {
      method: "POST",
      path: "/verification-srv/account/initiate",
      headers: HIDDEN_FORM,
      body: "sub={sub}&requestId={requestId}&verificationMedium=email&processingType=CODE&mobile=&email=",
    },
    validate: OLD_VERIFY,
    status: { ...STATUS, headers: { ...CROSS_SITE, requestid: "{requestId}", "accept-language": "de-DE" } },
  },
  {
    name: "JavaScript 2.2 to 3.1, by fetch, following redirects",
    wants: "pages to read",
    initiate: {
      method: "POST",
      path: "/verification-srv/account/initiate",
      headers: { ...FORM, ...CROSS_SITE, "sec-fetch-mode": "cors" },
      body: "sub={sub}&requestId={requestId}&verificationMedium=email&processingType=CODE",
    },
    validate: OLD_VERIFY,
    status: { ...STATUS, headers: { ...CROSS_SITE, requestid: "{requestId}", "accept-language": "en" } },
  },
  {
    name: "JavaScript 4.0 to 5.0",
    wants: "redirect",
    initiate: {
      method: "POST",
      path: "/verification-srv/account/initiate",
      headers: HIDDEN_FORM,
      body: "verificationMedium=email&requestId={requestId}&processingType=GENERAL&email={email}&trackId=undefined&locale=de-DE&templateKey=VERIFY_USER",
    },
    validate: OLD_VERIFY,
    status: STATUS,
  },
  {
    name: "JavaScript after 5.0",
    wants: "redirect",
    initiate: {
      method: "POST",
      path: "/verification-actions-srv/account/initiation",
      headers: HIDDEN_FORM,
      body: "requestId={requestId}&processingType=CODE&q={sub}&verificationMedium=email&accept_language=en",
    },
    validate: { ...OLD_VERIFY, path: "/verification-actions-srv/account" },
    status: STATUS,
  },
  {
    name: "Android to late 2025",
    wants: "accvid in JSON",
    initiate: {
      method: "POST",
      path: "/verification-srv/account/initiate/sdk",
      headers: MOBILE,
      body: '{"verificationMedium":"email","requestId":"{requestId}","processingType":"CODE","sub":"{sub}"}',
    },
    validate: { ...OLD_VERIFY, headers: MOBILE },
    status: { ...STATUS, headers: DEVICE },
  },
  {
    name: "iOS to late 2025, with every key",
    wants: "accvid in JSON",
    initiate: {
      method: "POST",
      path: "/verification-srv/account/initiate/sdk",
      headers: MOBILE,
      body: '{"verificationMedium":"email","requestId":"{requestId}","processingType":"code","sub":"","email":"{email}","mobile":"","locale":""}',
    },
    validate: { ...OLD_VERIFY, headers: MOBILE },
    status: { ...STATUS, headers: DEVICE },
  },
  {
    name: "Android, newer",
    wants: "accvid in Location",
    initiate: {
      method: "POST",
      path: "/verification-actions-srv/account/initiation",
      headers: MOBILE,
      body: '{"verificationMedium":"email","requestId":"{requestId}","processingType":"CODE","sub":"{sub}","trackId":""}',
    },
    validate: { ...OLD_VERIFY, headers: MOBILE },
    status: { ...STATUS, headers: DEVICE },
  },
  {
    name: "iOS, newer, with every key",
    wants: "accvid in Location",
    initiate: {
      method: "POST",
      path: "/verification-actions-srv/account/initiation",
      headers: MOBILE,
      body: '{"verificationMedium":"email","requestId":"{requestId}","processingType":"CODE","sub":"","email":"{email}","mobile":"","locale":"","trackId":"","username":""}',
    },
    validate: { ...OLD_VERIFY, headers: MOBILE, path: "/verification-actions-srv/account" },
    status: { ...STATUS, headers: DEVICE },
  },
  {
    name: "PHP",
    wants: "accvid in JSON",
    initiate: {
      method: "POST",
      path: "/verification-srv/account/initiate",
      headers: JSON_TYPE,
      body: '{"processingType":"code","verificationMedium":"email","email":"{email}","requestId":"{requestId}"}',
    },
    validate: { ...OLD_VERIFY, headers: JSON_TYPE },
    status: { ...STATUS, headers: {} },
  },
  {
    name: 'PHP, "v3"',
    wants: "accvid in JSON",
    initiate: {
      method: "POST",
      path: "/verification-srv/account/initiate/sdk",
      headers: JSON_TYPE,
      body: '{"processingType":"code","verificationMedium":"email","sub":"{sub}","requestId":"{requestId}"}',
    },
    validate: { ...OLD_VERIFY, headers: JSON_TYPE },
    status: { ...STATUS, headers: {} },
  },
];
