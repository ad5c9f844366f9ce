import * as z from "zod";
import { LOOPBACK } from "../settings/hosts.ts";

const IP_LITERAL = /^(?:\[.*\]|[\d.]+)$/;
// Names that only resolve inside somebody's network.
const PRIVATE_SUFFIX = /\.(?:local|localhost|localdomain|internal|intranet|private|lan|home|corp|home\.arpa)$/;

/** Whether a URL leads to a name in the public DNS. What a name resolves to is not known here. */
function isPublic({ hostname }: URL): boolean {
  const host = hostname.replace(/\.$/, "");
  return host.includes(".") && !IP_LITERAL.test(host) && !PRIVATE_SUFFIX.test(host);
}

/** Where messages go that somebody else sends: https to a public name; plain http only to this machine, for a stand-in. */
export const webhookUrl = z.url("write it as https://host/path").refine((text) => {
  const url = URL.parse(text);
  if (url === null || url.username !== "" || url.password !== "") return false;
  return url.protocol === "http:" ? LOOPBACK.test(url.hostname) : url.protocol === "https:" && isPublic(url);
}, "must start with https:// and name a public host, without a password");
