/** Reason phrases of RFC 9110, of the statuses that this dialect refuses with. */
export const reasonPhrases: Readonly<Record<number, string>> = {
  400: "Bad Request",
  413: "Content Too Large",
  417: "Expectation Failed",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};
