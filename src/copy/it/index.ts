import type { Language } from "../language.ts";
import { flow } from "./flow.ts";
import { messages } from "./messages.ts";
import { pages } from "./pages.ts";

export const it: Language = { lang: "it", name: "Italiano", dir: "ltr", messages, pages, flow };
