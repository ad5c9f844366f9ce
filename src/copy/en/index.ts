import { flow } from "./flow.ts";
import { messages } from "./messages.ts";
import { pages } from "./pages.ts";

/** What English says, by key: what every language has to say. */
export const english = { ...messages, ...pages, ...flow };
