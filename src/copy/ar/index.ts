import type { Language } from "../language.ts";
import { flow } from "./flow.ts";
import { messages } from "./messages.ts";
import { pages } from "./pages.ts";

export const ar: Language = { lang: "ar", name: "العربية", dir: "rtl", messages, pages, flow };
