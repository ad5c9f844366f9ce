import type { Language } from "../language.ts";
import { flow } from "./flow.ts";
import { messages } from "./messages.ts";
import { pages } from "./pages.ts";

export const de: Language = { lang: "de", name: "Deutsch", dir: "ltr", messages, pages, flow };
