import type { Language } from "../language.ts";
import { flow } from "./flow.ts";
import { messages } from "./messages.ts";
import { pages } from "./pages.ts";

export const uk: Language = { lang: "uk", name: "Українська", dir: "ltr", messages, pages, flow };
