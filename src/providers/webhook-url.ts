import * as z from "zod/mini";
import { isPublicHost } from "../core/outbound-url.ts";
import { LOOPBACK } from "../settings/hosts.ts";

/** Where messages go that somebody else sends: https to a public name; plain http only to this machine, for a stand-in. */
export const webhookUrl = z.url("write it as https://host/path").check(
  z.refine((text) => {
    const url = URL.parse(text);
    if (url === null || url.username !== "" || url.password !== "") return false;
    return url.protocol === "http:"
      ? LOOPBACK.test(url.hostname)
      : url.protocol === "https:" && isPublicHost(url.hostname);
  }, "must start with https:// and name a public host, without a password"),
);
