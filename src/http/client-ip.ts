/** Who is calling, as the platform tells it. Headers that callers can set themselves are never asked. */
export const clientIp = (headers: Headers): string | undefined => headers.get("cf-connecting-ip") ?? undefined;
