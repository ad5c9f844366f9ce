import type { Language } from "../language.ts";
import { flow } from "./flow.ts";
import { messages } from "./messages.ts";
import { pages } from "./pages.ts";

export const pl: Language = { lang: "pl", name: "Polski", dir: "ltr", messages, pages, flow };
