import type { Language } from "../language.ts";
import { flow } from "./flow.ts";
import { messages } from "./messages.ts";
import { pages } from "./pages.ts";

export const es: Language = { lang: "es", name: "Español", dir: "ltr", messages, pages, flow };
