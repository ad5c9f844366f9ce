const VENDOR_CODE = /^[A-Za-z0-9._-]{1,64}$/;

/** What of a vendor's words may be kept: the code of an error or an event; null for anything that could be more. */
export function vendorCodeOf(value: unknown): string | null {
  const text = typeof value === "number" ? String(value) : value;
  return typeof text === "string" && VENDOR_CODE.test(text) ? text : null;
}
