import type { Language } from "../language.ts";
import { flow } from "./flow.ts";
import { messages } from "./messages.ts";
import { pages } from "./pages.ts";

export const id: Language = { lang: "id", name: "Bahasa Indonesia", dir: "ltr", messages, pages, flow };
