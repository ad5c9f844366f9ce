import type { Language } from "../language.ts";
import { flow } from "./flow.ts";
import { messages } from "./messages.ts";
import { pages } from "./pages.ts";

export const tr: Language = { lang: "tr", name: "Türkçe", dir: "ltr", messages, pages, flow };
