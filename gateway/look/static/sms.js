// What a text costs as SMS: the same rules as gateway/sms.py, for a live counter.
const BASIC = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡" +
  "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà");
const EXTENDED = new Set("^{}\\[~]|€\f");
const PLAIN = {
  "\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "-",
  "\u2026": "...", "\u2022": "-", "\u00a0": " ", "\u202f": " ", "\t": " ",
};
const known = letter => BASIC.has(letter) || EXTENDED.has(letter);

/** Return the text in letters every phone shows: what an operator's SMS becomes when sent. */
export function plain(text) {
  return [...text].flatMap(letter => [...(PLAIN[letter] ?? letter)]).map(letter => {
    if (known(letter)) return letter;
    const bare = [...letter.normalize("NFKD").replace(/\p{Mn}/gu, "")];
    return bare.every(known) ? bare.join("") : "";
  }).join("").trim();
}

/** Return {alphabet, segments, letters} of a text. */
export function cost(text) {
  const letters = [...text];
  const gsm = letters.every(known);
  const units = letters.map(letter => gsm ? 1 + EXTENDED.has(letter) : letter.length);
  const [single, part] = gsm ? [160, 153] : [70, 67];
  const size = units.reduce((sum, unit) => sum + unit, 0);
  let segments = 1;
  if (size > single) {
    let filled = 0;
    for (const unit of units) {
      if (filled + unit > part) { segments += 1; filled = 0; }
      filled += unit;
    }
  }
  return { alphabet: gsm ? "GSM-7" : "UCS-2", segments, letters: size };
}
