// The texts of other languages, each fetched once: at the start where the page begins in that language, and with the later part
// of the WebAssembly in any case, so that whoever chooses another language asks nothing of the network.
import { languages, texts as octets } from "./origin.js";

const coming = {};

/** The catalogue of a language, as octets. A failure is forgotten: the next call tries again. */
export function texts(language) {
  coming[language] ??= octets(language).catch((error) => {
    delete coming[language];
    throw error;
  });
  return coming[language];
}

/** Fetches all that there are; the app works without them. */
export function all() {
  return Promise.allSettled(languages().map(texts));
}
