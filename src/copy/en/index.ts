import type { Language } from "../language.ts";
import { flow } from "./flow.ts";
import { messages } from "./messages.ts";
import { pages } from "./pages.ts";

export const en: Language = { lang: "en", name: "English", dir: "ltr", dates: "en-GB", messages, pages, flow };
