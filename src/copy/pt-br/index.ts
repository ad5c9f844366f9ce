import type { Language } from "../language.ts";
import { flow } from "./flow.ts";
import { messages } from "./messages.ts";
import { pages } from "./pages.ts";

export const ptBr: Language = { lang: "pt-BR", name: "Português (Brasil)", dir: "ltr", messages, pages, flow };
