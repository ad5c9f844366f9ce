import type { Language } from "../language.ts";
import { flow } from "./flow.ts";
import { messages } from "./messages.ts";
import { pages } from "./pages.ts";

export const nl: Language = { lang: "nl", name: "Nederlands", dir: "ltr", messages, pages, flow };
